"""Intervals: the bucket a time or a number falls into."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Context, Decimal
from functools import lru_cache
from math import gcd
from zoneinfo import ZoneInfo

from spice.searching.order_keys import micros, moment

_MONDAY = micros(datetime(2001, 1, 1, tzinfo=UTC))
_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 86_400_000_000
_LAST = micros(datetime.max.replace(tzinfo=UTC))
_YEAR_10000 = date.max.toordinal() + 1
FIXED = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}
"""Minutes of the intervals that are always as long (in UTC)."""

MONTHS = {"month": 1, "quarter": 3, "year": 12}
OF_A_ZONE = frozenset({"day", "week", *MONTHS})
"""Intervals that begin when a clock on the wall says so."""

EARLY = "e"
"""The mark of a time at which zones were not yet even."""

ZONES_ARE_EVEN_SINCE = 1970
"""From this year on every zone is a few whole quarters of an hour, or nearly, from UTC."""
_SAMPLED = range(ZONES_ARE_EVEN_SINCE, 2038)
_WIDE = Context(prec=2000, rounding=ROUND_FLOOR)


def minutes(value: datetime) -> int:
    """Count the whole minutes from a Monday (2001-01-01): weeks begin at multiples, floats hold all of them exactly."""
    return (micros(value) - _MONDAY) // _MINUTE


def at_minutes(count: int) -> datetime:
    """Give back the beginning of a minute."""
    return moment(count * _MINUTE + _MONDAY)


def months(value: datetime) -> int:
    """Count the months since the year 0."""
    utc = value.astimezone(UTC) if value.utcoffset() else value
    return utc.year * 12 + utc.month - 1


def at_months(count: int) -> datetime:
    """Give back the first moment of a month."""
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def time_bucket(value: datetime, interval: str, zone: str | None = None) -> datetime:
    """Tell when the interval began: days and longer in a time zone (None: UTC), weeks on Monday.

    An interval that began before the year 1 begins with it.
    """
    count = micros(value)
    if interval not in OF_A_ZONE:
        length = FIXED[interval] * _MINUTE
        return moment(count - (count - _MONDAY) % length)
    return min(_beginning((count + _offset(count, zone)) // _DAY, interval, zone), value)


def unit_of(zone: str | None) -> int | None:
    """Tell into how many minutes UTC must be cut so that every local day is whole cuts; None: into no whole minutes."""
    unit = FIXED["day"] * 60
    for offset in _offsets(zone) if zone else ():
        unit = gcd(unit, offset)
    return None if unit % 60 else unit // 60


def number_bucket(value: int | Decimal, width: int | Decimal) -> int | Decimal:
    """Tell the largest multiple of a width that is not above a number."""
    return natural(_WIDE.multiply(_WIDE.divide(value, width).to_integral_value(ROUND_FLOOR), width))


def natural(value: Decimal) -> int | Decimal:
    """Make a whole number an int."""
    return int(value) if value == value.to_integral_value() else value


@lru_cache(maxsize=1 << 16)
def _beginning(day: int, interval: str, zone: str | None) -> datetime:
    began = _local_day(day, interval) * _DAY
    return moment(min(max(began - _offset_of_local(began, zone), 0), _LAST))


def _local_day(day: int, interval: str) -> int:
    """Tell with which day since the year 1 an interval began; the year after the last one we know is one, too."""
    if interval == "day":
        return day
    if interval == "week":
        return day - day % 7
    if not 0 < day + 1 < _YEAR_10000:
        return day if day < 0 else _YEAR_10000 - 1
    local = date.fromordinal(day + 1)
    month = (local.month - 1) // MONTHS[interval] * MONTHS[interval] + 1
    return date(local.year, month, 1).toordinal() - 1


def _offset(count: int, zone: str | None) -> int:
    """Tell how far a zone is from UTC at a moment, in microseconds."""
    return 0 if zone is None else _offset_at(min(count, _LAST) // _SECOND, zone)


def _offset_of_local(count: int, zone: str | None) -> int:
    """Tell how far a zone is from UTC when its clock shows a time: where it does so twice, the first time."""
    if zone is None:
        return 0
    inside = min(max(count, 0), _LAST // _DAY * _DAY)
    away = moment(inside).replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return round(away.total_seconds()) * _SECOND


@lru_cache(maxsize=1 << 16)
def _offset_at(second: int, zone: str) -> int:
    shown = moment(second * _SECOND)
    try:
        away = shown.astimezone(ZoneInfo(zone)).utcoffset()
    except OverflowError:
        # Its clock shows a year we cannot write: the rule of its neighbourhood holds.
        away = shown.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    return round((away or timedelta()).total_seconds()) * _SECOND


@lru_cache(maxsize=64)
def _offsets(zone: str) -> frozenset[int]:
    """Name all the seconds a zone has been from UTC since zones are even."""
    place, start = ZoneInfo(zone), datetime(_SAMPLED.start, 1, 1, tzinfo=UTC)
    weeks = (_SAMPLED.stop - _SAMPLED.start) * 53
    away = (place.utcoffset((start + timedelta(weeks=n)).astimezone(place)) for n in range(weeks))
    return frozenset(round(each.total_seconds()) for each in away if each is not None)
