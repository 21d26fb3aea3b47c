"""Times of day."""

import re
from datetime import UTC, datetime

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.clocks import CLOCK, OFFSET, fraction_of, offset_of, ordered, times
from spice.domain.datatypes.datatype import DataType

_TIME = re.compile(CLOCK + OFFSET, re.ASCII).fullmatch


def a_time(value: object) -> object:
    """Read a time of day; with an offset it is stored in UTC, without one as it is."""
    found = _TIME(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_type("a time as hh:mm:ss", value)
    hour, minute, second, fraction, offset = found.groups()
    try:
        moment = datetime(2000, 1, 2, int(hour) % 24, int(minute), int(second or 0), tzinfo=UTC) - offset_of(offset)
    except ValueError as broken:
        raise wrong_type("a time that the clock has", value) from broken
    if int(hour) > 23 and (hour, int(minute), int(second or 0), int(fraction or 0)) != ("24", 0, 0, 0):
        raise wrong_type("a time that the clock has", value)
    return f"{moment:%H:%M:%S}{fraction_of(fraction, value)}{'Z' if offset else ''}"


TIME = DataType(
    name="xsd:time",
    description="A time of day: with an offset it is stored in UTC, without one it is local and stays as it is.",
    accepts=("hh:mm:ss with Z, an offset, or none", "no seconds"),
    normal_form="hh:mm:ss, the fraction without needless zeros, Z if there was an offset",
    examples=("09:30:00", "00:30:00Z"),
    build=times(a_time),
    kind="clock",
    constraints=ordered(a_time),
)
