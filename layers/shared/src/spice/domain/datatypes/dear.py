"""Values that take long to read: the lists of one request hold so many of them, however small each is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from spice.domain.datatypes.checking import Check
from spice.domain.errors import refuse

IN_LIST = "in_list"
"""What a spec says of a property, or of a part of one, that stands in a list: as often as a client likes."""
_left: ContextVar[list[int]] = ContextVar("dear values left")


@contextmanager
def dear_values(most: int) -> Iterator[None]:
    """Read at most so many inside; one more is refused as too_large."""
    token = _left.set([most, most])
    try:
        yield
    finally:
        _left.reset(token)


def counted(check: Check) -> Check:
    """Count what a check reads; outside of a request nothing is counted."""

    def read(value: object) -> object:
        if (left := _left.get(None)) is not None:
            left[0] -= 1
            if left[0] < 0:
                said = f"lists may hold {left[1]} phone numbers, amounts of money, times and durations in one request"
                raise refuse("too_large", said, hint="send several requests")
        return check(value)

    return read
