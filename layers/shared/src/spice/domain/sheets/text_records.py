"""The records of a text, handed over one by one from where a reader left it: cells between marks, or lines of JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spice.domain.json_text import BROKEN, digits_in, json_text
from spice.domain.sheets.sheet import Cell, Sink, Unreadable
from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import Lines
from spice.domain.tables.record import read_record

Pause = Callable[[], bool]
"""Tells whether it is time to leave a text; asked behind every record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text was left, between two records: `at` is its stream's place, a long number. Of lines of JSON `header`
    are the keys that came so far. `ended`: there is nothing behind."""

    at: str = "0"
    number: int = 0
    parted: int = 0
    header: Sequence[str] = ()
    ended: bool = False


def never() -> bool:
    """Leave no text before its end."""
    return False


def separator_in(line: str) -> str | None:
    """Read `sep=;`, with which a spreadsheet says it."""
    line = line.removeprefix("\ufeff").strip().strip('"')
    return line[4] if line.lower().startswith("sep=") and len(line) == 5 else None


def hand_records(lines: Lines, delimiter: str, strictness: Strictness, sink: Sink, pause: Pause) -> bool:
    """Hand over the records of a table; whether that was all."""
    while (line := lines.take()) is not None:
        if line.number == 1 and separator_in(line.body):
            continue
        cells, _ = read_record(lines, line, delimiter, strictness)
        sink.take(line.number, cells)
        if pause() and lines.counted is not None:
            return False
    return True


def hand_objects(lines: Lines, header: list[str], sink: Sink, name: str, pause: Pause) -> bool:
    """Hand over an object a line; the keys of all of them are the header, which grows as they come."""
    known = set(header)
    if lines.counted == (0, 0):
        sink.take(0, header)
    for number, found in _objects(lines, name):
        fresh = [key for key in found if key not in known]
        header += fresh
        known.update(fresh)
        sink.take(number, [found.get(key) for key in header])
        if pause():
            return False
    return True


def _objects(lines: Lines, name: str) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    while (line := lines.take()) is not None:
        if not line.body.strip():
            continue
        try:
            found = digits_in(line.body)
            cells = {key: as_cell(value) for key, value in found.items()} if isinstance(found, dict) else None
        except BROKEN as broken:
            raise Unreadable(f"{name}, line {line.number:,}: this is no JSON ({broken})") from broken
        if cells is None:
            raise Unreadable(f"{name}, line {line.number:,}: this is no JSON object")
        yield line.number, cells


def as_cell(value: object) -> Cell:
    """Write a value of JSON as a cell has it: numbers with their own digits, within lists and objects too; an empty
    text is one."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return json_text(value) if isinstance(value, bool | list | dict) else str(value)
