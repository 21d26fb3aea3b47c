"""What is given to Funnel: a file, or columns and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO

from spice.application.ground.uploads import OpenedUpload
from spice.domain.bounds import LOOKED_AT_BYTES, LOOKED_AT_CELLS, LOOKED_AT_ROWS, WORKBOOK_BYTES
from spice.domain.inference.column import Chance
from spice.domain.inference.infer import Cells
from spice.domain.sheets.opening import is_workbook, open_sheets
from spice.domain.sheets.sheet import MOST_COLUMNS, Beginning, Gathering, Gathers, Sheet, Unreadable, looked_at
from spice.domain.sheets.tables import FoundTable, tables_of
from spice.domain.sheets.text_files import TextDialect
from spice.domain.sheets.text_records import as_cell
from spice.domain.spelling import Different
from spice.domain.tables.decoding import whole_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The tables of a source, and how a text is written."""

    name: str
    tables: Sequence[FoundTable]
    dialect: TextDialect | None = None


def file_source(
    content: bytes, name: str, chance: Chance, *, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Look at a file that came as a body: of a text that is long, its beginning, which every table then says."""
    return _looked_at(content, len(content), name, chance, encoding, delimiter)


def uploaded_source(
    uploaded: OpenedUpload, name: str, chance: Chance, *, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Look at a file that was uploaded, as at one that came as a body."""
    size, begins = uploaded.upload.size, uploaded.content.read(LOOKED_AT_BYTES)
    if is_workbook(begins):
        refuse_long(name, size)
        begins += uploaded.content.read()
    return _looked_at(begins, size, name, chance, encoding, delimiter)


def refuse_long(name: str, size: int) -> None:
    """Refuse a workbook, which is read whole, by its size."""
    if size > WORKBOOK_BYTES:
        said = f"{name} has {size:,} bytes, and a workbook is read that has {WORKBOOK_BYTES:,} at most"
        raise Unreadable(said, code="too_large", hint="save each sheet as CSV")


def opened_source(
    raw: IO[bytes],
    name: str,
    chance: Chance,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    gathers: Gathers = Gathering,
) -> Source:
    """Read a file that is open, however long it is."""
    opened = open_sheets(raw, name, chance, encoding=encoding, delimiter=delimiter, gathers=gathers)
    return tables_source(name, opened.sheets, opened.dialect)


def tables_source(name: str, sheets: Iterable[Sheet], dialect: TextDialect | None) -> Source:
    """Find the tables of a file's sheets."""
    return Source(name=name, tables=apart(table for sheet in sheets for table in tables_of(sheet)), dialect=dialect)


def _looked_at(
    content: bytes, size: int, name: str, chance: Chance, encoding: str | None, delimiter: str | None
) -> Source:
    begins = content
    if size > LOOKED_AT_BYTES and not is_workbook(content):
        begins = whole_lines(content[:LOOKED_AT_BYTES])
    raw = BytesIO(begins)
    source = _first(opened_source(raw, name, chance, encoding=encoding, delimiter=delimiter, gathers=Beginning))
    if len(begins) == size:
        return source
    note = f"of {size:,} bytes, the first {len(begins):,} were looked at"
    return replace(
        source, tables=[replace(each, notes=[note, *each.notes], is_beginning=True) for each in source.tables]
    )


def _first(source: Source) -> Source:
    """Keep of very many tables the first, whose columns and cells one look has time for."""
    kept, columns, cells = list[FoundTable](), 0, 0
    for table in source.tables:
        columns += len(table.columns)
        cells += sum(len(column.values) for column in table.columns)
        if kept and (columns > MOST_COLUMNS or cells > LOOKED_AT_CELLS):
            note = f"of {len(source.tables):,} tables, the first {len(kept):,} were looked at"
            return replace(source, tables=[replace(each, notes=[note, *each.notes]) for each in kept])
        kept.append(table)
    return source


def apart(tables: Iterable[FoundTable]) -> list[FoundTable]:
    """Give no two tables the same name: proposals and mappings name them by it."""
    different = Different(" ")
    return [replace(table, name=different.name(table.name)) for table in tables]


def given_source(columns: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> Source:
    """Look at columns and rows: of many rows the first, which the table then says."""
    most = min(LOOKED_AT_ROWS, max(1, LOOKED_AT_CELLS // max(1, len(columns))))
    source = rows_source(columns, rows[:most], name)
    if len(rows) <= most:
        return source
    return replace(source, tables=[replace(each, notes=[looked_at(most)], is_beginning=True) for each in source.tables])


def rows_source(columns: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> Source:
    """Take columns and rows as they are; rows count from 1."""
    if not columns:
        raise Unreadable("there are no columns", code="missing_property")
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise Unreadable(f"{name}, row {number:,} has {len(row):,} cells, and there are {len(columns):,} columns")
    numbers = range(1, len(rows) + 1)
    different = Different("_")
    names = [different.name(column) for column in columns]
    cells = [
        Cells(name=each, values=[as_cell(row[place]) for row in rows], rows=numbers) for place, each in enumerate(names)
    ]
    table = FoundTable(
        name=name,
        sheet=name,
        form="rows",
        header_rows=[],
        first_row=1,
        last_row=len(rows),
        columns=cells,
    )
    return Source(name=name, tables=[table])
