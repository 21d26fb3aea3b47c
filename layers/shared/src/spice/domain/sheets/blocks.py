"""The parts of a sheet: what empty rows and columns part, each a table or a note."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spice.domain.sheets.cell_kinds import is_label, kind_of
from spice.domain.sheets.sheet import Cell, SheetRow

_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A rectangle of a sheet that holds something: rows as wide as it. `column` is its first, from 0."""

    rows: list[SheetRow]
    column: int
    width: int


def blocks_of(rows: Sequence[SheetRow]) -> list[Block]:
    """Part a sheet at empty rows and at empty columns, and put together again what is one table."""
    parts = [part for band in _bands(rows) for part in _beside_each_other(band)]
    return _joined(parts)


def _bands(rows: Sequence[SheetRow]) -> Iterator[Sequence[SheetRow]]:
    band: list[SheetRow] = []
    for row in rows:
        if any(cell is not None for cell in row.cells):
            band.append(row)
        elif band:
            yield band
            band = []
    if band:
        yield band


def _beside_each_other(band: Sequence[SheetRow]) -> Iterator[Block]:
    """Part a band where a column is empty from top to bottom."""
    width = max(len(row.cells) for row in band)
    held = [False] * width
    for row in band:
        for place, cell in enumerate(row.cells):
            held[place] = held[place] or cell is not None
    for start, end in _runs(held):
        cut = [SheetRow(row.number, _padded(row.cells[start:end], end - start)) for row in band]
        kept = [row for row in cut if any(cell is not None for cell in row.cells)]
        yield Block(rows=kept, column=start, width=end - start)


def _runs(held: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for place, holds in enumerate([*held, False]):
        if holds and start is None:
            start = place
        elif not holds and start is not None:
            yield start, place
            start = None


def _padded(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    return [*cells, *[None] * (width - len(cells))] if len(cells) < width else cells


def _joined(parts: Sequence[Block]) -> list[Block]:
    """Put a block back under the one above it where it goes on: as wide, and not with a header of its own."""
    found: list[Block] = []
    last: dict[int, int] = {}
    for part in parts:
        place = last.get(part.column)
        if place is not None and _goes_on(above := found[place], part):
            above.rows.extend(part.rows)
        else:
            last[part.column] = len(found)
            found.append(part)
    return found


def _goes_on(above: Block, part: Block) -> bool:
    if above.width != part.width or len(above.rows) < _FEWEST_ROWS or above.width < 2:
        return False
    last, first = above.rows[-1].cells, part.rows[0].cells
    pairs = [(one, two) for one, two in zip(last, first, strict=False) if one is not None and two is not None]
    typed = any(kind_of(two) != "text" for _, two in pairs)
    same = sum(kind_of(one) == kind_of(two) for one, two in pairs)
    labels = all(is_label(two) for _, two in pairs) and len(pairs) > 1
    return bool(pairs) and same >= 0.75 * len(pairs) and (typed or not labels or len(part.rows) == 1)
