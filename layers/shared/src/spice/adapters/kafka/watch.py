"""Waiting until something is published: one long poll at the end of every partition, no busy asking."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from spice.adapters.kafka.cluster import KafkaCluster
from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.failures import translated
from spice.adapters.kafka.opening import opened
from spice.adapters.kafka.partition_reader import OPTIONS
from spice.ports.errors import PortError

BREATH_SECONDS = 0.005
"""Under load, wakes are no closer than this."""
# A wake is all we want of a fetch: the broker sends one batch then, however small the bounds are.
WAKE: dict[str, Any] = {
    "fetch_min_bytes": 1,
    "fetch_max_wait_ms": 1000,
    "fetch_max_bytes": 1,
    "max_partition_fetch_bytes": 1,
}


class TopicWatch:
    """Compares the ends of partitions with those it reported, and sleeps at the ends when they are the same. For one
    thread."""

    def __init__(self, connection: KafkaConnection, cluster: KafkaCluster) -> None:
        self._connection, self._cluster = connection, cluster
        self._consumer: Any = None
        self._seen: dict[TopicPartition, int] = {}
        self._at: dict[TopicPartition, int] = {}
        self._woke_at = 0.0

    def listen(self, topics: Mapping[str, int], timeout: float) -> frozenset[str]:
        """Name the topics that grew since the last time; waits at most `timeout` seconds for one."""
        until = time.monotonic() + timeout
        time.sleep(max(0.0, self._woke_at + BREATH_SECONDS - time.monotonic()))
        while True:
            ends = self._cluster.ends(topics)
            grown = {place.topic for place, end in ends.items() if end > self._seen.get(place, 0)}
            self._seen = ends
            left = until - time.monotonic()
            if grown or left <= 0:
                self._woke_at = time.monotonic()
                return frozenset(grown)
            self._sleep_at(ends, left)

    def close(self) -> None:
        """Close the consumer."""
        consumer, self._consumer, self._at = self._consumer, None, {}
        if consumer is not None:
            with suppress(Exception):
                consumer.close(autocommit=False, timeout_ms=1000)

    def _sleep_at(self, ends: Mapping[TopicPartition, int], seconds: float) -> None:
        try:
            if self._consumer is None:
                self._consumer = opened(KafkaConsumer, self._connection, OPTIONS | WAKE)
            self._consumer.assign(list(ends))
            for place, end in ends.items():
                if self._at.get(place) != end:
                    self._consumer.seek(place, end)
                    self._at[place] = end
            for place in self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=1):
                del self._at[place]
        except PortError:
            raise
        except Exception as failed:
            # Also what is no KafkaError: a client whose loop has ended stays so.
            self.close()
            raise translated(failed, f"listen at {self._connection}") from failed
