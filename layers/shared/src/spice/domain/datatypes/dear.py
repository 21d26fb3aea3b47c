"""Values that take long to read: one request may hold so many of them, however small each is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from spice.domain.errors import refuse

_left: ContextVar[list[int]] = ContextVar("dear values left")


@contextmanager
def dear_values(most: int) -> Iterator[None]:
    """Read at most so many inside; one more refuses the request as too_large."""
    token = _left.set([most, most])
    try:
        yield
    finally:
        _left.reset(token)


def spend_dear() -> None:
    """Count one more; outside of a request nothing is counted."""
    if (left := _left.get(None)) is not None:
        left[0] -= 1
        if left[0] < 0:
            raise refuse("too_large", f"a request may hold {left[1]} phone numbers", hint="send several requests")
