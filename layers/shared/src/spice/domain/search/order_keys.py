"""Values as strings that sort and compare as the values do, exactly: numbers with all their digits, times, words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from spice.domain.datatypes.kinds import FieldKind

_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_NEAR_EXPONENT = 400
_LONGEST = 1000
_LARGEST = 1.7976931348623157e308
_DAY, _SECOND = 86_400_000_000, 1_000_000


@lru_cache(maxsize=1 << 16)
def number_key(value: int | Decimal | float | str) -> tuple[str, float]:
    """Encode a number exactly, beside the float nearest to it."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value!r} is not a finite number")
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return "b", 0.0
    code = _exponent_code(len(text) + exponent - 1) + text.rstrip("0")
    nearest = max(-_LARGEST, min(_LARGEST, float(number)))
    return ("a" + code.translate(_COMPLEMENT) + "z" if sign else "c" + code), nearest


@lru_cache(maxsize=1 << 16)
def number_of(key: str) -> int | Decimal:
    """Decode a number: an int where it has no fraction."""
    if key == "b":
        return 0
    negative = key[0] == "a"
    code = key[1:-1].translate(_COMPLEMENT) if negative else key[1:]
    if code[0] in "09":
        exponent, digits = int(code[1:7]) - (1_000_000 if code[0] == "0" else 0), code[7:]
    else:
        exponent, digits = int(code[:3]) - 500, code[3:]
    shift = exponent - len(digits) + 1
    if shift >= 0 and exponent < _NEAR_EXPONENT:
        whole: int = int(digits) * 10**shift
        return -whole if negative else whole
    return Decimal((int(negative), tuple(map(int, digits)), shift))


def micros(moment: datetime) -> int:
    """Count the microseconds since the year 1."""
    passed = moment - _FIRST
    return passed.days * _DAY + passed.seconds * _SECOND + passed.microseconds


def moment(count: int) -> datetime:
    """Give back the time of a count of microseconds."""
    return _FIRST + timedelta(microseconds=count)


def time_key(value: datetime) -> str:
    """Encode a time."""
    return f"t{micros(value):015x}"


def word_key(value: str) -> str:
    """Encode a text; of a long one its beginning and a digest of the whole."""
    if len(value) <= _LONGEST:
        return "w" + value
    return f"w{value[:_LONGEST]}\x00{sha256(value.encode()).hexdigest()}"


def key_of(kind: FieldKind, value: Any) -> str:
    """Encode a value of a kind as `field_values` and conditions hold it."""
    if kind == "number":
        return number_key(value)[0]
    if isinstance(value, datetime):
        return time_key(value)
    if isinstance(value, bool):
        return "y1" if value else "y0"
    return word_key(str(value))


def value_of(key: str) -> object:
    """Decode what an answer shows: the kind can be told from the first character."""
    match key[0]:
        case "w":
            return key[1:].partition("\x00")[0] if len(key) > _LONGEST else key[1:]
        case "t":
            return moment(int(key[1:], 16))
        case "y":
            return key == "y1"
        case _:
            return number_of(key)


def _exponent_code(exponent: int) -> str:
    if -_NEAR_EXPONENT < exponent < _NEAR_EXPONENT:
        return f"{exponent + 500:03d}"
    return f"9{exponent:06d}" if exponent > 0 else f"0{exponent + 1_000_000:06d}"
