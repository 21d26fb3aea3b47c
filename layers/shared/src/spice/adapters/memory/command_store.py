"""Accepted commands in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.errors import refuse
from spice.domain.identity import NIL, aggregate_id, partition_of
from spice.domain.same_request import may_be_same
from spice.domain.shards import Shard
from spice.domain.wording import quoted
from spice.messages.command import Command, command_record
from spice.messages.noted import HIDDEN
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.command_store import (
    Acceptance,
    BatchState,
    CommandsSought,
    CommandState,
    IdempotencyKey,
    Submission,
)
from spice.ports.outbox import OutboxRow


class MemoryCommandStore:
    """The CommandStore twin; accepted commands wait in `state.outbox` as records, a row a partition."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def keep(self, submission: Submission) -> Acceptance:
        """Keep everything, or tell what the key stands for already."""
        key, batch, first = submission.idempotency, submission.batch, submission.commands[0]
        with self._state.lock:
            if key is not None and (kept := self.replay(key)) is not None:
                return kept
            stands_for = batch.id if batch else first.id
            if key is not None:
                self._state.keys[key.actor, key.database, key.key] = (key, stands_for, first.submitted_at)
            if batch is not None:
                self._state.batches.setdefault(batch.id, batch)
            else:
                self._state.commands.setdefault(first.id, _pending(first))
            self._queue(submission)
        return Acceptance(id=stands_for, replayed=False, batch=batch)

    def _queue(self, submission: Submission) -> None:
        used = self._state.newest(Shard.family_of(submission.topic))
        by_partition: dict[int, list[Record]] = {}
        for command in submission.commands:
            partition = (
                partition_of(command.key, used.partitions) if submission.partition is None else submission.partition
            )
            by_partition.setdefault(partition, []).append(command_record(command))
        for partition, records in by_partition.items():
            self._state.positions += 1
            position, batch = self._state.positions, RecordBatch.of(records)
            row = OutboxRow(
                position=position,
                topic=submission.topic,
                partition=partition,
                records=batch,
                generation=used.generation,
            )
            self._state.outbox[position] = (row, submission.commands[0].submitted_at)

    def replay(self, idempotency: IdempotencyKey) -> Acceptance | None:
        """Tell what a key stands for."""
        known = self._state.keys.get((idempotency.actor, idempotency.database, idempotency.key))
        if known is None:
            return None
        if not may_be_same(known[0].fingerprint, idempotency.fingerprint):
            raise refuse("idempotency_key_reused", f"key {quoted(idempotency.key)} came with another request before")
        return Acceptance(id=known[1], replayed=True, batch=self._state.batches.get(known[1]))

    def command(self, command_id: UUID) -> CommandState | None:
        """Read one command's state."""
        found = self._state.commands.get(command_id)
        if found is None:
            self._state.check_settled()
        return found

    def states(self, command_ids: Sequence[UUID]) -> Sequence[CommandState]:
        """Read the states of those commands that there are."""
        return [self._state.commands[each] for each in command_ids if each in self._state.commands]

    def commands(
        self, sought: CommandsSought, *, limit: int, before: tuple[datetime, UUID] | None
    ) -> Sequence[CommandState]:
        """List commands, newest first; refusals that are noted are not among them."""
        self._state.check_settled()
        found = [
            each
            for each in self._state.commands.values()
            if _is_sought(each, sought) and (before is None or (each.submitted_at, each.id) < before)
        ]
        return sorted(found, key=lambda each: (each.submitted_at, each.id), reverse=True)[:limit]

    def batch(self, batch_id: UUID) -> BatchState | None:
        """Read one batch's progress."""
        if (batch := self._state.batches.get(batch_id)) is None:
            return None
        states = [each.state for each in self._lines(batch_id)]
        return BatchState(
            id=batch.id,
            database=batch.database,
            actor=batch.actor,
            accepted=batch.accepted,
            completed=states.count("COMPLETED"),
            failed=states.count("FAILED"),
            parked=states.count("PARKED"),
            submitted_at=batch.submitted_at,
            rejected=batch.rejected,
        )

    def underway(self, database: UUID, *, since: datetime) -> bool:
        """Tell whether a batch of a database has lines that did not end yet."""
        recent = [
            self.batch(each.id)
            for each in list(self._state.batches.values())
            if each.database == database and each.submitted_at > since
        ]
        return any(each is not None and each.completed + each.failed < each.accepted for each in recent)

    def batch_failures(self, batch_id: UUID, *, after_line: int, limit: int) -> Sequence[CommandState]:
        """List the failed and the parked lines of a batch in line order."""
        lines = [each for each in self._lines(batch_id) if (each.line or 0) > after_line]
        failed = [each for each in lines if each.state in ("FAILED", "PARKED")]
        return sorted(failed, key=lambda each: each.line or 0)[:limit]

    def batch_positions(self, batch_id: UUID) -> dict[str, int]:
        """Tell per shard the highest sequence that holds a line of the batch."""
        positions: dict[str, int] = {}
        for each in self._lines(batch_id):
            if each.shard is not None and each.sequence is not None and each.state != "PARKED":
                positions[each.shard] = max(positions.get(each.shard, 0), each.sequence)
        return positions

    def finish(self, command_id: UUID, state: str, **outcome: object) -> None:
        """Write an outcome, as indexing a segment does."""
        self._state.commands[command_id] = replace(self._state.commands[command_id], state=state, **outcome)  # type: ignore[arg-type]  # fields by name

    def _lines(self, batch_id: UUID) -> list[CommandState]:
        return [each for each in self._state.commands.values() if each.batch == batch_id]


def _is_sought(command: CommandState, sought: CommandsSought) -> bool:
    wanted = {name: getattr(sought, name) for name in ("state", "database", "actor", "type")}
    root = "" if sought.hierarchy is None else aggregate_id(sought.database or NIL, sought.hierarchy, "")
    among = command.batch is None if sought.ids is None else command.id in sought.ids
    return (
        among
        and command.type not in HIDDEN
        and all(value is None or getattr(command, name) == value for name, value in wanted.items())
        and (command.key or "").startswith(root)
        and (sought.since is None or command.submitted_at >= sought.since)
    )


def _pending(command: Command) -> CommandState:
    return CommandState(
        id=command.id,
        type=command.type,
        state="PENDING",
        actor=command.actor,
        database=command.database,
        submitted_at=command.submitted_at,
        batch=command.batch,
        line=command.line,
        key=command.key,
    )
