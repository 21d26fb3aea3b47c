"""Token buckets in memory."""

import time
from collections.abc import Callable
from math import ceil

from cachetools import LRUCache

from spice.ports.rate_limiter import Allowance

SUBJECTS = 100_000


class MemoryRateLimiter:
    """The RateLimiter twin: a bucket of `burst` tokens a subject that fills at `per_second`."""

    def __init__(self, *, per_second: int, burst: int, clock: Callable[[], float] = time.time) -> None:
        self._rate, self._burst, self._clock = per_second, burst, clock
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(SUBJECTS)

    def take(self, subject: str, *, cost: int = 1) -> Allowance:
        """Take tokens from a subject's bucket."""
        now = self._clock()
        tokens, since = self._buckets.get(subject, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + max(0.0, now - since) * self._rate)
        allowed = tokens >= cost
        tokens -= cost if allowed else 0
        self._buckets[subject] = (tokens, now)
        return Allowance(
            allowed=allowed,
            limit=self._burst,
            remaining=int(tokens),
            reset_seconds=ceil((self._burst - tokens) / self._rate),
            retry_after_seconds=0 if allowed else ceil((cost - tokens) / self._rate),
        )
