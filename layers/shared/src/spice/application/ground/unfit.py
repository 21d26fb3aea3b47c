"""A segment that is chained and readable, and that nothing can be made of, breaks its shard like any other."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain

P = ParamSpec("P")
T = TypeVar("T")


def of_the_log(make: Callable[Concatenate[Segment, P], T]) -> Callable[Concatenate[Segment, P], T]:
    """Raise BrokenChain with the place where a function cannot make what it makes of a segment that stands in the log:
    trying again changes nothing, and without a word the shard would stop for ever."""

    @wraps(make)
    def made(segment: Segment, /, *args: P.args, **parts: P.kwargs) -> T:
        try:
            return make(segment, *args, **parts)
        except (LookupError, ValueError, TypeError) as unfit:
            header, why = segment.header, f"{type(unfit).__name__}: {unfit}"
            reason = f"it cannot be applied: {why}"
            raise BrokenChain(header.generation, header.shard, header.sequence, reason) from unfit

    return made
