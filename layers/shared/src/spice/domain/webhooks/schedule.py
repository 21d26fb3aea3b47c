"""When a delivery is tried again, and when an endpoint is given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR = 60, 3600
WAITS: Sequence[int] = (5, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)))
"""Seconds between one try and the next; the first try is made at once."""
TRIES = len(WAITS) + 1
SPREAD = 0.2
"""Of a wait, either way: endpoints that come back are not asked by everybody at once."""
LONGEST_RETRY_AFTER = 24 * HOUR
OFF_AFTER = timedelta(days=5)
OFF_TRIES = 20
"""An endpoint is switched off after so long without a success, and so many tries."""
REST_AFTER = 10
"""Failures in a row, of whatever keys: then the endpoint itself is away, and is asked seldom."""
FIRST_REST, LONGEST_REST = 5, 5 * MINUTE


def next_try(tries: int, now: datetime, *, chance: float, retry_after: float | None = None) -> datetime | None:
    """Tell when to try again after `tries` tries; None when they are used up. `chance` is in [0, 1)."""
    if tries >= TRIES:
        return None
    wait = WAITS[tries - 1] * (1 - SPREAD + 2 * SPREAD * chance)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + timedelta(seconds=wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an endpoint does: failures in a row, since when and after how many tries none was a success."""

    failures: int = 0
    failing_since: datetime | None = None
    tries: int = 0
    """Since the last success."""
    rests_until: datetime | None = None

    def after(self, *, delivered: bool, at: datetime) -> "Health":
        """Compute the health after a try."""
        if delivered:
            return Health()
        failures = self.failures + 1
        return Health(
            failures=failures,
            failing_since=self.failing_since or at,
            tries=self.tries + 1,
            rests_until=_rest(failures, at),
        )

    def is_lost(self, at: datetime) -> bool:
        """Tell whether the endpoint is to be switched off."""
        return self.tries >= OFF_TRIES and self.failing_since is not None and at - self.failing_since >= OFF_AFTER


def _rest(failures: int, at: datetime) -> datetime | None:
    if failures < REST_AFTER:
        return None
    # Bounded before it is a number of its own: failures may be many.
    doubled = FIRST_REST * 2 ** min(failures - REST_AFTER, 10)
    return at + timedelta(seconds=min(doubled, LONGEST_REST))
