"""Accepted commands: idempotency key, command row and outbox rows in one statement; their states afterwards."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.postgres.command_rows import command_state, outbox_rows
from spice.adapters.postgres.connection import Postgres
from spice.domain.errors import refuse
from spice.messages.codec import decode, encode
from spice.ports.command_store import Batch, BatchState, CommandState, IdempotencyKey, Kept, Submission

NOWHERE = UUID(int=0)
_KEEP = """
with claimed as (
    insert into intake.idempotency (actor, database, key, fingerprint, stands_for, is_batch)
    select %(actor)s, %(database)s, %(key)s, %(fingerprint)s, %(id)s, %(is_batch)s where %(has_key)s
    on conflict do nothing returning 1
), allowed as (
    select 1 where not %(has_key)s or exists (select 1 from claimed)
), waiting as (
    insert into model.commands (id, type, state, actor, database, submitted_at, key)
    select %(id)s, %(type)s, 'PENDING', %(actor)s, %(command_database)s, %(submitted_at)s, %(aggregate)s
    from allowed where not %(is_batch)s on conflict (id) do nothing
), batch as (
    insert into intake.batches (id, database, actor, accepted, rejected, submitted_at)
    select %(id)s, %(database)s, %(actor)s, %(accepted)s, %(rejected)s, %(submitted_at)s
    from allowed where %(is_batch)s on conflict (id) do nothing
), queued as (
    insert into intake.outbox (topic, partition, record_count, records)
    select %(topic)s, row.partition, row.count, row.records
    from allowed, unnest(%(partitions)s::int[], %(counts)s::int[], %(records)s::bytea[])
        as row(partition, count, records)
)
select count(*) from allowed
"""
_STATE = """
select c.id, c.type, c.state, coalesce(c.actor, b.actor), coalesce(c.database, b.database),
       coalesce(c.submitted_at, b.submitted_at), c.finished_at, c.attempts, c.batch, c.line, c.key, c.result, c.errors,
       c.shard, c.generation, c.sequence
from model.commands c left join intake.batches b on b.id = c.batch
"""
_LIST = (
    _STATE
    + """
where c.batch is null and (%(state)s::text is null or c.state = %(state)s)
  and (%(database)s::uuid is null or c.database = %(database)s) and (%(actor)s::text is null or c.actor = %(actor)s)
  and (%(at)s::timestamptz is null or (c.submitted_at, c.id) < (%(at)s, %(id)s::uuid))
order by c.submitted_at desc, c.id desc limit %(limit)s
"""
)
_BATCH = """
select b.id, b.database, b.actor, b.accepted, b.submitted_at, b.rejected,
       coalesce(sum(p.completed), 0)::int, coalesce(sum(p.failed), 0)::int
from intake.batches b left join model.batch_progress p on p.batch = b.id where b.id = %s group by b.id
"""


class PostgresCommandStore:
    """The write side's commands; `partitions` counts a topic's partitions."""

    def __init__(self, postgres: Postgres, partitions: Callable[[str], int]) -> None:
        self._postgres, self._partitions = postgres, partitions

    def keep(self, submission: Submission) -> Kept:
        """Keep everything in one statement, or tell what the key stands for already."""
        values = self._values(submission)
        with self._postgres.connection() as connection:
            row = connection.execute(_KEEP, values, binary=True).fetchone()
        if row is not None and row[0] == 1:
            return Kept(id=values["id"], replayed=False, batch=submission.batch)
        if submission.idempotency is None or (kept := self.replay(submission.idempotency)) is None:
            raise refuse("internal", "an idempotency key vanished while it was read")
        return kept

    def replay(self, idempotency: IdempotencyKey) -> Kept | None:
        """Tell what a key stands for."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select fingerprint, stands_for, is_batch from intake.idempotency"
                " where actor = %s and database = %s and key = %s",
                (idempotency.actor, idempotency.database or NOWHERE, idempotency.key),
            ).fetchone()
        if row is None:
            return None
        if row[0] != idempotency.fingerprint:
            raise refuse("idempotency_key_reused", f"key {idempotency.key!r} came with another request before")
        return Kept(id=row[1], replayed=True, batch=self._batch(row[1]) if row[2] else None)

    def command(self, command_id: UUID) -> CommandState | None:
        """Read one command's state."""
        with self._postgres.connection() as connection:
            row = connection.execute(_STATE + " where c.id = %s", (command_id,)).fetchone()
        return command_state(row) if row else None

    def commands(
        self,
        *,
        state: str | None,
        database: UUID | None,
        actor: str | None,
        limit: int,
        before: tuple[datetime, UUID] | None,
    ) -> Sequence[CommandState]:
        """List commands, newest first."""
        at, last = before or (None, None)
        values = {"state": state, "database": database, "actor": actor, "limit": limit, "at": at, "id": last}
        with self._postgres.connection() as connection:
            return [command_state(row) for row in connection.execute(_LIST, values)]

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
            rejected=decode(row[5]),
            completed=row[6],
            failed=row[7],
        )

    def batch_failures(self, batch_id: UUID, *, after_line: int, limit: int) -> Sequence[CommandState]:
        """List the failed lines of a batch in line order."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                _STATE + " where c.batch = %s and c.state = 'FAILED' and c.line > %s order by c.line limit %s",
                (batch_id, after_line, limit),
            )
            return [command_state(row) for row in rows]

    def batch_positions(self, batch_id: UUID) -> dict[str, int]:
        """Tell per shard the highest sequence that holds a line of the batch."""
        with self._postgres.connection() as connection:
            return dict(
                connection.execute("select shard, sequence from model.batch_progress where batch = %s", (batch_id,))
            )

    def _batch(self, batch_id: UUID) -> Batch | None:
        found = self.batch(batch_id)
        if found is None:
            return None
        return Batch(
            id=found.id,
            database=found.database,
            actor=found.actor,
            accepted=found.accepted,
            rejected=found.rejected,
            submitted_at=found.submitted_at,
        )

    def _values(self, submission: Submission) -> dict[str, Any]:
        key, batch = submission.idempotency, submission.batch
        rows = list(outbox_rows(submission, self._partitions(submission.topic)))
        first = submission.commands[0]
        return {
            "id": batch.id if batch else first.id,
            "is_batch": batch is not None,
            "has_key": key is not None,
            "key": key.key if key else "",
            "fingerprint": key.fingerprint if key else "",
            "actor": key.actor if key else first.actor,
            "database": (key.database if key else first.database) or NOWHERE,
            "type": first.type,
            "command_database": first.database,
            "submitted_at": first.submitted_at,
            "aggregate": first.key,
            "accepted": batch.accepted if batch else 0,
            "rejected": encode(batch.rejected if batch else []),
            "topic": submission.topic,
            "partitions": [partition for partition, _ in rows],
            "counts": [len(records) for _, records in rows],
            "records": [records.encoded for _, records in rows],
        }
