"""The bus on Apache Kafka. Functions publish; only the local host, operators and tests read.

Nothing of the driver is imported before it is used and nothing connected before it is needed; a function that only
publishes makes one producer. How Kafka's errors are classed: failures.py.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from spice.adapters.breaker import Breaker
from spice.adapters.kafka.connection import SERVICE, KafkaConnection
from spice.messages.record_batch import Record
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import Transient

if TYPE_CHECKING:
    from spice.adapters.kafka.clients import KafkaClients

COUNT_SECONDS = 10.0
"""How long a topic's number of partitions is believed."""
IDLE_SECONDS = 0.1


class KafkaBus:
    """Topics of ordered partitions, on a cluster."""

    def __init__(self, connection: KafkaConnection, breaker: Breaker | None = None) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._breaker = breaker or Breaker(SERVICE)
        self._counts: dict[str, tuple[int, float]] = {}
        self._opened: KafkaClients | None = None

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics with their partitions; existing ones grow, never shrink."""
        self._clients().cluster.create_topics(topics)
        self._counts.clear()

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions; those added are seen soon, and a cluster that is away takes none back."""
        count, until = self._counts.get(topic, (0, 0.0))
        if time.monotonic() >= until:
            try:
                with self._breaker.guarded():
                    count = self._clients().cluster.partitions(topic)
            except Transient:
                if not count:
                    raise
            self._counts[topic] = count, time.monotonic() + COUNT_SECONDS
        return count

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in order; on return every one is acked by all in-sync replicas."""
        with self._breaker.guarded():
            self._clients().publish(topic, partition, records)

    def fetch(
        self, group: str, topic: str, partition: int, *, max_records: int, max_bytes: int
    ) -> Sequence[ConsumedRecord]:
        """Read from the group's committed offset on, whole records up to both bounds, at least one."""
        reader = self._clients().reader(group, topic, partition)
        return reader.fetch(max_records=max_records, max_bytes=max_bytes)

    def commit(self, group: str, topic: str, partition: int, offset: int) -> None:
        """Keep `offset` as the next to read; it only grows."""
        self._clients().reader(group, topic, partition).commit(offset)

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count per partition the messages the group has not committed."""
        return self._clients().cluster.lag(group, topic, self.partitions(topic))

    def listen(self, timeout: float) -> frozenset[str]:
        """Wait until something is published in a topic this bus was asked about, and name the topics; none when
        `timeout` seconds are over. For one thread."""
        if not (topics := {topic: self.partitions(topic) for topic in list(self._counts)}):
            time.sleep(min(timeout, IDLE_SECONDS))
            return frozenset()
        return self._clients().watch.listen(topics, timeout)

    def ping(self) -> float:
        """Measure a round trip in seconds."""
        return self._clients().cluster.ping()

    def close(self) -> None:
        """Close every connection; whoever uses the bus again opens new ones."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def _clients(self) -> KafkaClients:
        with self._lock:
            if self._opened is None:
                from spice.adapters.kafka.clients import KafkaClients

                self._opened = KafkaClients(self._connection)
            return self._opened
