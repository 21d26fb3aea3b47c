"""Places to wait in: a request that waits holds what others need."""

from typing import Protocol

EACH = 8
"""Places of a subject: its further requests are answered at once."""
UNCOUNTED_SECONDS = 2.0
"""How long anybody may wait while nobody is counted."""


class Waits(Protocol):
    """Count who waits, a subject's requests and everybody's."""

    def enter(self, subject: str, place: str, seconds: float) -> float:
        """Take a place under a name of its own, for at most so many seconds: it is free again then, whatever happened
        to who took it. Tells how long one may wait: that long, or not at all where the places are taken. A dead server
        counts nobody, so it lets wait for UNCOUNTED_SECONDS only."""
        ...

    def leave(self, subject: str, place: str) -> None:
        """Free a place."""
        ...
