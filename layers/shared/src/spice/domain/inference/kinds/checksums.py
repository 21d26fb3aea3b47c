"""Numbers that carry a check digit: what a column of them is can hardly be chance."""

import re
from collections.abc import Callable, Mapping, Sequence

_VIN_VALUES = {
    **{str(n): n for n in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_BUSINESS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def _digits(text: str) -> list[int]:
    return [int(char) for char in text if char.isdigit()]


def luhn(text: str) -> bool:
    """Check a card's number, a SIREN, an IMEI."""
    total = 0
    for place, digit in enumerate(reversed(_digits(text))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _isin(text: str) -> bool:
    return luhn("".join(str(int(char, 36)) for char in text))


def _iban(text: str) -> bool:
    plain = text.replace(" ", "")
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _vin(text: str) -> bool:
    total = sum(_VIN_VALUES[char] * weight for char, weight in zip(text, _VIN_WEIGHTS, strict=True))
    return text[8] == ("X" if total % 11 == 10 else str(total % 11))


def _ean(text: str) -> bool:
    digits = _digits(text)
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def _isbn_10(text: str) -> bool:
    plain = text.replace("-", "").replace(" ", "")
    values = [10 if char in "Xx" else int(char) for char in plain]
    return len(values) == 10 and sum((10 - place) * value for place, value in enumerate(values)) % 11 == 0


def _business(text: str) -> bool:
    """Check a Korean business registration number."""
    digits = _digits(text)
    total = sum(digit * weight for digit, weight in zip(digits, _BUSINESS, strict=False)) + digits[8] * 5 // 10
    return digits[9] == (10 - total % 10) % 10


def _resident(text: str) -> bool:
    """Check a Chinese identity number."""
    total = sum(int(char) * 2 ** (17 - place) for place, char in enumerate(text[:17]))
    return text[17].upper() == "10X98765432"[total % 11]


_FORMS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "an ISIN": (r"[A-Z]{2}[A-Z0-9]{9}\d", _isin),
    "an IBAN": (r"[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?", _iban),
    "a vehicle's number (VIN)": (r"[A-HJ-NPR-Z0-9]{17}", _vin),
    "a Chinese identity number": (r"\d{17}[\dXx]", _resident),
    "a Korean business number": (r"\d{3}-\d{2}-\d{5}", _business),
    "an ISBN": (r"97[89][- ]?(?:\d[- ]?){9}\d", _ean),
    "an ISBN of ten digits": (r"(?:\d[- ]?){9}[\dXx]", _isbn_10),
    "a card's number": (r"[3-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}", luhn),
    "an article's number (EAN)": (r"\d{13}|\d{8}", _ean),
}
_COMPILED = {name: (re.compile(form, re.ASCII), check) for name, (form, check) in _FORMS.items()}


def proven(sample: Sequence[str]) -> str | None:
    """Name the sort of number that nearly all of a sample are, check digits included."""
    if len(sample) < 4:
        return None
    for name, (form, check) in _COMPILED.items():
        hits = sum(form.fullmatch(value) is not None and check(value) for value in sample)
        if hits >= 0.9 * len(sample):
            return name
    return None
