"""Numbers as cells hold them: groups, decimal commas, signs of bookkeepers."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from spice.domain.cells.manner import Mark
from spice.domain.normal_forms import normal_form

_MINUS = re.compile("^[\u2212\u2013\u25b3\u25b2]")
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ']\d{3})+|\d+),(?:\d{1,2}|\d{4,})|[+-]?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:[, ']\d{3})+|\d+)?\.(?:\d{1,2}|\d{4,})|[+-]?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
"""Thousands of one hand and fractions of another; groups that commas make are those of nearly all."""
_GROUPED = {
    "point": re.compile(
        r"([+-]?\d{1,3}(?:,\d{3})+|[+-]?\d{1,3}(?:[ ']\d{3})+|[+-]?\d*)(?:\.(\d*))?([eE][+-]?\d{1,3})?"
    ),
    "comma": re.compile(
        r"([+-]?\d{1,3}(?:\.\d{3})+|[+-]?\d{1,3}(?:[ ']\d{3})+|[+-]?\d*)(?:,(\d*))?([eE][+-]?\d{1,3})?"
    ),
}
_SHARES = " %％‰"
_LONGEST, _SHORT = 1100, 19
"""Characters of a number; most are digits alone, and short."""


def mark_of(cells: Iterable[str]) -> Mark:
    """Tell what stands before fractions in a column; where nothing tells it, a point."""
    comma, point = _told(cells)
    return "comma" if comma > point else "point"


def guessed_in(cells: Iterable[str]) -> str | None:
    """Find a number that may be read two ways, in a column of which nothing tells which it is."""
    held = list(cells)
    first = next((cell for cell in held if _TWO_WAYS.fullmatch(_plain(cell.rstrip(_SHARES)))), None)
    comma, point = (0, 0) if first is None else _told(held)
    return first if comma == point else None


def _told(cells: Iterable[str]) -> tuple[int, int]:
    comma = point = 0
    for cell in cells:
        if cell.isdigit():
            continue
        text = _plain(cell.rstrip(_SHARES))
        comma += _COMMA.fullmatch(text) is not None
        point += _POINT.fullmatch(text) is not None
    return comma, point


def number_in(cell: str, mark: Mark) -> int | Decimal | None:
    """Read a number with all its digits; None: it is none."""
    if len(cell) < _SHORT and cell.isascii() and cell.isdigit():
        return int(cell)
    text = _plain(cell)
    negative = text.startswith("(") and text.endswith(")")
    found = _GROUPED[mark].fullmatch(text[1:-1] if negative else text)
    # Brackets are a sign: with another one in them it is not known what is meant.
    if found is None or len(text) > _LONGEST or (negative and found[1][:1] in _SIGNS):
        return None
    whole, fraction, exponent = found[1].translate(_APART), found[2], found[3]
    try:
        number = Decimal(f"{whole or '0'}.{fraction or '0'}{exponent or ''}" if fraction or exponent else whole)
    except InvalidOperation:
        return None
    number = -number if negative else number
    return number if fraction or exponent else int(number)


_SIGNS = ("+", "-")
_APART = {ord(mark): None for mark in ",. '"}


def _plain(cell: str) -> str:
    text = cell.strip()
    if not text.isascii():
        text = normal_form("NFKC", _MINUS.sub("-", text)).replace("\u2019", "'")
        text = " ".join(_MINUS.sub("-", text).split())
    return text
