"""Texts that have an order of their own: durations by length, times of day by the clock, IP addresses by number."""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from functools import lru_cache
from ipaddress import ip_address

from spice.domain.datatypes.kinds import FieldKind
from spice.searching.number_keys import number_key

_MONTH_SECONDS = 2_629_746
"""A month is 30.436875 days: a twelfth of the Gregorian calendar's mean year."""

_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII
).fullmatch
_CLOCK = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?Z?", re.ASCII).fullmatch
_UNITS = (12 * _MONTH_SECONDS, _MONTH_SECONDS, 86_400, 3600, 60, 1)
_EXACT = Context(prec=200)
_NOT_DIGITS = re.compile(r"\D")
BEHIND = "!"
"""Stands between a rank and its text: below every letter and digit, so that a longer rank comes later."""


def is_duration(text: str) -> bool:
    """Tell whether a text is a duration."""
    return _DURATION(text) is not None


@lru_cache(maxsize=1 << 12)
def length_of(duration: str) -> Decimal:
    """Tell the seconds of a duration in normal form."""
    found = _DURATION(duration)
    if found is None:
        raise ValueError(f"{duration!r} is no duration")
    sign, *parts = found.groups()
    seconds = Decimal(0)
    for part, unit in zip(parts, _UNITS, strict=True):
        seconds = _EXACT.add(seconds, _EXACT.multiply(Decimal(part or 0), unit))
    return -seconds if sign else seconds


@lru_cache(maxsize=1 << 12)
def duration_rank(duration: str) -> str:
    """Encode how long a duration is, in letters and digits."""
    return f"d{number_key(length_of(duration))[0]}"


def clock_rank(time: str) -> str:
    """Encode a time of day, in letters and digits: where its clock stands counts last."""
    return f"h{_NOT_DIGITS.sub('', time)}"


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day."""
    return _CLOCK(text) is not None


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        network_rank(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1 << 12)
def network_rank(address: str) -> str:
    """Encode an IP address, in letters and digits: all of version 4 come before those of version 6."""
    parsed = ip_address(address)
    return f"i{parsed.version}{int(parsed):032x}"


RANKS: Mapping[FieldKind, Callable[[str], str]] = {
    "duration": duration_rank,
    "clock": clock_rank,
    "network": network_rank,
}
"""The kinds whose values are texts with an order of their own."""
