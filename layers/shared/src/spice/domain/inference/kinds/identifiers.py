"""Identifiers: what tells one thing from another and is not reckoned with."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.headers.units import is_quantity
from spice.domain.inference.kinds.checksums import proven
from spice.domain.inference.kinds.dates import is_compact, is_day
from spice.domain.inference.kinds.kind import DIGITS, Kind
from spice.domain.inference.kinds.numbers import has_leading_zeros, is_decimal, is_whole

_TOKEN = re.compile(r"(?=[^\W_]*)[\w./:#+-]+", re.ASCII)
_DIGIT = re.compile(r"\d")
_LONGEST = 40


def is_code(text: str) -> bool:
    """Tell whether a text is a token with a digit in it, without spaces."""
    return len(text) <= _LONGEST and _TOKEN.fullmatch(text) is not None and _DIGIT.search(text) is not None


def _mixed(text: str) -> bool:
    return is_code(text) and not is_whole(text) and not is_decimal(text)


def _judged(column: Column) -> float:
    if column.share(is_decimal) > 0.05 or column.share(is_day) > 0.5:
        return -6.0
    if proven(column.sample[:60]) is not None:
        return 3.0
    named = column.header.naming("IDENTIFIER")
    if not named and column.share(is_quantity) > 0.8:
        return -6.0
    zeros = column.share(has_leading_zeros)
    if zeros > 0.05:
        return 2.5
    if column.share(is_compact) > 0.9:
        return -6.0
    mixed = column.share(_mixed)
    if mixed > 0.6:
        return (0.8 if named else -0.8) - 1.5 * column.repetition
    return _judged_digits(column, named)


def _judged_digits(column: Column, named: float) -> float:
    """Judge whole numbers: under a header that says so, that do not repeat, and are as long as each other."""
    if not named:
        return -6.0
    lengths = {len(value) for value in column.sample}
    even = 0.8 if len(lengths) == 1 and min(lengths) >= 4 else -0.4
    return even - 1.5 * column.repetition - (1.5 if column.distinct < 4 else 0.0)


IDENTIFIER = Kind(
    name="IDENTIFIER",
    needs=DIGITS, words="an identifier", fits=is_code, stored="xsd:string", strength=3.2, named=1.5, judge=_judged,
    least=0.7,
)  # fmt: skip
KINDS = (IDENTIFIER,)
