"""Numbers, and the years among them."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import DIGITS, Kind
from spice.domain.normal_forms import normal_form

_SIGN = r"[+\-\u2212\u25b3\u25b2]?"
_WHOLE = re.compile(
    rf"{_SIGN}(?:0|[1-9]\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:[ \u00a0\u202f']\d{{3}})+)"
    r"|\((?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)\)",
    re.ASCII,
)
_UNWHOLE = re.compile(
    rf"{_SIGN}(?:(?:\d+|\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[ \u00a0\u202f']\d{{3}})+)?[.]\d+|\d+[.]"
    rf"|(?:\d+|[1-9]\d{{0,2}}(?:[.\u00a0\u202f ]\d{{3}})+),\d+)(?:[eE][+-]?\d{{1,3}})?|{_SIGN}\d+[eE][+-]?\d{{1,3}}",
    re.ASCII,
)
_LONG_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[년年]度?|학년도|년도)?", re.ASCII)
_ZEROS = re.compile(r"[+-]?0\d+", re.ASCII)
_LARGEST_WHOLE = 18


def _narrow(text: str) -> str:
    return text if text.isascii() else normal_form("NFKC", text)


def is_whole(text: str) -> bool:
    """Tell whether a text is a whole number: no leading zeros, groups of three or none."""
    return len(text) <= 40 and _WHOLE.fullmatch(_narrow(text)) is not None


def is_decimal(text: str) -> bool:
    """Tell whether a text is a number that has a part behind a point, a comma or an exponent."""
    if len(text) > 60 or is_whole(text):
        # 1,200 is twelve hundred: a comma with three digits behind it groups them.
        return False
    return (_UNWHOLE.fullmatch(_narrow(text)) or _LONG_GROUPED.fullmatch(text)) is not None


def is_number(text: str) -> bool:
    """Tell whether a text is a number of either sort."""
    return is_whole(text) or is_decimal(text)


def is_year(text: str) -> bool:
    """Tell whether a text could be a year of our time."""
    return 4 <= len(text) <= 7 and _YEAR.fullmatch(text) is not None


def has_leading_zeros(text: str) -> bool:
    """Tell whether a number begins with a zero that its value would lose."""
    return _ZEROS.fullmatch(text) is not None


def value_of(text: str) -> float | None:
    """Read a plain number for comparisons; None: it is none, or not plain."""
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None


def _judged_whole(column: Column) -> float:
    zeros = column.share(has_leading_zeros)
    long = sum(len(value) > _LARGEST_WHOLE for value in column.sample) / max(1, len(column.sample))
    named = 2.5 if column.header.naming("STRING") == 1 and not column.header.naming("INTEGER") else 0.0
    return -9.0 * zeros - 6.0 * long - 6.0 * column.share(is_decimal) - named


def _judged_decimal(column: Column) -> float:
    fractions = column.share(is_decimal)
    return -9.0 if not fractions else -9.0 * column.share(has_leading_zeros)


def _judged_year(column: Column) -> float:
    if column.header.naming("YEAR"):
        return 0.5
    named_else = column.header.has("price", "count", "amount", "id", "code", "zip", "수", "금액", "요금")
    return -4.0 if named_else or column.size < 3 else -1.2


INTEGER = Kind(
    name="INTEGER",
    needs=DIGITS,
    words="a whole number",
    fits=is_whole,
    stored="xsd:integer",
    strength=4.0,
    named=0.8,
    judge=_judged_whole,
    least=0.6,
)
DECIMAL = Kind(
    name="DECIMAL",
    needs=DIGITS,
    words="a number with decimals",
    fits=is_number,
    stored="xsd:decimal",
    strength=4.2,
    named=0.8,
    judge=_judged_decimal,
    least=0.6,
)
YEAR = Kind(
    name="YEAR",
    needs=DIGITS,
    words="a year",
    fits=is_year,
    stored="xsd:gYear",
    strength=3.6,
    named=2.5,
    judge=_judged_year,
    least=0.8,
)
KINDS = (INTEGER, DECIMAL, YEAR)
