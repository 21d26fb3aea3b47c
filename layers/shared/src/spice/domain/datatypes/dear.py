"""Values that take long to read: one request has so much of that, whatever it holds them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from spice.domain.errors import DomainError, Problem

_left: ContextVar[list[int]] = ContextVar("work left")


class TooDear(DomainError):
    """Refuses a request whole: not the line alone that was one too many."""


@contextmanager
def bounded_reading(most: int) -> Iterator[None]:
    """Read inside what costs at most so much, each about a microsecond; more is refused as too_large."""
    token = _left.set([most])
    try:
        yield
    finally:
        _left.reset(token)


def dear(cost: int) -> None:
    """Say before a value is read that it costs that much; outside of a request nothing is counted."""
    if (left := _left.get(None)) is not None:
        left[0] -= cost
        if left[0] < 0:
            said = "the phone numbers, amounts, addresses, times and such of this request take too long to read"
            raise TooDear(Problem(code="too_large", message=said, hint="send several requests"))
