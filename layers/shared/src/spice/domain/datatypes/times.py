"""Dates and times. A dateTime is stored in UTC; one without an offset is taken in the zone of the database."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from spice.domain.datatypes.checking import Check, Spec, also, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint
from spice.domain.datatypes.rules import bounds, choices, enum_rule, order_rules

_CLOCK = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?"
_OFFSET = r"([Zz]|[+-]\d\d:\d\d)?"
_NORMAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII).fullmatch
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)[Tt ]{_CLOCK}{_OFFSET}", re.ASCII).fullmatch
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_TIME = re.compile(_CLOCK + _OFFSET, re.ASCII).fullmatch
_NOT_DIGITS = re.compile(r"[^\d.]")
_MOST_FRACTION = 9
_NONE = timedelta()
_read = datetime.fromisoformat


def a_date_time(value: object) -> object:
    """Read a dateTime (no offset: UTC); its normal form is RFC 3339 in UTC with Z and no needless fraction."""
    return _date_time(value, None)


def date_time_in(zone: str | None) -> Check:
    """Make the check of a dateTime that is taken in a time zone if it has no offset.

    Of a local time that is twice, the first; one that never was is what a clock that was not set would have shown.
    """
    place = None if zone is None else ZoneInfo(zone)
    return a_date_time if place is None else lambda value: _date_time(value, place)


def date_times(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a dateTime; the spec may name a time zone."""
    zone = spec.get("timezone")
    return times(date_time_in(None if zone is None else str(zone)))(spec, compile_)


def a_date(value: object) -> object:
    """Read a date, YYYY-MM-DD."""
    if type(value) is str and _DATE(value):
        try:
            date.fromisoformat(value)
        except ValueError as broken:
            raise wrong_type("a date that the calendar has", value) from broken
        return value
    raise wrong_type("a date as YYYY-MM-DD", value)


def a_time(value: object) -> object:
    """Read a time of day; with an offset it is stored in UTC, without one as it is."""
    found = _TIME(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_type("a time as hh:mm:ss", value)
    hour, minute, second, fraction, offset = found.groups()
    try:
        moment = datetime(2000, 1, 2, int(hour) % 24, int(minute), int(second or 0), tzinfo=UTC) - _offset(offset)
    except ValueError as broken:
        raise wrong_type("a time that the clock has", value) from broken
    if int(hour) > 23 and (hour, int(minute), int(second or 0), int(fraction or 0)) != ("24", 0, 0, 0):
        raise wrong_type("a time that the clock has", value)
    return f"{moment:%H:%M:%S}{_fraction(fraction, value)}{'Z' if offset else ''}"


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
    return {**bounds(read), **choices(read)}


def _date_time(value: object, place: ZoneInfo | None) -> object:
    if type(value) is str and _NORMAL(value):
        try:
            _read(value)
        except ValueError:
            return _other_date_time(value, place)
        return value
    return _other_date_time(value, place)


def _other_date_time(value: object, place: ZoneInfo | None) -> object:
    found = _DATE_TIME(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_type("a date and time as YYYY-MM-DDThh:mm:ssZ", value)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    midnight = hour == "24" and (int(minute), int(second or 0), int(fraction or 0)) == (0, 0, 0)
    try:
        clock = (0, 0, 0) if midnight else (int(hour), int(minute), int(second or 0))
        moment = datetime(int(year), int(month), int(day), *clock, tzinfo=UTC) + timedelta(days=midnight)
        moment -= _offset(offset) if offset or place is None else moment.replace(tzinfo=place).utcoffset() or _NONE
    except (ValueError, OverflowError) as broken:
        raise wrong_type("a date and time that the calendar has, years 0001 to 9999", value) from broken
    return moment.isoformat()[:19] + _fraction(fraction, value) + "Z"


def _offset(text: str | None) -> timedelta:
    if not text or text in "Zz":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59 or (hours == 14 and minutes):
        raise ValueError(text)
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def _fraction(digits: str | None, value: object) -> str:
    digits = (digits or "").rstrip("0")
    if len(digits) > _MOST_FRACTION:
        raise violated(f"must have at most {_MOST_FRACTION} digits of a second", value)
    return f".{digits}" if digits else ""
