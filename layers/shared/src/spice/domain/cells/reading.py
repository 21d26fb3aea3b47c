"""Cells of a column read into values of a property: what cannot be read stays a text, for the class to refuse."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from spice.domain.cells.days import month_in, year_first, year_in
from spice.domain.cells.lists import items_of
from spice.domain.cells.manner import Manner
from spice.domain.cells.numbers import number_in
from spice.domain.cells.spellings import percent_in, place_in, url_in, uuid_in
from spice.domain.datatypes.checking import Check, Rejected
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.date_times import written_in
from spice.domain.datatypes.dates import a_written_date
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import TYPES, compile_check
from spice.domain.datatypes.times import a_written_time
from spice.domain.inference.absence import is_absent
from spice.domain.inference.kinds.truth import truth_of
from spice.domain.json_text import BROKEN, values_in

Read = Callable[[str], object]
"""Reads a cell; None: it holds nothing."""


_REMEMBERED, _SHORT = 4096, 64
_UNCHANGING = (str, int, Decimal, bool, type(None))


def reader_of(member: Mapping[str, Any], manner: Manner, home: Home = NOWHERE) -> Read:
    """Choose how the cells of a column are read that fills a property or a relationship."""
    value, means = _value_of(member, manner, home), _words_of(member, home, manner)
    # No word of absence is made of digits, and most cells are.
    return lambda cell: value(cell) if cell.isdigit() or not is_absent(text := cell.strip()) or means(text) else None


def remembering(read: Read) -> Read:
    """Read each short cell once: those of a column are often the same. What could be changed later is made anew."""
    known: dict[str, object] = {}

    def value_of(cell: str) -> object:
        if cell in known:
            return known[cell]
        value = read(cell)
        if len(known) < _REMEMBERED and len(cell) <= _SHORT and isinstance(value, _UNCHANGING):
            known[cell] = value
        return value

    return value_of


def holds_numbers(member: Mapping[str, Any]) -> bool:
    """Tell whether a property's cells are numbers."""
    return _cell_of(member) in ("whole", "number", "share")


def holds_days(member: Mapping[str, Any]) -> bool:
    """Tell whether a property's cells begin with days."""
    return _cell_of(member) in ("day", "moment")


def _value_of(member: Mapping[str, Any], manner: Manner, home: Home) -> Read:
    if "target" in member:
        return _several(str.strip) if str(member.get("cardinality", "")).endswith("_to_many") else str.strip
    kind, cell = _kind_of(member), _cell_of(member)
    if cell == "share":
        return lambda text: percent_in(text, manner.mark)
    if cell == "list":
        return _several(_value_of(member.get("items") or {}, manner, home))
    if cell in ("whole", "number"):
        return lambda text: _or_text(number_in(text, manner.mark), text)
    if cell in ("day", "moment"):
        return _first(a_written_date if cell == "day" else written_in(home), manner)
    return _READ.get(cell, _as_it_is if kind is not None and kind.holds_empty_text else str.strip)


def _words_of(member: Mapping[str, Any], home: Home, manner: Manner) -> Callable[[str], bool]:
    """Tell which words of absence are values of a property: 無 beside 有 is a no, NA is Namibia, and a text is as it
    stands."""
    kind = _kind_of(member)
    if kind is None and manner.is_literal:
        return lambda text: text != ""
    if kind is not None and (kind.closed or kind.holds_empty_text or manner.is_literal):
        check = compile_check(member, home)
        return lambda text: _is_accepted(check, text)
    is_answer = _cell_of(member) == "boolean"
    return lambda text: is_answer and truth_of(text) is not None


def _is_accepted(check: Check, text: str) -> bool:
    try:
        check(text)
    except Rejected:
        return False
    return True


def _kind_of(member: Mapping[str, Any]) -> DataType | None:
    return None if "target" in member else TYPES.get(str(member.get("type")))


def _cell_of(member: Mapping[str, Any]) -> str:
    kind = _kind_of(member)
    return "text" if kind is None else kind.cell


def _first(check: Check, manner: Manner) -> Read:
    def read(cell: str) -> object:
        text = year_first(cell, manner.order)
        try:
            return check(text)
        except Rejected:
            return text

    return read


def _as_it_is(cell: str) -> object:
    return cell


def _answer(cell: str) -> object:
    return _or_text(truth_of(cell.strip()), cell)


def _clock(cell: str) -> object:
    try:
        return a_written_time(cell)
    except Rejected:
        return cell.strip()


def _structure(cell: str) -> object:
    text = cell.strip()
    if not text.startswith(("{", "[")):
        return text
    try:
        return values_in(text)
    except BROKEN:
        return text


def _several(item: Read) -> Read:
    """Read a list: JSON, or its items as tables have them; one that can be read in two ways stays a text."""

    def read(cell: str) -> object:
        found = _structure(cell)
        if not isinstance(found, str):
            return found
        items = items_of(found)
        return found if items is None else [item(each) for each in items]

    return read


def _or_text(value: object, text: str) -> object:
    return text.strip() if value is None else value


def _place(cell: str) -> object:
    return _structure(place_in(cell))


_READ: Mapping[str, Read] = {
    "boolean": _answer,
    "site": url_in,
    "dashed": uuid_in,
    "place": _place,
    "structure": _structure,
    "clock": _clock,
    "month": month_in,
    "year": year_in,
}
