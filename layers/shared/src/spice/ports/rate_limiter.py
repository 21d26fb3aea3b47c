"""A token bucket per subject."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The answer: go on or not, the bucket's size, what is left, seconds until it is full, seconds until the next
    token."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    retry_after_seconds: int


class RateLimiter(Protocol):
    """Count requests; a dead server lets them pass."""

    def take(self, subject: str, *, cost: int = 1) -> Allowance:
        """Take tokens from a subject's bucket."""
        ...
