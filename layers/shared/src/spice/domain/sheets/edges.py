"""What stands above and below the rows of a table: titles, notes, totals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spice.domain.inference.headers.units import says_unit
from spice.domain.sheets.cell_kinds import is_label
from spice.domain.sheets.sheet import Cell, SheetRow
from spice.domain.sheets.totals import adds_up, ends_table, is_total, text_places

_FEW = 0.34
"""The share of a table's columns that a title or a note fills at most."""


_ALIKE = 20
"""Rows above in which something like a cell is looked for."""
_TOLD = re.compile(r"[^\W\d_]{1,12}\s?(?::\s+|：\s*)\S.*", re.DOTALL)
_FEWEST_GROUPS, _SAYS = 3, re.compile("[:：=]")
_DIGITS, _WORD = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edged:
    """A block without its edges."""

    rows: Sequence[SheetRow]
    titles: Sequence[str]
    notes: Sequence[str]
    totals: Sequence[SheetRow]
    remarks: Sequence[int]


def without_edges(rows: Sequence[SheetRow], width: int) -> Edged:
    """Take titles above and notes and totals below away."""
    first, last = 0, len(rows)
    while first < last - 1 and _is_title(rows, first, width):
        first += 1
    last, bottom = ends(rows, width, first)
    body = rows[first:bottom]
    texts, within = text_places(row.cells for row in body[1:]), list[SheetRow]()
    if any(is_total(row.cells) for row in body[2:]):
        within = [row for row in body[2:] if adds_up(row.cells, texts)]
    numbers = {row.number for row in within}
    return Edged(
        rows=[row for row in body if row.number not in numbers] if numbers else body,
        titles=[text for row in rows[:first] for text in texts_of(row.cells)],
        notes=[text for row in rows[last:] for text in texts_of(row.cells)],
        totals=[*within, *rows[bottom:last]],
        remarks=[row.number for row in rows[last:]],
    )


def ends(rows: Sequence[SheetRow], width: int, first: int = 0) -> tuple[int, int]:
    """Tell how many rows there are without the notes at the end, and how many without the totals above those."""
    last = len(rows)
    # What is alone below a header is a record, however little of it there is.
    while last - 2 > first and _is_remark(rows, last - 1, width):
        last -= 1
    bottom = last
    texts = text_places(row.cells for row in rows[first + 1 : last])
    while bottom - 2 > first and is_total(rows[bottom - 1].cells):
        if not ends_table(rows[bottom - 1].cells, texts, [row.cells for row in rows[first + 1 : bottom - 1]]):
            break
        bottom -= 1
    return last, bottom


def _is_title(rows: Sequence[SheetRow], place: int, width: int) -> bool:
    """Tell a title from a header; who wrote it and when, as `작성자: 김`, may stand beside it."""
    told = [cell for cell in rows[place].cells if cell is None or not _TOLD.fullmatch(cell.strip())]
    return _is_note(told, width) and not _is_groups(rows, place)


def _is_groups(rows: Sequence[SheetRow], place: int) -> bool:
    """Tell names of groups, which stand over many columns each, from a title: more than two, above yet more names."""
    held, under = ([cell for cell in row.cells if cell is not None] for row in rows[place : place + 2])
    if not _FEWEST_GROUPS <= len(held) < len(under) or len(held) != len(set(held)):
        return False
    return all(is_label(cell) and not _SAYS.search(cell) for cell in held) and all(map(is_label, under))


def _is_remark(rows: Sequence[SheetRow], place: int, width: int) -> bool:
    """Tell a remark below a table from a record of which little is known: that looks like those above it."""
    cells = rows[place].cells
    if not _is_note(cells, width) or is_total(cells):
        return False
    above = [row.cells for row in rows[max(0, place - _ALIKE) : place]]
    return not all(
        any(column < len(other) and _shape(other[column]) == _shape(cell) for other in above)
        for column, cell in enumerate(cells)
        if cell is not None
    )


def _shape(cell: Cell) -> str:
    """Write letters and digits each as one: what is filled in alike has one shape."""
    return _WORD.sub("a", _DIGITS.sub("9", cell or "")).strip()


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """List what the cells of a row hold, each once."""
    return list(dict.fromkeys(cell.strip() for cell in cells if cell is not None))


def _is_note(cells: Sequence[Cell], width: int) -> bool:
    """Tell whether a row of a table of three columns or more fills next to none of them."""
    held = sum(cell is not None and not says_unit(cell) for cell in cells)
    return width >= 3 and held <= max(1, int(width * _FEW) if width > 5 else 1)
