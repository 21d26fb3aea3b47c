"""Moments. They are stored in UTC; one without an offset is taken in the zone of the database."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from spice.domain.datatypes.checking import Check, Spec, wrong_type
from spice.domain.datatypes.clocks import CLOCK, OFFSET, after_leap, fraction_of, offset_of, ordered, times
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.date_spellings import date_written
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.home import NOWHERE, Home, home_of
from spice.domain.datatypes.time_spellings import time_written

_EXPECTED = "a date and time that the calendar has, such as 2024-03-05T15:30:00Z or 2024년 3월 5일 오후 3시 30분"
_NORMAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII).fullmatch
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)[Tt ]{CLOCK}{OFFSET}", re.ASCII).fullmatch
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
    """Build the check of a dateTime; one without an offset is in the zone of its database."""
    return times(date_time_in(home_of(spec).zone))(spec, compile_)


def _date_time(value: object, place: ZoneInfo | None) -> object:
    if type(value) is str and _NORMAL(value):
        try:
            _read(value)
        except ValueError:
            return _other_date_time(value, place)
        return value
    return _other_date_time(value, place)


def _other_date_time(value: object, place: ZoneInfo | None) -> object:
    dear(10)
    found = _DATE_TIME(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_type("a date and time as YYYY-MM-DDThh:mm:ssZ", value)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    midnight = hour == "24" and (int(minute), int(second or 0), int(fraction or 0)) == (0, 0, 0)
    try:
        leap = second == "60"
        clock = (0, 0, 0) if midnight else (int(hour), int(minute), 59 if leap else int(second or 0))
        moment = datetime(int(year), int(month), int(day), *clock, tzinfo=UTC) + timedelta(days=midnight)
        moment -= offset_of(offset) if offset or place is None else moment.replace(tzinfo=place).utcoffset() or _NONE
        moment = after_leap(moment) if leap else moment
    except (ValueError, OverflowError) as broken:
        raise wrong_type("a date and time that the calendar has, years 0001 to 9999", value) from broken
    return moment.isoformat()[:19] + fraction_of(fraction, value) + "Z"


def written_in(home: Home) -> Check:
    """Make the check of a moment as people write it: a day, and a time of day behind it or midnight."""
    read = date_time_in(home.zone)

    def check(value: object) -> object:
        text = folded(value, _EXPECTED)
        if _DATE_TIME(text):
            return read(text)
        dear(25)
        found = date_written(text)
        clock = None if found is None else time_written(found[1].lstrip("Tt, ") or "00:00:00")
        if found is None or clock is None:
            raise wrong_type(_EXPECTED, value)
        return read(f"{found[0]}T{clock}")

    return check


def written_date_times(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a moment as people write it."""
    return times(written_in(home_of(spec)))(spec, compile_)


XSD_DATE_TIME = DataType(
    name="xsd:dateTime",
    description=(
        "A moment. Without an offset it is in the database's time zone (UTC unless set): when clocks are set back, "
        "the first of two; when they are set forward, what an unset clock would have shown. Years 0001 to 9999, at "
        "most 9 digits of a second."
    ),
    accepts=("YYYY-MM-DDThh:mm:ss with Z, an offset such as +09:00, or none", "a space for the T", "no seconds"),
    normal_form="RFC 3339 in UTC with Z, the fraction without needless zeros",
    examples=("2013-01-01T10:00:00Z",),
    build=date_times,
    kind="time",
    cell="moment",
    constraints=ordered(a_date_time),
    constraints_in=lambda home: ordered(date_time_in(home.zone)),
    json_schema={"type": "string", "format": "date-time"},
)

DATETIME = DataType(
    name="DATETIME",
    description="A moment, however it is written. Without an offset it is in the database's time zone.",
    accepts=(
        "all that xsd:dateTime takes",
        "a day as DATE takes it, then a time as TIME does: 2024년 3월 5일 오후 3시 30분, 令和6年3月5日 15時",
        "a day alone: its midnight",
    ),
    normal_form="RFC 3339 in UTC with Z, the fraction without needless zeros",
    examples=("2024-03-05T06:30:00Z",),
    build=written_date_times,
    kind="time",
    cell="moment",
    constraints=ordered(written_in(NOWHERE)),
    constraints_in=lambda home: ordered(written_in(home)),
    widens_to=("xsd:dateTime",),
    json_schema={"type": "string", "format": "date-time"},
)
