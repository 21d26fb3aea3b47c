"""Values as strings that sort and compare as the values do, exactly: numbers with all their digits, times, words."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from spice.domain.datatypes.kinds import FieldKind
from spice.searching.moments import FineMoment, billionths_of
from spice.searching.number_keys import number_key, number_of
from spice.searching.ranks import BEHIND, RANKS

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LONGEST = 1000
_DAY, _SECOND = 86_400_000_000, 1_000_000
_MICROS = 16
CUT = "\x00"
"""Stands behind the beginning of a long text, before a digest of the whole."""


def micros(moment: datetime) -> int:
    """Count the microseconds since the year 1."""
    passed = moment - _FIRST
    return passed.days * _DAY + passed.seconds * _SECOND + passed.microseconds


def moment(count: int) -> datetime:
    """Give back the time of a count of microseconds."""
    return _FIRST + timedelta(microseconds=count)


def time_key(value: datetime) -> str:
    """Encode a time: its microseconds, and behind them the billionths of a second where it has any."""
    key, billionths = f"t{micros(value):015x}", billionths_of(value)
    return f"{key}{billionths:03d}" if billionths else key


def word_key(value: str) -> str:
    """Encode a text; of a long one its beginning and a digest of the whole: equal or not, but not in order."""
    if len(value) <= _LONGEST:
        return "w" + value
    return f"w{value[:_LONGEST]}{CUT}{sha256(value.encode()).hexdigest()}"


def beginning_of(key: str | None) -> str | None:
    """Give the beginning that all texts share whose order keys do not tell; None: a key tells all."""
    return key[: _LONGEST + 2] if key is not None and len(key) > _LONGEST + 1 and key[0] == "w" else None


def key_of(kind: FieldKind, value: Any) -> str:
    """Encode a value of a kind as `field_values` and conditions hold it."""
    match kind:
        case "number":
            return number_key(value)[0]
        case _ if kind in RANKS:
            return f"{RANKS[kind](value)}{BEHIND}{value}"
        case _ if isinstance(value, datetime):
            return time_key(value)
        case _ if isinstance(value, bool):
            return "y1" if value else "y0"
        case _:
            return word_key(str(value))


def rank_of(kind: FieldKind, value: Any) -> str | None:
    """Encode a value's place in an order where that is not all of its key; None: it is."""
    rank = RANKS.get(kind)
    return None if rank is None else rank(value)


def moment_of_key(key: str) -> datetime:
    """Decode a time."""
    found, billionths = moment(int(key[1:_MICROS], 16)), key[_MICROS:]
    return FineMoment.of(found, int(billionths)) if billionths else found


@lru_cache(maxsize=1 << 14)
def value_of(key: str) -> object:
    """Decode what an answer shows (of a long text its beginning): the kind can be told from the first character."""
    match key[0]:
        case "w":
            return key[1:].partition(CUT)[0] if len(key) > _LONGEST else key[1:]
        case "t":
            return moment_of_key(key)
        case "y":
            return key == "y1"
        case "d" | "h" | "i":
            return key.partition(BEHIND)[2]
        case _:
            return number_of(key)
