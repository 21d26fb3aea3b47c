"""The tables of a sheet, each with its header, its rows, and what was said around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spice.domain.inference.infer import Cells
from spice.domain.sheets.blocks import Block, blocks_of
from spice.domain.sheets.edges import Edged, texts_of, without_edges
from spice.domain.sheets.head_rows import count_of, has_units
from spice.domain.sheets.naming import names_of
from spice.domain.sheets.sheet import Cell, Sheet, SheetRow, held_in
from spice.domain.sheets.turned import is_pairs, is_turned, pairs_in, turn

_LONGEST_NAME = 60
TOTAL, REMARK, HEADER = "a total", "a remark", "the header again"
Form = Literal["rows", "columns", "pairs"]
"""Records in rows, in columns (the table lies on its side), or one record as keys and values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A table: where it is, its columns, and what stands beside them."""

    name: str
    sheet: str
    form: Form
    header_rows: Sequence[int]
    first_row: int
    last_row: int
    columns: Sequence[Cells]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    totals: Sequence[int] = ()
    left_out: int = 0
    column: int = 0
    """Where its first column is in the sheet, from 0."""
    is_listed: bool = False
    """Whether every row is a record, because the format says so."""

    is_beginning: bool = False
    """Whether rows are behind those that were read."""
    head: Sequence[Cell] = ()
    """The cells of the row that names the columns."""
    unread: Sequence[tuple[int, str]] = ()
    """Rows below the header that are no records, and what they were taken for."""

    @property
    def size(self) -> int:
        """How many records it has, those that were not drawn included."""
        return (len(self.columns[0].rows) if self.columns else 0) + self.left_out


def tables_of(sheet: Sheet) -> list[FoundTable]:
    """Find every table of a sheet; what is none is a note of the table below it."""
    if sheet.is_listed:
        return _listed(sheet)
    found: list[FoundTable] = []
    said: list[str] = []
    beside: list[tuple[int, str]] = []
    seen = [row._replace(cells=held_in(row.cells)) for row in sheet.rows]
    written = {
        row.number: row.cells for row, shown in zip(sheet.rows, seen, strict=True) if row.cells is not shown.cells
    }
    blocks = blocks_of(seen)
    for block in blocks:
        if _is_note(block) and len(blocks) > 1:
            beside += [(row.number, REMARK) for row in block.rows]
            said += [text for row in block.rows for text in texts_of(row.cells)]
            continue
        found.append(_table(block, sheet, said, len(found), written))
        said, beside = [], []
    if found and said:
        last = found.pop()
        found.append(replace(last, notes=[*last.notes, *said], unread=[*last.unread, *beside]))
    return found


def _listed(sheet: Sheet) -> list[FoundTable]:
    """Take every row below the first as it is: none is a remark, or a sum of the others."""
    head, *body = sheet.rows
    if not head.cells:
        return []
    table = FoundTable(
        name=sheet.name,
        sheet=sheet.name,
        form="rows",
        header_rows=[head.number],
        first_row=body[0].number,
        last_row=body[-1].number,
        columns=list(_columns(names_of([head], len(head.cells), 0), body)),
        notes=sheet.notes,
        left_out=sheet.left_out,
        is_beginning=sheet.is_beginning,
        is_listed=True,
    )
    return [table]


def _is_note(block: Block) -> bool:
    return block.width == 1 and len(block.rows) <= 3


def _table(
    block: Block, sheet: Sheet, said: Sequence[str], place: int, written: Mapping[int, Sequence[Cell]]
) -> FoundTable:
    """Make a table of a block; `written`: rows that have cells of white space or `""`, as they stand."""
    edged = without_edges(block.rows, block.width)
    rows, form = _lying(edged.rows, block)
    width = max(len(row.cells) for row in rows)
    deep, units = _head_of(rows, width, form)
    titles = [*said, *edged.titles]
    head = rows[deep - 1].cells if deep and form == "rows" and width > 1 else ()
    found, again = _parted(rows[deep + bool(units) :], head)
    body = [_as_written(row, block, written) for row in found] if form == "rows" else found
    return FoundTable(
        name=_name(titles, sheet, place),
        sheet=sheet.name,
        form=form,
        header_rows=[row.number for row in rows[: deep + bool(units)]],
        first_row=body[0].number if body else rows[-1].number,
        last_row=body[-1].number if body else rows[-1].number,
        columns=list(_columns(names_of(rows[:deep], width, block.column, units), body)),
        titles=titles,
        notes=[*edged.notes, *sheet.notes],
        totals=[row.number for row in edged.totals],
        left_out=sheet.left_out,
        is_beginning=sheet.is_beginning,
        column=block.column,
        head=head,
        unread=[*_taken_for(edged), *((row.number, HEADER) for row in again)],
    )


def _head_of(rows: Sequence[SheetRow], width: int, form: Form) -> tuple[int, Sequence[Cell]]:
    """Count the rows of names, and find the row of units below them."""
    if form != "rows":
        return 1, ()
    deep = count_of(rows, width)
    return deep, rows[deep].cells if has_units(rows, deep, width) else ()


def _lying(rows: Sequence[SheetRow], block: Block) -> tuple[Sequence[SheetRow], Form]:
    """Tell how a table lies, and turn one that lies on its side."""
    if form := pairs_in(rows, block.width):
        return turn(form, 2, block.column), "pairs"
    if is_pairs(rows, block.width):
        return turn(rows, block.width, block.column), "pairs"
    if is_turned(rows, block.width):
        return turn(rows, block.width, block.column), "columns"
    return rows, "rows"


def _parted(rows: Sequence[SheetRow], head: Sequence[Cell]) -> tuple[Sequence[SheetRow], Sequence[SheetRow]]:
    """Part records from rows that are the header again."""
    again = [row for row in rows if head and row.cells == head]
    return ([row for row in rows if row.cells != head], again) if again else (rows, again)


def _taken_for(edged: Edged) -> list[tuple[int, str]]:
    totals = [(row.number, TOTAL) for row in edged.totals]
    return totals + [(number, REMARK) for number in edged.remarks]


def _as_written(row: SheetRow, block: Block, written: Mapping[int, Sequence[Cell]]) -> SheetRow:
    cells = written.get(row.number)
    return row if cells is None else row._replace(cells=cells[block.column : block.column + block.width])


def _name(titles: Sequence[str], sheet: Sheet, place: int) -> str:
    """Call the first table as its sheet, and each other by its title or its number."""
    if not place:
        return sheet.name
    titled = next((title for title in titles if len(title) <= _LONGEST_NAME), None)
    return titled or f"{sheet.name} ({place + 1})"


def _columns(names: Sequence[str], body: Sequence[SheetRow]) -> Iterator[Cells]:
    numbers = [row.number for row in body]
    for place, name in enumerate(names):
        values: list[Cell] = [row.cells[place] if place < len(row.cells) else None for row in body]
        yield Cells(name=name, values=values, rows=numbers)
