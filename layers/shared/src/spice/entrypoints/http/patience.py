"""How long a request may wait for what it asks: counted at the door, for whoever waits holds what others need."""

import time
from collections.abc import Callable
from uuid import uuid4

from spice.ports.waits import Waits

LONGEST_WAIT = 25
SLACK_SECONDS = 3.0
"""What an answer takes beside its wait: a place is held until both are over, and so must the function live."""
COME_AGAIN = {"Retry-After": "1"}


class Patience:
    """What `Prefer: wait=N` of one request comes to. A place is taken when it is first asked how long."""

    def __init__(
        self,
        waits: Waits,
        subject: str,
        wanted: int | None,
        *,
        life: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`life`: the seconds that the function has left."""
        self.wanted = None if wanted is None else min(wanted, LONGEST_WAIT)
        self._waits, self._subject, self._clock = waits, subject, clock
        self._asked = wanted is not None
        self._longest = float(LONGEST_WAIT if life is None else life - SLACK_SECONDS)
        self._place: str | None = None
        self._granted = self._until = 0.0

    def insist(self, seconds: int) -> None:
        """Wait where nobody asked for it: what is answered directly is carried out by others all the same."""
        if self.wanted is None:
            self.wanted = seconds

    def seconds(self) -> float:
        """Tell how long it may wait from now on: what waits twice has one patience."""
        if self.wanted and self._place is None:
            self._place = str(uuid4())
            longest = min(float(self.wanted), self._longest)
            if longest > 0:
                held = self._waits.enter(self._subject, self._place, longest + SLACK_SECONDS)
                self._granted = min(held, longest)
            self._until = self._clock() + self._granted
        return max(0.0, self._until - self._clock())

    def leave(self) -> None:
        """Free the place, if one was taken."""
        if self._granted and self._place is not None:
            self._waits.leave(self._subject, self._place)

    @property
    def applied(self) -> dict[str, str]:
        """The header that tells what was waited at most."""
        if not self._asked or self._refused:
            return {}
        return {"Preference-Applied": f"wait={int(self._granted)}"}

    @property
    def come_again(self) -> dict[str, str]:
        """The header of an answer that was given too early because too many wait already."""
        return COME_AGAIN if self._refused else {}

    @property
    def _refused(self) -> bool:
        return self._place is not None and not self._granted
