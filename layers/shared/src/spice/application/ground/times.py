"""Times as clients write and read them: RFC 3339, in UTC with Z."""

import re
from datetime import UTC, datetime, timedelta

from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.registry import compile_asked
from spice.domain.errors import refuse
from spice.domain.wording import quoted
from spice.searching.moments import billionths_of, moment_of

SETTLED = timedelta(seconds=5)
"""How old a moment must be before no event can still land on it."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_LOST_PLUS = re.compile(r"(.*\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:\d\d)", re.ASCII).fullmatch


def written(moment: datetime) -> str:
    """Write a moment in UTC with Z, with microseconds only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_stored(moment: datetime) -> str:
    """Write a moment as the data of an instance holds it: its fraction has no needless zeros."""
    text, billionths = written(moment).removesuffix("Z"), billionths_of(moment)
    if not (moment.microsecond or billionths):
        return text + "Z"
    return f"{text[:19]}.{moment.microsecond:06d}{billionths:03d}".rstrip("0") + "Z"


def moment_in(text: str, zone: str | None) -> datetime | None:
    """Read a time as data of that type is read, or a bare date; without an offset it is in a time zone (None: UTC)."""
    try:
        return moment_of(str(compile_asked("xsd:dateTime", Home(zone=zone))(full_time(text))))
    except Rejected:
        return None


def occurred_in(text: str, zone: str | None) -> datetime | None:
    """Read when something happened. Events have room for microseconds: what is finer is cut off."""
    moment = moment_in(text, zone)
    return None if moment is None else datetime.combine(moment.date(), moment.timetz())


def full_time(text: str) -> str:
    """Write a bare date with its midnight, and mend a `+` that a URL made a space."""
    return f"{text}T00:00:00" if _DATE(text) else with_plus(text)


def with_plus(text: str) -> str:
    """Mend a `+` that a URL made a space; the one space of a local time is its T."""
    found = _LOST_PLUS(text)
    return f"{found[1]}+{found[2]}" if found else text


def moment_parameter(name: str, text: str, zone: str | None) -> datetime:
    """Read a query parameter that holds a time, or refuse it as invalid_parameter."""
    if (moment := moment_in(text, zone)) is None:
        raise refuse(
            "invalid_parameter",
            f"{name} is not a time: {quoted(text)}",
            value=text,
            hint="RFC 3339, for example 2013-01-01T00:00:00Z",
        )
    return moment
