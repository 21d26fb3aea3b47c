"""The outbox as the relay drains it."""

from collections.abc import Callable, Sequence

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.generations import claim
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.outbox import OutboxDepth, OutboxRow

# A family's map that has begun, and whether it is being closed.
_MAPS = """
select family || '-commands' as topic, bool_or(state = 'CLOSING') as closing,
       max(generation) filter (where state = 'BEGUN') as generation
from intake.generations group by family
"""
_SHARDS = f"""
select distinct o.topic, o.partition from intake.outbox o
join (select topic, min(generation) as oldest from intake.outbox group by topic) t
  on t.topic = o.topic and t.oldest = o.generation
left join ({_MAPS}) m on m.topic = o.topic
where o.generation <= coalesce(m.generation, 1) and (o.generation > 0 or m.generation is not null)
  and not coalesce(m.closing, false)
"""
# Rows above the horizon may still be joined by an earlier, slower transaction: publishing them would reorder. Only the
# oldest map's rows go, which everybody sees who sees a row that was accepted behind them.
_OLDEST = f"""
with map as materialized (
    select m.generation, m.closing, g.partitions from ({_MAPS}) m
    join intake.generations g on g.family || '-commands' = m.topic and g.generation = m.generation
    where m.topic = %(topic)s
), oldest as materialized (
    select min(generation) as generation from intake.outbox where topic = %(topic)s
)
select position, record_count, records, generation, remap from (
    select o.position, o.xact_id, o.record_count, o.records, o.generation,
           (select m.partitions from map m where o.generation < m.generation) as remap,
           sum(octet_length(o.records)) over (order by o.xact_id, o.position) - octet_length(o.records) as before
    from intake.outbox o
    where o.topic = %(topic)s and o.partition = %(partition)s and o.generation = (select generation from oldest)
      and o.generation <= coalesce((select generation from map), 1)
      and (o.generation > 0 or exists (select 1 from map))
      and not coalesce((select closing from map), false)
      and o.xact_id < pg_snapshot_xmin(pg_current_snapshot())
    order by o.xact_id, o.position limit %(limit)s
) oldest where before < %(bytes)s order by xact_id, position
"""
CLAIM_BYTES = 8 * 1024 * 1024
"""Encoded records a claim takes at most, and at least one row."""


class PostgresOutbox:
    """Rows waiting for the relay; a shard is claimed by an advisory lock that ends with the transaction."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def shards(self) -> Sequence[tuple[str, int]]:
        """List the (topic, partition) pairs that have rows which may go."""
        with self._postgres.connection() as connection:
            return connection.execute(_SHARDS).fetchall()

    def drain(self, topic: str, partition: int, publish: Callable[[Sequence[OutboxRow]], int], *, limit: int) -> int:
        """Claim, publish, delete the acked prefix, commit."""
        with self._postgres.transaction() as connection:
            claimed = connection.execute(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (claim(topic, partition),)
            ).fetchone()
            if claimed is None or not claimed[0]:
                return 0
            values = {"topic": topic, "partition": partition, "limit": limit, "bytes": CLAIM_BYTES}
            rows = [
                OutboxRow(
                    position=position,
                    topic=topic,
                    partition=partition,
                    records=RecordBatch(records, count),
                    generation=generation,
                    remap=remap,
                )
                for position, count, records, generation, remap in connection.execute(_OLDEST, values, binary=True)
            ]
            acked = publish(rows) if rows else 0
            if acked:
                positions = [row.position for row in rows[:acked]]
                connection.execute("delete from intake.outbox where position = any(%s::bigint[])", (positions,))
            return acked

    def put_back(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Keep records that came to the wrong shard as rows of no map."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.outbox (topic, partition, record_count, records, generation)"
                " values (%s, %s, %s, %s, 0)",
                (topic, partition, len(records), RecordBatch.of(records).encoded),
            )

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select coalesce(sum(record_count), 0)::bigint, min(created_at) from intake.outbox"
            ).fetchone()
        return OutboxDepth(records=int(row[0]) if row else 0, oldest_at=row[1] if row else None)
