"""Trees that were signed last, in memory."""

from spice.adapters.memory.state import MemoryState
from spice.ports.signed_trees import SignedTree


class MemorySignedTrees:
    """The SignedTrees twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def last(self, origin: str) -> SignedTree | None:
        """Read that of a log."""
        return self._state.signed_trees.get(origin)

    def replace(self, origin: str, before: SignedTree | None, after: SignedTree) -> bool:
        """Note another in place of the one that was read."""
        with self._state.lock:
            if self._state.signed_trees.get(origin) != before:
                return False
            self._state.signed_trees[origin] = after
            return True

    def forget(self) -> None:
        """Forget those of all logs."""
        with self._state.lock:
            self._state.signed_trees.clear()
