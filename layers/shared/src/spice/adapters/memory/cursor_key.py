"""The twin of the key of cursors."""

from spice.adapters.memory.state import MemoryState


class MemoryCursorKey:
    """A key as lasting as the state it belongs to."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def __call__(self) -> bytes:
        """Give the key."""
        return self._state.cursor_key
