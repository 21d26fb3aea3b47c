"""Whether files come back: each is read by Funnel, written as exports write, and compared cell by cell."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import Figure, at_least
from spice.application.funnel.propose import propose_ontology
from spice.application.funnel.rows import MappingRow
from spice.application.funnel.source import Source, opened_source
from spice.application.queries.finding.export import FIRST, Form, writer_of
from spice.domain.cells.manner import Manner
from spice.domain.cells.numbers import mark_of
from spice.domain.cells.reading import Read, holds_numbers, reader_of
from spice.domain.datatypes.checking import Check, Rejected
from spice.domain.datatypes.registry import compile_check
from spice.domain.sheets.tables import FoundTable

_TEXT: Mapping[str, Any] = {"type": "xsd:string"}
_KEPT = dict.fromkeys(FIRST, "")
Cell = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How a column is read, checked and known in an export."""

    name: str
    read: Read
    check: Check


@dataclass(slots=True, kw_only=True)
class Count:
    """Cells of a file: how many there are, came back exactly, with the same value, or were refused."""

    cells: int = 0
    exact: int = 0
    alike: int = 0
    refused: int = 0


def files(folder: Path) -> list[Path]:
    """Find the tables of a folder."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".csv", ".tsv"))


def measure(folder: Path) -> Iterator[Figure]:
    """Bring every file of a folder in and out again: as texts, where each cell has to come back, and as proposed."""
    texts, typed = Count(), Count()
    lost: list[str] = []
    for file in files(folder):
        text, proposed = of_file(file)
        lost += [file.name] if text.exact < text.cells else []
        for whole, part in ((texts, text), (typed, proposed)):
            whole.cells, whole.exact = whole.cells + part.cells, whole.exact + part.exact
            whole.alike, whole.refused = whole.alike + part.alike, whole.refused + part.refused
    if texts.cells:
        note = f"{texts.cells:,} cells of {len(files(folder))} files" + (f"; not {', '.join(lost)}" if lost else "")
        yield at_least("round trip as texts, exactly", _share(texts.exact, texts), 100, "%", note=note)
        note = f"{_share(typed.exact, typed):.1f}% exactly, others in normal form"
        yield at_least("round trip as proposed, same value", _share(typed.alike, typed), 99, "%", note=note)
        yield Figure(name="as proposed, refused", measured=f"{_share(typed.refused, typed):.2f}%", note="are rejects")


def of_file(file: Path) -> tuple[Count, Count]:
    """Compare a file's cells with those that come back: as texts, and by the class that is proposed for it."""
    source = opened_source(io.BytesIO(file.read_bytes()), file.name, Random(0).randrange)
    proposal = propose_ontology(source, Random(0).randrange)
    table = source.tables[0]
    (mapping,) = [each for each in proposal.mappings if each.table == table.name]
    document = next(each for each in proposal.classes if each["name"] == mapping.class_)
    expected = _expected(file, source)
    members = {str(each["name"]): each for each in (*document["properties"], *document["relationships"])}
    texts = _compared(table, expected, {each.column: _TEXT for each in mapping.columns})
    return texts, _compared(table, expected, _filled(mapping, members))


def _filled(mapping: MappingRow, members: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return {each.column: members[each.property] for each in mapping.columns}


def _expected(file: Path, source: Source) -> list[list[Cell]]:
    """Read the records below the header by a reader that is not ours."""
    assert source.dialect is not None
    text = file.read_bytes().decode(source.dialect.encoding).removeprefix("\ufeff")
    rows = records(text, source.dialect.delimiter or ",")[1:]
    return [row for row in rows if any(cell and cell.strip() for cell in row)]


def records(text: str, delimiter: str = ",") -> list[list[Cell]]:
    """Read a table by a reader that is not Funnel's, and tells `""` from nothing."""
    mark = re.escape(delimiter)
    found: list[list[Cell]] = [[]]
    for cell, end in re.findall(rf'("(?:[^"]|"")*"|[^{mark}\r\n]*)({mark}|\r\n|\n|\r|$)', text.removesuffix("\n")):
        found[-1].append(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell or None)
        if end != delimiter:
            found.append([])
    return [row for row in found if any(cell is not None for cell in row)]


def _compared(table: FoundTable, expected: Sequence[Sequence[Cell]], members: Mapping[str, Mapping[str, Any]]) -> Count:
    count = Count(cells=sum(map(len, expected)))
    for place, cells in enumerate(table.columns):
        column = _column(cells.name, members[cells.name], [value for value in cells.values if value])
        values = [row[place] if place < len(row) else None for row in expected]
        for before, cell in zip(values, cells.values, strict=False):
            _compare(count, column, before, cell)
    return count


def _column(name: str, member: Mapping[str, Any], values: Sequence[str]) -> Column:
    manner = Manner(mark=mark_of(values) if holds_numbers(member) else "point")
    if "target" in member:
        return Column(name=name, read=reader_of(member, manner), check=lambda value: value)
    return Column(name=name, read=reader_of(member, manner), check=compile_check(member))


def _compare(count: Count, column: Column, before: Cell, cell: Cell) -> None:
    try:
        value = None if cell is None or (read := column.read(cell)) is None else column.check(read)
        after = _exported(value)
        again = None if after is None or (read := column.read(after)) is None else column.check(read)
    except Rejected:
        count.refused += 1
        return
    exact = before == after
    count.exact += exact
    # What comes back is read again as it was; a cell that says it holds nothing may come back empty.
    count.alike += exact or (before == cell and again == value)


def _exported(value: object) -> Cell:
    write, _ = writer_of(Form(name="csv"), ["x"])
    found = {**{name.lstrip("_"): "" for name in _KEPT}, "data": {} if value is None else {"x": value}}
    line = "x," + write(found).decode()
    return records(line)[0][-1]


def _share(part: int, count: Count) -> float:
    return 100 * part / max(1, count.cells)
