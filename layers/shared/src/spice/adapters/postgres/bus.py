"""The bus of the local platform: a partitioned log in Postgres that behaves as Kafka."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg

from spice.adapters.postgres.connection import Postgres
from spice.domain.bounds import RECORD_BYTES
from spice.messages.record_batch import Record, RecordBatch, first_too_large
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import Permanent

_APPEND = """
with moved as (
    update bus.partitions set next_offset = next_offset + %(count)s
    where topic = %(topic)s and partition = %(partition)s returning next_offset - %(count)s as base
), kept as (
    insert into bus.batches (topic, partition, base_offset, record_count, records)
    select %(topic)s, %(partition)s, base, %(count)s, %(records)s from moved returning 1
)
select count(*), pg_notify('bus', %(topic)s) from kept
"""
_FETCH = """
select base_offset, record_count, records, milliseconds from (
select base_offset, record_count, records, extract(epoch from created_at) * 1000 as milliseconds,
       sum(octet_length(records)) over (order by base_offset) - octet_length(records) as before
from bus.batches
where topic = %(topic)s and partition = %(partition)s and base_offset >= coalesce(
    (select max(base_offset) from bus.batches
     where topic = %(topic)s and partition = %(partition)s and base_offset <= %(offset)s), 0)
  and base_offset + record_count > %(offset)s
order by base_offset limit %(limit)s) oldest where before < %(bytes)s order by base_offset
"""

_TRIM = """
with read as (
    select p.topic, p.partition, min(coalesce(o.next_offset, 0)) as upto
    from bus.partitions p join (select distinct consumer_group, topic from bus.offsets) g on g.topic = p.topic
    left join bus.offsets o
      on o.consumer_group = g.consumer_group and o.topic = p.topic and o.partition = p.partition
    group by p.topic, p.partition
)
delete from bus.batches b using (
    select x.ctid from bus.batches x join read r on r.topic = x.topic and r.partition = x.partition
    where x.created_at < now() - make_interval(secs => %s) and x.base_offset + x.record_count <= r.upto limit %s
) old where b.ctid = old.ctid
"""


class PostgresBus:
    """Topics of ordered partitions; offsets are allocated under the partition row's lock."""

    def __init__(self, postgres: Postgres | str) -> None:
        self._postgres = Postgres(postgres) if isinstance(postgres, str) else postgres
        self._listening: psycopg.Connection[Any] | None = None

    def close(self) -> None:
        """Close what this thread opened; whoever uses the bus again opens new connections."""
        self._listening = None
        self._postgres.close()

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics with their partitions; existing ones grow, never shrink."""
        with self._postgres.transaction() as connection:
            for topic, partitions in topics.items():
                connection.execute(
                    "insert into bus.partitions (topic, partition) select %s, generate_series(0, %s)"
                    " on conflict do nothing",
                    (topic, partitions - 1),
                )

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        with self._postgres.connection() as connection:
            row = connection.execute("select count(*) from bus.partitions where topic = %s", (topic,)).fetchone()
        if row is None or row[0] == 0:
            raise Permanent("bus", f"topic {topic} does not exist")
        return int(row[0])

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in order; on return they are kept."""
        if (found := first_too_large(records)) is not None:
            raise Permanent("bus", f"a record of {len(found.value)} bytes is above {RECORD_BYTES}")
        batch = RecordBatch.of(records)
        values = {"topic": topic, "partition": partition, "count": len(batch), "records": batch.encoded}
        with self._postgres.connection() as connection:
            row = connection.execute(_APPEND, values).fetchone()
        if row is None or row[0] != 1:
            raise Permanent("bus", f"topic {topic} has no partition {partition}")

    def fetch(
        self, group: str, topic: str, partition: int, *, max_records: int, max_bytes: int
    ) -> Sequence[ConsumedRecord]:
        """Read from the group's committed offset on, whole records up to both bounds, at least one."""
        with self._postgres.connection() as connection:
            offset = _committed(connection, group, topic, partition)
            values = {"topic": topic, "partition": partition, "offset": offset, "limit": 64, "bytes": max_bytes}
            rows = connection.execute(_FETCH, values, binary=True).fetchall()
        taken: list[ConsumedRecord] = []
        size = 0
        for base, count, encoded, milliseconds in rows:
            for number, record in enumerate(RecordBatch(encoded, count)):
                if base + number < offset:
                    continue
                size += len(record.value) + len(record.key)
                if taken and (len(taken) >= max_records or size > max_bytes):
                    return taken
                taken.append(
                    ConsumedRecord(
                        key=record.key,
                        value=record.value,
                        headers=record.headers,
                        topic=topic,
                        partition=partition,
                        offset=base + number,
                        timestamp=int(milliseconds),
                    )
                )
        return taken

    def commit(self, group: str, topic: str, partition: int, offset: int) -> None:
        """Keep `offset` as the next to read; it only grows."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into bus.offsets values (%s, %s, %s, %s) on conflict (consumer_group, topic, partition)"
                " do update set next_offset = greatest(bus.offsets.next_offset, excluded.next_offset)",
                (group, topic, partition, offset),
            )

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count per partition the messages the group has not committed."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select p.partition, p.next_offset - coalesce(o.next_offset, 0) from bus.partitions p"
                " left join bus.offsets o on o.topic = p.topic and o.partition = p.partition and o.consumer_group = %s"
                " where p.topic = %s order by 1",
                (group, topic),
            ).fetchall()
        return dict(rows)

    def listen(self, timeout: float) -> frozenset[str]:
        """Wait until something is published, and name the topics; none when `timeout` seconds are over."""
        with self._postgres.connection() as connection:
            if self._listening is not connection:
                connection.execute("listen bus")
                self._listening = connection
            # What came between two listens was read when the connection was looked at: the driver waits for what comes
            # later before it tells of it.
            if told := frozenset(_told(connection)):
                return told
            return frozenset(notice.payload for notice in connection.notifies(timeout=timeout, stop_after=1))

    def trim(self, *, older_than_seconds: float, limit: int = 200) -> int:
        """Delete batches that every group has read and that are old enough, a few at a time.

        A group that has read some of a topic reads all of it, though it may not have come to a partition yet.
        """
        with self._postgres.connection() as connection:
            found = connection.execute(_TRIM, (older_than_seconds, limit))
            return found.rowcount

    def ping(self) -> float:
        """Measure a round trip in seconds."""
        start = time.monotonic()
        with self._postgres.connection() as connection:
            connection.execute("select 1")
        return time.monotonic() - start


def _told(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Name the topics of which a connection has heard already."""
    while (notice := connection.pgconn.notifies()) is not None:
        yield notice.extra.decode()


def _committed(connection: psycopg.Connection[Any], group: str, topic: str, partition: int) -> int:
    row = connection.execute(
        "select next_offset from bus.offsets where consumer_group = %s and topic = %s and partition = %s",
        (group, topic, partition),
    ).fetchone()
    return int(row[0]) if row else 0
