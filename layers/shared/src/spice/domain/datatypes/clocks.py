"""What times and dates are read by: clocks, offsets, fractions of a second, and their order."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from spice.domain.datatypes.checking import Check, Spec, also, violated
from spice.domain.datatypes.datatype import Compile, Constraint
from spice.domain.datatypes.rules import bounds, choices, enum_rule, order_rules

CLOCK = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?"
OFFSET = r"([Zz]|[+-]\d\d:\d\d)?"
_NOT_DIGITS = re.compile(r"[^\d.]")
_MOST_FRACTION = 9


def times(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of an ordered time type."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, [*order_rules(spec, rank), *enum_rule(spec)])

    return build


def rank(value: object) -> Decimal:
    """Make normal forms comparable: their digits as one number."""
    return Decimal(_NOT_DIGITS.sub("", str(value)))


def ordered(read: Check) -> dict[str, Constraint]:
    """The constraints of an ordered time type."""
    return {**bounds(read, rank), **choices(read)}


def offset_of(text: str | None) -> timedelta:
    """Read an offset from UTC; ValueError: no clock is so far away."""
    if not text or text in "Zz":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59 or (hours == 14 and minutes):
        raise ValueError(text)
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def after_leap(moment: datetime) -> datetime:
    """Read the last second before midnight, UTC, as one that was inserted behind it: the next one, as computers do."""
    if (moment.hour, moment.minute) != (23, 59):
        raise ValueError(moment)
    return moment + timedelta(seconds=1)


def fraction_of(digits: str | None, value: object) -> str:
    """Write the fraction of a second without needless zeros."""
    digits = (digits or "").rstrip("0")
    if len(digits) > _MOST_FRACTION:
        raise violated(f"must have at most {_MOST_FRACTION} digits of a second", value)
    return f".{digits}" if digits else ""
