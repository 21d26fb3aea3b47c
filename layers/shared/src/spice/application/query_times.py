"""Times as clients write and read them: RFC 3339, in UTC with Z."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from spice.domain.errors import refuse
from spice.domain.wording import quoted

SETTLED = timedelta(seconds=5)
"""How old a moment must be before no event can still land on it."""

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+\- ]\d{2}:\d{2}))?")


def written(moment: datetime) -> str:
    """Write a moment in UTC with Z, with microseconds only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of(text: str) -> datetime | None:
    """Read an RFC 3339 time or a bare date (00:00Z); else None. A `+` that a URL made a space is mended."""
    if not _TIME.fullmatch(text):
        return None
    try:
        if len(text) == len("2013-01-01"):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        head, zone = (text[:-1], "+00:00") if text[-1] in "Zz" else (text[:-6], text[-6:].replace(" ", "+"))
        return datetime.fromisoformat(_microseconds(head) + zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment_in(text: str, zone: str | None) -> datetime | None:
    """Read a time as `moment_of` does; a bare date and a time without an offset are in a time zone (None: UTC)."""
    if not _LOCAL.fullmatch(text):
        return moment_of(text)
    try:
        local = datetime.fromisoformat(_microseconds(text))
        return local.replace(tzinfo=UTC if zone is None else ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _microseconds(head: str) -> str:
    whole, dot, fraction = head.partition(".")
    return f"{whole}.{fraction[:6]:0<6}" if dot else whole


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
