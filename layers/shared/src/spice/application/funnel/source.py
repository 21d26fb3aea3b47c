"""What is given to Funnel: a file, or columns and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO

from spice.application.ground.uploads import OpenedUpload
from spice.domain.bounds import LOOKED_AT_BYTES
from spice.domain.inference.column import Chance
from spice.domain.inference.infer import Cells
from spice.domain.sheets.opening import is_workbook, open_sheets
from spice.domain.sheets.sheet import Unreadable
from spice.domain.sheets.tables import FoundTable, tables_of
from spice.domain.sheets.text_files import TextDialect, as_cell
from spice.domain.spelling import unlike
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
    """Read a file that came as a body."""
    return opened_source(BytesIO(content), name, chance, encoding=encoding, delimiter=delimiter)


def opened_source(
    raw: IO[bytes], name: str, chance: Chance, *, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Read a file that is open, however long it is."""
    opened = open_sheets(raw, name, chance, encoding=encoding, delimiter=delimiter)
    tables = apart(table for sheet in opened.sheets for table in tables_of(sheet))
    return Source(name=name, tables=tables, dialect=opened.dialect)


def uploaded_source(
    uploaded: OpenedUpload, name: str, chance: Chance, *, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Read a file that was uploaded: of a text that is long, its beginning, which every table then says."""
    size, begins = uploaded.upload.size, uploaded.content.read(LOOKED_AT_BYTES)
    if size <= LOOKED_AT_BYTES:
        return file_source(begins, name, chance, encoding=encoding, delimiter=delimiter)
    if is_workbook(begins):
        said = f"{name} has {size:,} bytes, and a workbook is looked at that has {LOOKED_AT_BYTES:,} at most"
        raise Unreadable(said, code="too_large", hint="save each sheet as CSV")
    begins = whole_lines(begins)
    source = file_source(begins, name, chance, encoding=encoding, delimiter=delimiter)
    note = f"of {size:,} bytes, the first {len(begins):,} were looked at"
    return replace(source, tables=[replace(table, notes=[note, *table.notes]) for table in source.tables])


def apart(tables: Iterable[FoundTable]) -> list[FoundTable]:
    """Give no two tables the same name: proposals and mappings name them by it."""
    taken: dict[str, FoundTable] = {}
    for table in tables:
        name = unlike(table.name, taken, " ")
        taken[name] = replace(table, name=name)
    return list(taken.values())


def rows_source(columns: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> Source:
    """Take columns and rows as they are; rows count from 1."""
    if not columns:
        raise Unreadable("there are no columns", code="missing_property")
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise Unreadable(f"row {number:,} has {len(row):,} cells, and there are {len(columns):,} columns")
    numbers, names = range(1, len(rows) + 1), list[str]()
    for column in columns:
        names.append(unlike(column, names, "_"))
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
