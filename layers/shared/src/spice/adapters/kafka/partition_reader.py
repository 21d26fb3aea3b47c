"""One partition as one group reads it: a consumer of its own, and what it read ahead."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from spice.adapters.kafka.cluster import READ_COMMITTED, KafkaCluster
from spice.adapters.kafka.connection import SERVICE, KafkaConnection
from spice.adapters.kafka.failures import translated
from spice.adapters.kafka.limits import MAX_MESSAGE
from spice.adapters.kafka.opening import opened
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import PortError, Transient

WAIT_SECONDS = 5.0
OPTIONS: dict[str, Any] = {
    "enable_auto_commit": False,
    # An offset whose record has expired: go on with the oldest there is.
    "auto_offset_reset": "earliest",
    "isolation_level": READ_COMMITTED,
    "max_partition_fetch_bytes": MAX_MESSAGE,
    "allow_auto_create_topics": False,
    "metrics_enabled": False,
}


class PartitionReader:
    """Reads from any offset, without asking twice for what it already holds. The driver's consumers belong to one
    thread at a time, so each partition has one, under a lock."""

    def __init__(
        self, connection: KafkaConnection, cluster: KafkaCluster, group: str, topic: str, partition: int
    ) -> None:
        self._connection, self._cluster = connection, cluster
        self._group, self._place = group, TopicPartition(topic, partition)
        self._lock = threading.Lock()
        self._consumer: Any = None
        self._held: list[ConsumedRecord] = []
        self._from = self._next = -1
        """What is held begins and ends here; -1: nothing was read yet."""

    def fetch(self, *, max_records: int, max_bytes: int) -> Sequence[ConsumedRecord]:
        """Read from the committed offset on, whole records up to both bounds, at least one if there is one."""
        with self._lock:
            offset = self._committed()
            try:
                self._go_to(self._cluster.begin(self._place) if offset is None else offset)
                if len(self._held) < max_records:
                    self._poll(0.0, max_records)
                if not self._held:
                    self._wait(max_records)
            except PortError:
                raise
            except Exception as failed:
                # Also what is no KafkaError: a client whose loop has ended stays so.
                self._drop()
                raise translated(failed, f"read {self._name} at {self._connection}") from failed
            return _bounded(self._held, max_records, max_bytes)

    def commit(self, offset: int) -> None:
        """Keep the next offset to read; it only grows."""
        with self._lock:
            if (self._committed() or 0) < offset:
                self._cluster.commit(self._group, self._place, offset)

    def close(self) -> None:
        """Close the consumer."""
        with self._lock:
            self._drop()

    @property
    def _name(self) -> str:
        return f"{self._place.topic}/{self._place.partition}"

    def _committed(self) -> int | None:
        return self._cluster.committed(self._group, [self._place]).get(self._place)

    def _go_to(self, offset: int) -> None:
        if self._consumer is None:
            self._consumer = opened(KafkaConsumer, self._connection, OPTIONS)
            self._consumer.assign([self._place])
        if self._from <= offset <= self._next and self._from >= 0:
            self._held = [record for record in self._held if record.offset >= offset]
        else:
            self._held, self._next = [], offset
            self._consumer.seek(self._place, offset)
        self._from = offset

    def _wait(self, max_records: int) -> None:
        """Wait for what is known to be there; markers of transactions take offsets too, and bring no record."""
        until, end = time.monotonic() + WAIT_SECONDS, self._cluster.end(self._place)
        while not self._held and self._next < end:
            if (left := until - time.monotonic()) <= 0:
                raise Transient(SERVICE, f"{self._name} ends at {end}, and nothing came from {self._next} on")
            self._poll(left, max_records)

    def _poll(self, seconds: float, max_records: int) -> None:
        polled = self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=max_records)
        for record in polled.get(self._place, ()):
            self._held.append(_consumed(record))
        position = self._consumer.position(self._place, timeout_ms=int(WAIT_SECONDS * 1000))
        self._next = self._next if position is None else position

    def _drop(self) -> None:
        consumer, self._consumer = self._consumer, None
        self._held, self._from, self._next = [], -1, -1
        if consumer is not None:
            with suppress(Exception):
                consumer.close(autocommit=False, timeout_ms=1000)


def _bounded(held: Sequence[ConsumedRecord], max_records: int, max_bytes: int) -> Sequence[ConsumedRecord]:
    size = 0

    def fits(record: ConsumedRecord) -> bool:
        nonlocal size
        first, size = size == 0, size + len(record.value) + len(record.key)
        return first or size <= max_bytes

    return list(takewhile(fits, held[:max_records]))


def _consumed(record: Any) -> ConsumedRecord:
    return ConsumedRecord(
        key=record.key or b"",
        value=record.value or b"",
        headers=tuple((name, value or b"") for name, value in record.headers),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
    )
