"""Keys of persons go on to another epoch, and the key of the one before is destroyed: with it what copies can open."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from spice.domain.epochs import day_of, is_due, next_number, over, overdue
from spice.ports.crash import Crash
from spice.ports.key_epochs import KeyEpochs

PAGE = 1000
SECONDS = 10.0
"""What a tick has for it: a hundred thousand keys are wrapped anew in about as long."""
LOOKED = timedelta(minutes=10)
"""How long nothing more is looked for once all was done: stores are asked for money."""


class RotateEpochs:
    """Each step can be done again, from any point on, and by two at once. `days`: how long an epoch is; 0: for ever."""

    def __init__(self, epochs: KeyEpochs, now: Callable[[], datetime], crash: Crash, *, days: int) -> None:
        self._epochs, self._now, self._crash = epochs, now, crash
        self._period, self._done_at = timedelta(days=days), datetime.min.replace(tzinfo=UTC)

    def __call__(self, *, seconds: float = SECONDS) -> dict[str, int]:
        """Do what is due, wrapping keys for at most about `seconds`; the rest waits for the next tick."""
        if not self._period or not (there := self._epochs.all()):
            return {}
        deadline, moved, now = time.monotonic() + seconds, 0, self._now()
        if is_due(there, now, self._period):
            self._epochs.begin(next_number(now, there[-1].number), now)
            self._crash("epochs.after_begin")
        elif abs(now - self._done_at) < LOOKED:
            return {}
        while some := self._epochs.rewrap(PAGE):
            moved += some
            self._crash("epochs.after_page")
            if time.monotonic() >= deadline:
                return {"keys_rewrapped": moved}
        ended, self._done_at = self._ended(now), now
        return {"keys_rewrapped": moved, "epochs_ended": ended}

    def overdue_seconds(self, now: datetime) -> float:
        """Tell for how long a copy of the database opens more than it should."""
        return overdue(self._epochs.all(), now, self._period).total_seconds() if self._period else 0.0

    def _ended(self, now: datetime) -> int:
        ended = 0
        for epoch in over(self._epochs.all(), now, self._period):
            ended += self._epochs.end(epoch.number)
            self._crash("epochs.after_end")
        # Another copy of this database had begun them: they go when they would have gone there.
        for number in self._epochs.strays():
            if day_of(now - 2 * self._period) >= number:
                ended += self._epochs.end(number)
        return ended
