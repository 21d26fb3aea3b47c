"""Places to wait in, in memory."""

import time
from collections.abc import Callable


class MemoryWaits:
    """The Waits twin: `each` places a subject, `most` altogether."""

    def __init__(self, *, each: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._most, self._clock = each, most, clock
        self._held: dict[tuple[str, str], float] = {}

    def enter(self, subject: str, place: str, seconds: float) -> float:
        """Take a place, if there is one."""
        now = self._clock()
        self._held = {held: until for held, until in self._held.items() if until > now}
        own = sum(holder == subject for holder, _ in self._held)
        if own >= self._each or len(self._held) >= self._most:
            return 0.0
        self._held[subject, place] = now + seconds
        return seconds

    def leave(self, subject: str, place: str) -> None:
        """Free a place."""
        self._held.pop((subject, place), None)
