"""The parts of a sheet: what empty rows and columns part, each a table or a note."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spice.domain.sheets.cell_kinds import kind_of
from spice.domain.sheets.head_rows import count_of, has_own_header
from spice.domain.sheets.sheet import Cell, SheetRow

_ALIKE = 0.75
_LOOKED_AT = 200
_NOTE_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A rectangle of a sheet that holds something: rows as wide as it. `column` is its first, from 0."""

    rows: list[SheetRow]
    column: int
    width: int


def blocks_of(rows: Sequence[SheetRow]) -> list[Block]:
    """Part a sheet at empty rows and at empty columns, and put together again what is one table."""
    blocks = _joined(_bands(rows))
    if len({(block.column, block.width) for block in blocks}) == 1 and blocks[0].width == 1:
        # All of it is one column: empty rows part nothing.
        return [Block(rows=[row for block in blocks for row in block.rows], column=blocks[0].column, width=1)]
    return blocks


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
    blocks = [_cut(band, start, end - start) for start, end in _runs(held)]
    for first, last in _one_table(blocks):
        yield _cut(band, first.column, last.column + last.width - first.column)


def _one_table(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Put a single column to what is beside it where that has the same rows: an empty column parts no such table."""
    first = last = blocks[0]
    for block in blocks[1:]:
        alone = len(block.rows) > _NOTE_ROWS and 1 in (block.width, last.width)
        if alone and [row.number for row in block.rows] == [row.number for row in last.rows]:
            last = block
            continue
        yield first, last
        first = last = block
    yield first, last


def _cut(band: Sequence[SheetRow], start: int, width: int) -> Block:
    cut = [SheetRow(row.number, _padded(row.cells[start : start + width], width)) for row in band]
    kept = [row for row in cut if any(cell is not None for cell in row.cells)]
    return Block(rows=kept, column=start, width=width)


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


def _joined(bands: Iterable[Sequence[SheetRow]]) -> list[Block]:
    """Put what a band holds under the block above it where that goes on; the rest are blocks of their own."""
    found: list[Block] = []
    for band in bands:
        fresh: list[Block] = []
        for above, parts in _under(found, _beside_each_other(band)):
            below = None if above is None else _cut(band, above.column, above.width)
            if above is not None and below is not None and _goes_on(above, below):
                above.rows.extend(below.rows)
            else:
                fresh += parts
        found += fresh
    return found


def _under(found: Sequence[Block], parts: Iterable[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """Give the parts that lie under each block; those under none one by one."""
    under: dict[int, list[Block]] = {}
    for part in parts:
        end = part.column + part.width
        last = next((n for n in reversed(range(len(found))) if _overlap(found[n], part)), None)
        if last is None or part.column < found[last].column or end > found[last].column + found[last].width:
            yield None, [part]
        else:
            under.setdefault(last, []).append(part)
    for place, those in under.items():
        yield found[place], those


def _overlap(one: Block, other: Block) -> bool:
    return one.column < other.column + other.width and other.column < one.column + one.width


def _goes_on(above: Block, part: Block) -> bool:
    """Tell whether rows are more of those above: of the same kinds, and not with a header of their own."""
    first = part.rows[0].cells
    if first == above.rows[0].cells or has_own_header(part.rows, above.rows, above.width):
        return False
    if len(above.rows) == 1:
        return all(first) and count_of([*above.rows, *part.rows], above.width) == 1
    near = above.rows[1:][-_LOOKED_AT:]
    kinds = [{kind_of(row.cells[place] or "") for row in near if row.cells[place]} for place in range(len(first))]
    pairs = [(kind_of(cell), kinds[place]) for place, cell in enumerate(first) if cell is not None and kinds[place]]
    if len(first) - first.count(None) == 1 and above.width > 1:
        # A single text below a table is a remark.
        return any(kind != "text" and those == {kind} for kind, those in pairs)
    return sum(kind in those for kind, those in pairs) >= _ALIKE * len(pairs)
