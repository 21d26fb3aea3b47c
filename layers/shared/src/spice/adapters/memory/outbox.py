"""The outbox in memory."""

from collections.abc import Callable, Sequence
from itertools import islice
from threading import Lock

from spice.adapters.memory.state import MemoryState
from spice.ports.outbox import OutboxDepth, OutboxRow


class MemoryOutbox:
    """The Outbox twin: what `MemoryCommandStore.keep` put there, in order."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._claims: dict[tuple[str, int], Lock] = {}

    def shards(self) -> Sequence[tuple[str, int]]:
        """List the (topic, partition) pairs that have rows waiting."""
        with self._state.lock:
            return sorted({(row.topic, row.partition) for row, _ in self._state.outbox.values()})

    def drain(self, topic: str, partition: int, publish: Callable[[Sequence[OutboxRow]], int], *, limit: int) -> int:
        """Claim, publish, delete the acked prefix."""
        claim = self._claim(topic, partition)
        if not claim.acquire(blocking=False):
            return 0
        try:
            rows = list(islice(self._waiting(topic, partition), limit))
            acked = publish(rows) if rows else 0
            for row in rows[:acked]:
                del self._state.outbox[row.position]
            return acked
        finally:
            claim.release()

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        with self._state.lock:
            rows = list(self._state.outbox.values())
        return OutboxDepth(
            records=sum(len(row.records) for row, _ in rows), oldest_at=min((at for _, at in rows), default=None)
        )

    def _claim(self, topic: str, partition: int) -> Lock:
        with self._state.lock:
            return self._claims.setdefault((topic, partition), Lock())

    def _waiting(self, topic: str, partition: int) -> Sequence[OutboxRow]:
        with self._state.lock:
            return [row for row, _ in self._state.outbox.values() if row.topic == topic and row.partition == partition]
