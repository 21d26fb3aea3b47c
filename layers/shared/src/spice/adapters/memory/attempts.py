"""Attempts at batches in memory."""

from spice.adapters.memory.state import MemoryState


class MemoryAttempts:
    """The Attempts twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def attempt(self, topic: str, partition: int, first_offset: int) -> int:
        """Count an attempt before any work."""
        with self._state.lock:
            self._state.attempts[topic, partition, first_offset] += 1
            return self._state.attempts[topic, partition, first_offset]

    def settled(self, topic: str, partition: int, first_offset: int) -> None:
        """Forget the attempts at a batch that succeeded."""
        self._state.attempts.pop((topic, partition, first_offset), None)
