"""Preferences in memory."""

from collections.abc import Mapping
from datetime import datetime

from spice.adapters.memory.state import MemoryState


class MemoryPreferences:
    """The Preferences twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def find(self, subject: str) -> Mapping[str, object]:
        """Read what somebody prefers."""
        return self._state.preferences.get(subject, {})

    def keep(self, subject: str, preferences: Mapping[str, object], *, at: datetime) -> None:
        """Keep preferences in the place of those before; none: forget them."""
        with self._state.lock:
            self._state.preferences.pop(subject, None)
            if preferences:
                self._state.preferences[subject] = dict(preferences)
