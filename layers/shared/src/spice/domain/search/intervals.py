"""Intervals: the bucket a time or a number falls into."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Context, Decimal

from spice.domain.search.order_keys import micros, moment

_MONDAY = micros(datetime(2001, 1, 1, tzinfo=UTC))
_MINUTE = 60_000_000
FIXED = {"minute": _MINUTE, "hour": 60 * _MINUTE, "day": 1440 * _MINUTE, "week": 10080 * _MINUTE}
"""Microseconds of the intervals that are always as long."""

MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WIDE = Context(prec=2000, rounding=ROUND_FLOOR)


def ticks(value: datetime) -> int:
    """Count microseconds from a Monday (2001-01-01): weeks begin at multiples, floats hold centuries exactly."""
    return micros(value) - _MONDAY


def at_ticks(count: int) -> datetime:
    """Give back the time of a count of ticks."""
    return moment(count + _MONDAY)


def months(value: datetime) -> int:
    """Count the months since the year 0."""
    utc = value.astimezone(UTC) if value.utcoffset() else value
    return utc.year * 12 + utc.month - 1


def at_months(count: int) -> datetime:
    """Give back the first moment of a month."""
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def time_bucket(value: datetime, interval: str) -> datetime:
    """Tell when the interval began (UTC; weeks on Monday)."""
    if length := FIXED.get(interval):
        return value.astimezone(UTC) - timedelta(microseconds=ticks(value) % length)
    return at_months(months(value) // MONTHS[interval] * MONTHS[interval])


def number_bucket(value: int | Decimal, interval: float) -> int | Decimal:
    """Tell the largest multiple of an interval that is not above a number."""
    step = Decimal(repr(interval))
    return natural(_WIDE.multiply(_WIDE.divide(value, step).to_integral_value(ROUND_FLOOR), step))


def natural(value: Decimal) -> int | Decimal:
    """Make a whole number an int."""
    return int(value) if value == value.to_integral_value() else value
