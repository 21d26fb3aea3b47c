"""What a single cell looks like, coarsely: enough to tell a header from the rows below it."""

from functools import lru_cache
from typing import Literal

from spice.domain.inference.headers.header import Header
from spice.domain.inference.kinds.contacts import is_mail, is_shaped
from spice.domain.inference.kinds.dates import is_day_or_moment, is_month
from spice.domain.inference.kinds.identifiers import is_code
from spice.domain.inference.kinds.money import is_money
from spice.domain.inference.kinds.numbers import has_leading_zeros, is_number, is_year
from spice.domain.inference.kinds.percents import is_percent
from spice.domain.inference.kinds.places import is_place
from spice.domain.inference.kinds.times import is_clock
from spice.domain.inference.kinds.truth import is_answer
from spice.domain.inference.kinds.web import is_machine_address, is_url, is_uuid

CellKind = Literal["number", "time", "form", "code", "text"]
_LONGEST_LABEL = 60
_REMEMBERED, _LONGEST_REMEMBERED = 4096, 64
"""Cells are of others: few are kept, and none that are long."""


def kind_of(cell: str) -> CellKind:
    """Tell numbers, times, what has a form of its own, codes with digits, and texts apart."""
    return _known_kind(cell) if len(cell) <= _LONGEST_REMEMBERED else _kind(cell)


@lru_cache(maxsize=_REMEMBERED)
def _known_kind(cell: str) -> CellKind:
    return _kind(cell)


def _kind(cell: str) -> CellKind:
    text = cell.strip()
    if is_number(text) or has_leading_zeros(text) or is_percent(text) or (len(text) < 40 and is_money(text)):
        return "number"
    if is_day_or_moment(text) or is_month(text) or is_clock(text):
        return "time"
    if is_mail(text) or is_url(text) or is_uuid(text) or is_machine_address(text) or is_place(text) or is_shaped(text):
        return "form"
    if is_answer(text):
        return "form"
    return "code" if is_code(text) else "text"


def is_label(cell: str) -> bool:
    """Tell whether a cell could name a column."""
    text = cell.strip()
    return 0 < len(text) <= _LONGEST_LABEL and (kind_of(text) in ("text", "code") or is_year(text))


def is_known_label(cell: str) -> bool:
    """Tell whether a cell has words that headers have."""
    return is_label(cell) and _has_names(cell.strip())


@lru_cache(maxsize=_REMEMBERED)
def _has_names(label: str) -> bool:
    return bool(Header(label).names)
