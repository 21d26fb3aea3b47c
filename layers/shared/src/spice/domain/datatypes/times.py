"""Times of day."""

import re
from datetime import UTC, datetime

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.clocks import CLOCK, OFFSET, after_leap, fraction_of, offset_of, ordered, times
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.time_spellings import time_written

_EXPECTED = "a time that the clock has, such as 15:30:00 or 오후 3시 30분"
_TIME = re.compile(CLOCK + OFFSET, re.ASCII).fullmatch


def a_time(value: object) -> object:
    """Read a time of day; with an offset it is stored in UTC, without one as it is."""
    found = _TIME(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_type("a time as hh:mm:ss", value)
    hour, minute, second, fraction, offset = found.groups()
    leap = second == "60" and offset is not None
    try:
        clock = (int(hour) % 24, int(minute), 59 if leap else int(second or 0))
        moment = datetime(2000, 1, 2, *clock, tzinfo=UTC) - offset_of(offset)
        moment = after_leap(moment) if leap else moment
    except ValueError as broken:
        raise wrong_type("a time that the clock has", value) from broken
    if int(hour) > 23 and (hour, int(minute), int(second or 0), int(fraction or 0)) != ("24", 0, 0, 0):
        raise wrong_type("a time that the clock has", value)
    return f"{moment:%H:%M:%S}{fraction_of(fraction, value)}{'Z' if offset else ''}"


def a_written_time(value: object) -> object:
    """Read a time of day as people write it."""
    text = folded(value, _EXPECTED)
    dear(25)
    spelled = time_written(text)
    if spelled is None:
        raise wrong_type(_EXPECTED, value)
    return a_time(spelled)


XSD_TIME = DataType(
    name="xsd:time",
    description="A time of day: with an offset it is stored in UTC, without one it is local and stays as it is.",
    accepts=("hh:mm:ss with Z, an offset, or none", "no seconds"),
    normal_form="hh:mm:ss, the fraction without needless zeros, Z if there was an offset",
    examples=("09:30:00", "00:30:00Z"),
    build=times(a_time),
    kind="clock",
    cell="clock",
    constraints=ordered(a_time),
)

TIME = DataType(
    name="TIME",
    description="A time of day, however it is written: with an offset it is stored in UTC, else it is local.",
    accepts=(
        "hh:mm:ss with Z, an offset, or none; no seconds",
        "3:30 PM, 오후 3시 30분, 午後3時30分, 下午3点半, 15시",
    ),
    normal_form="hh:mm:ss, the fraction without needless zeros, Z if there was an offset",
    examples=("09:30:00", "00:30:00Z"),
    build=times(a_written_time),
    kind="clock",
    cell="clock",
    constraints=ordered(a_written_time),
    widens_to=("xsd:time",),
)
