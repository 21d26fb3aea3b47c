"""The outbox as the relay drains it."""

from collections.abc import Callable, Sequence

from spice.adapters.postgres.connection import Postgres
from spice.messages.record_batch import RecordBatch
from spice.ports.outbox import OutboxDepth, OutboxRow

# Rows above the horizon may still be joined by an earlier, slower transaction: publishing them would reorder.
_OLDEST = """
select position, record_count, records from (
    select position, xact_id, record_count, records,
           sum(octet_length(records)) over (order by xact_id, position) - octet_length(records) as before
    from intake.outbox
    where topic = %s and partition = %s and xact_id < pg_snapshot_xmin(pg_current_snapshot())
    order by xact_id, position limit %s
) oldest where before < %s order by xact_id, position
"""
CLAIM_BYTES = 8 * 1024 * 1024
"""Encoded records a claim takes at most, and at least one row."""


class PostgresOutbox:
    """Rows waiting for the relay; a shard is claimed by an advisory lock that ends with the transaction."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def shards(self) -> Sequence[tuple[str, int]]:
        """List the (topic, partition) pairs that have rows waiting."""
        with self._postgres.connection() as connection:
            return connection.execute("select distinct topic, partition from intake.outbox").fetchall()

    def drain(self, topic: str, partition: int, publish: Callable[[Sequence[OutboxRow]], int], *, limit: int) -> int:
        """Claim, publish, delete the acked prefix, commit."""
        with self._postgres.transaction() as connection:
            lock = f"outbox/{topic}/{partition}"
            claimed = connection.execute(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (lock,)
            ).fetchone()
            if claimed is None or not claimed[0]:
                return 0
            rows = [
                OutboxRow(position=position, topic=topic, partition=partition, records=RecordBatch(records, count))
                for position, count, records in connection.execute(
                    _OLDEST, (topic, partition, limit, CLAIM_BYTES), binary=True
                )
            ]
            acked = publish(rows) if rows else 0
            if acked:
                positions = [row.position for row in rows[:acked]]
                connection.execute("delete from intake.outbox where position = any(%s::bigint[])", (positions,))
            return acked

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select coalesce(sum(record_count), 0)::bigint, min(created_at) from intake.outbox"
            ).fetchone()
        return OutboxDepth(records=int(row[0]) if row else 0, oldest_at=row[1] if row else None)
