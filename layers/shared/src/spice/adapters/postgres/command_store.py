"""Accepted commands: idempotency key, command row and outbox rows in one statement; their states afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from spice.adapters.postgres.command_rows import command_state, keep_values
from spice.adapters.postgres.command_statements import AMONG, LIST, LIST_AMONG, STATE
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.settled import check_settled
from spice.domain.errors import refuse
from spice.domain.identity import NIL, aggregate_id
from spice.domain.same_request import may_be_same
from spice.domain.shards import Shard
from spice.domain.wording import quoted
from spice.messages.problem import decode_rejected
from spice.ports.command_store import (
    Acceptance,
    Batch,
    BatchState,
    CommandsSought,
    CommandState,
    IdempotencyKey,
    Submission,
)
from spice.ports.errors import Transient
from spice.ports.generations import ShardMap

# Nothing is kept under a map that a newer one has replaced: what is accepted later must not go earlier.
_KEEP = """
with fresh as (
    select 1 where %(generation)s =
        coalesce((select max(generation) from intake.generations where family = %(family)s), 1)
), claimed as (
    insert into intake.idempotency (actor, database, key, fingerprint, stands_for, is_batch)
    select %(actor)s, %(database)s, %(key)s, %(fingerprint)s, %(id)s, %(is_batch)s from fresh where %(has_key)s
    on conflict do nothing returning 1
), allowed as (
    select 1 from fresh where not %(has_key)s or exists (select 1 from claimed)
), waiting as (
    insert into model.commands (id, type, state, actor, database, submitted_at, key)
    select %(id)s, %(type)s, 'PENDING', %(actor)s, %(command_database)s, %(submitted_at)s, %(aggregate)s
    from allowed where not %(is_batch)s on conflict (id) do nothing
), batch as (
    insert into intake.batches (id, database, actor, accepted, rejected, submitted_at)
    select %(id)s, %(database)s, %(actor)s, %(accepted)s, %(rejected)s, %(submitted_at)s
    from allowed where %(is_batch)s on conflict (id) do nothing
), queued as (
    insert into intake.outbox (topic, partition, record_count, records, generation)
    select %(topic)s, row.partition, row.count, row.records, %(generation)s
    from allowed, unnest(%(partitions)s::int[], %(counts)s::int[], %(records)s::bytea[])
        as row(partition, count, records)
)
select (select count(*) from allowed), (select count(*) from fresh)
"""
_UNDERWAY = """
select exists (
    select 1 from intake.batches b where b.database = %s and b.submitted_at > %s and b.accepted >
        (select coalesce(sum(p.completed + p.failed), 0) from model.batch_progress p where p.batch = b.id))
"""
_TRIES = 5
_LINES = "where c.batch = %(batch)s and c.line > %(after)s and c.state = '{}' order by c.line limit %(limit)s"
# An index each: most batches have neither, and all have thousands of other lines.
_FAILURES = (
    f"({STATE}{_LINES.format('FAILED')}) union all ({STATE}{_LINES.format('PARKED')}) order by line limit %(limit)s"
)
_BATCH = """
select b.id, b.database, b.actor, b.accepted, b.submitted_at, b.rejected,
       coalesce(sum(p.completed), 0)::int, coalesce(sum(p.failed), 0)::int,
       (select count(*)::int from model.commands c where c.batch = b.id and c.state = 'PARKED')
