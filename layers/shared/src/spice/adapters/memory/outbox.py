"""The outbox in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from spice.adapters.memory.state import MemoryState
from spice.domain.shards import Shard
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.generations import CLOSING
from spice.ports.outbox import OutboxDepth, OutboxRow


class MemoryOutbox:
    """The Outbox twin: what `MemoryCommandStore.keep` put there, in order."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def shards(self) -> Sequence[tuple[str, int]]:
        """List the (topic, partition) pairs that have rows which may go."""
        with self._state.lock:
            topics = {row.topic for row, _ in self._state.outbox.values()}
            return sorted({(row.topic, row.partition) for topic in topics for row in self._going(topic)})

    def drain(self, topic: str, partition: int, publish: Callable[[Sequence[OutboxRow]], int], *, limit: int) -> int:
        """Claim, publish, delete the acked prefix."""
        claim = self._state.claim(topic, partition)
        if not claim.acquire(blocking=False):
            return 0
        try:
            rows = [row for row in self._going(topic) if row.partition == partition][:limit]
            acked = publish(rows) if rows else 0
            for row in rows[:acked]:
                del self._state.outbox[row.position]
            return acked
        finally:
            claim.release()

    def put_back(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Keep records that came to the wrong shard as a row of no map."""
        with self._state.lock:
            self._state.positions += 1
            position, batch = self._state.positions, RecordBatch.of(records)
            row = OutboxRow(position=position, topic=topic, partition=partition, records=batch, generation=0)
            self._state.outbox[position] = (row, datetime.now(UTC))

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        with self._state.lock:
            rows = list(self._state.outbox.values())
        return OutboxDepth(
            records=sum(len(row.records) for row, _ in rows), oldest_at=min((at for _, at in rows), default=None)
        )

    def _going(self, topic: str) -> Sequence[OutboxRow]:
        """List a topic's rows of the oldest map, if that has begun and is not being closed."""
        with self._state.lock:
            rows = [row for row, _ in self._state.outbox.values() if row.topic == topic]
            family = Shard.family_of(topic)
            current, oldest = self._state.current(family), min((row.generation for row in rows), default=0)
            unmapped = oldest == 0 and family not in self._state.maps
            if self._state.newest(family).state == CLOSING or oldest > current.generation or unmapped:
                return []
            remap = current.partitions if oldest < current.generation else None
            return [replace(row, remap=remap) for row in rows if row.generation == oldest]
