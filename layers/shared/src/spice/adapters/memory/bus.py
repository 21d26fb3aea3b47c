"""The bus in memory."""

import time
from collections.abc import Mapping, Sequence

from spice.adapters.memory.state import MemoryState
from spice.domain.bounds import RECORD_BYTES
from spice.messages.record_batch import Record, first_too_large
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import Permanent


class MemoryBus:
    """The Bus and BusConsumer twin: topics of partitions, offsets from 0, positions per group that only grow."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics with their partitions; existing ones grow, never shrink."""
        with self._state.lock:
            for topic, count in topics.items():
                partitions = self._state.topics.setdefault(topic, [])
                partitions.extend([] for _ in range(count - len(partitions)))

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        if not (partitions := self._state.topics.get(topic)):
            raise Permanent("bus", f"topic {topic} does not exist")
        return len(partitions)

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in order."""
        if (found := first_too_large(records)) is not None:
            raise Permanent("bus", f"a record of {len(found.value)} bytes is above {RECORD_BYTES}")
        with self._state.lock:
            kept = self._partition(topic, partition)
            now = int(time.time() * 1000)
            kept.extend(
                ConsumedRecord(
                    key=record.key,
                    value=record.value,
                    headers=record.headers,
                    topic=topic,
                    partition=partition,
                    offset=offset,
                    timestamp=now,
                )
                for offset, record in enumerate(records, len(kept))
            )

    def fetch(
        self, group: str, topic: str, partition: int, *, max_records: int, max_bytes: int
    ) -> Sequence[ConsumedRecord]:
        """Read from the group's committed offset on, whole records up to both bounds, at least one."""
        offset = self._state.offsets.get((group, topic, partition), 0)
        taken: list[ConsumedRecord] = []
        size = 0
        for record in self._partition(topic, partition)[offset:]:
            size += len(record.value) + len(record.key)
            if taken and (len(taken) >= max_records or size > max_bytes):
                break
            taken.append(record)
        return taken

    def commit(self, group: str, topic: str, partition: int, offset: int) -> None:
        """Keep `offset` as the next to read; it only grows."""
        with self._state.lock:
            place = (group, topic, partition)
            self._state.offsets[place] = max(self._state.offsets.get(place, 0), offset)

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count per partition the messages the group has not committed."""
        return {
            number: len(kept) - self._state.offsets.get((group, topic, number), 0)
            for number, kept in enumerate(self._state.topics.get(topic, []))
        }

    def _partition(self, topic: str, partition: int) -> list[ConsumedRecord]:
        partitions = self._state.topics.get(topic, [])
        if not 0 <= partition < len(partitions):
            raise Permanent("bus", f"topic {topic} has no partition {partition}")
        return partitions[partition]
