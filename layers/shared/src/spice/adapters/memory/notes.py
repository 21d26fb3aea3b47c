"""Notes in memory."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.notes import KeptNote


class MemoryNotes:
    """The Notes twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def add(self, notes: Sequence[KeptNote]) -> None:
        """Keep notes; one whose id is there already is not kept again."""
        with self._state.lock:
            for each in notes:
                self._state.notes.setdefault(each.id, each)

    def before(self, moment: datetime, *, limit: int) -> Sequence[KeptNote]:
        """Read the oldest from before a moment."""
        with self._state.lock:
            found = [each for each in self._state.notes.values() if each.note.at < moment]
        return sorted(found, key=lambda each: (each.note.at, each.id))[:limit]

    def oldest_at(self) -> datetime | None:
        """Tell of when the oldest is."""
        with self._state.lock:
            return min((each.note.at for each in self._state.notes.values()), default=None)

    def drop(self, ids: Sequence[UUID]) -> None:
        """Forget notes."""
        with self._state.lock:
            for each in ids:
                self._state.notes.pop(each, None)