from intake.batches b left join model.batch_progress p on p.batch = b.id where b.id = %s group by b.id
"""


class PostgresCommandStore:
    """The write side's commands; `newest` gives a family's map, which is asked for when it has been replaced."""

    def __init__(self, postgres: Postgres, newest: Callable[[str], ShardMap]) -> None:
        self._postgres, self._newest = postgres, newest
        self._maps: dict[str, ShardMap] = {}

    def keep(self, submission: Submission) -> Acceptance:
        """Keep everything in one statement, or tell what the key stands for already."""
        for _ in range(_TRIES):
            values = keep_values(submission, self._map(submission.topic))
            with self._postgres.connection() as connection:
                row = connection.execute(_KEEP, values, binary=True).fetchone()
            if row is not None and row[0] == 1:
                return Acceptance(id=values["id"], replayed=False, batch=submission.batch)
            if row is not None and row[1] == 1:
                return self._earlier(submission)
            self._maps.clear()
        raise Transient("postgres", f"the map of {submission.topic} was replaced {_TRIES} times meanwhile")

    def _earlier(self, submission: Submission) -> Acceptance:
        if submission.idempotency is None or (kept := self.replay(submission.idempotency)) is None:
            raise refuse("internal", "an idempotency key vanished while it was read")
        return kept

    def _map(self, topic: str) -> ShardMap:
        family = Shard.family_of(topic)
        if family not in self._maps:
            self._maps[family] = self._newest(family)
        return self._maps[family]

    def replay(self, idempotency: IdempotencyKey) -> Acceptance | None:
        """Tell what a key stands for."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select fingerprint, stands_for, is_batch from intake.idempotency"
                " where actor = %s and database = %s and key = %s",
                (idempotency.actor, idempotency.database or NIL, idempotency.key),
            ).fetchone()
        if row is None:
            return None
        if not may_be_same(row[0], idempotency.fingerprint):
            raise refuse("idempotency_key_reused", f"key {quoted(idempotency.key)} came with another request before")
        return Acceptance(id=row[1], replayed=True, batch=self._batch(row[1]) if row[2] else None)

    def command(self, command_id: UUID) -> CommandState | None:
        """Read one command's state."""
        with self._postgres.connection() as connection:
            row = connection.execute(STATE + " where c.id = %s", (command_id,)).fetchone()
            if row is None:
                check_settled(connection)
        return command_state(row) if row else None

    def states(self, command_ids: Sequence[UUID]) -> Sequence[CommandState]:
        """Read the states of those commands that there are."""
        with self._postgres.connection() as connection:
            return [command_state(row) for row in connection.execute(STATE + AMONG, (list(command_ids),))]

    def commands(
        self, sought: CommandsSought, *, limit: int, before: tuple[datetime, UUID] | None
    ) -> Sequence[CommandState]:
        """List commands, newest first."""
        at, last = before or (None, None)
        root = None if sought.hierarchy is None else aggregate_id(sought.database or NIL, sought.hierarchy, "")
        values = {**asdict(sought), "root": root, "limit": limit, "at": at, "id": last}
        if sought.ids is not None:
            values["ids"] = list(sought.ids)
        statement = LIST if sought.ids is None else LIST_AMONG
        with self._postgres.connection() as connection:
            check_settled(connection)
            return [command_state(row) for row in connection.execute(statement, values)]

    def batch(self, batch_id: UUID) -> BatchState | None:
        """Read one batch's progress."""
        with self._postgres.connection() as connection:
            row = connection.execute(_BATCH, (batch_id,)).fetchone()
        if row is None:
            return None
        return BatchState(
            id=row[0],
            database=row[1],
            actor=row[2],
            accepted=row[3],
            submitted_at=row[4],
            rejected=decode_rejected(row[5]),
            completed=row[6],
            failed=row[7],
            parked=row[8],
        )

    def underway(self, database: UUID, *, since: datetime) -> bool:
        """Tell whether a batch of a database has lines that did not end yet."""
        with self._postgres.connection() as connection:
            return connection.execute(_UNDERWAY, (database, since)).fetchone() == (True,)

    def batch_failures(self, batch_id: UUID, *, after_line: int, limit: int) -> Sequence[CommandState]:
        """List the failed and the parked lines of a batch in line order."""
        values = {"batch": batch_id, "after": after_line, "limit": limit}
        with self._postgres.connection() as connection:
            return [command_state(row) for row in connection.execute(_FAILURES, values)]

    def batch_positions(self, batch_id: UUID) -> dict[str, int]:
        """Tell per shard the highest sequence that holds a line of the batch."""
        with self._postgres.connection() as connection:
            return dict(
                connection.execute("select shard, sequence from model.batch_progress where batch = %s", (batch_id,))
            )

    def _batch(self, batch_id: UUID) -> Batch | None:
        found = self.batch(batch_id)
        return None if found is None else found.kept
