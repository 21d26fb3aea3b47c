"""Preferences in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from spice.adapters.memory.state import MemoryState


class MemoryPreferences:
    """The Preferences twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def find(self, subject: str) -> Mapping[str, object]:
        """Read what somebody prefers."""
        return self._state.preferences.get(subject, {})

    def of(self, subjects: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
        """Read what each of these prefers who said something."""
        with self._state.lock:
            held = self._state.preferences
            return {subject: held[subject] for subject in subjects if subject in held}

    def keep(self, subject: str, preferences: Mapping[str, object], *, at: datetime) -> None:
        """Keep preferences in the place of those before; none: forget them."""
        with self._state.lock:
            self._state.preferences.pop(subject, None)
            if preferences:
                self._state.preferences[subject] = dict(preferences)
