"""Numbers as strings that sort as they do, with all their digits, beside floats and what these can be trusted with."""

from decimal import Decimal
from functools import lru_cache

_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_NEAR_EXPONENT = 400
_LARGEST = 1.7976931348623157e308
_EXACT_WHOLE = 1 << 53
_EXACT_DIGITS = 15
FINE = "f"
"""The grain of a number that its float does not tell again, or not for sure."""

GRAINS = ("1", "2", "3", "4", "6", "9", FINE)
"""How many digits behind the point a number may have; a whole one has no grain."""


@lru_cache(maxsize=1 << 16)
def number_key(value: int | Decimal | float | str) -> tuple[str, float, str]:
    """Encode a number exactly, beside the float nearest to it and its grain."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value!r} is not a finite number")
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return "b", 0.0, ""
    code = _exponent_code(len(text) + exponent - 1) + text.rstrip("0")
    nearest = max(-_LARGEST, min(_LARGEST, float(number)))
    return ("a" + code.translate(_COMPLEMENT) + "z" if sign else "c" + code), nearest, _grain(text, exponent, nearest)


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


def _grain(digits: str, exponent: int, nearest: float) -> str:
    told = digits.rstrip("0")
    behind = -exponent - (len(digits) - len(told))
    if abs(nearest) >= _EXACT_WHOLE:
        return FINE
    if behind <= 0:
        return ""
    return FINE if len(told) > _EXACT_DIGITS else next((g for g in GRAINS[:-1] if behind <= int(g)), FINE)


def _exponent_code(exponent: int) -> str:
    if -_NEAR_EXPONENT < exponent < _NEAR_EXPONENT:
        return f"{exponent + 500:03d}"
    return f"9{exponent:06d}" if exponent > 0 else f"0{exponent + 1_000_000:06d}"
