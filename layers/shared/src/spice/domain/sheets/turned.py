"""Tables that lie on their side: names in the first column, and a record in each of the others."""

from collections.abc import Sequence

from spice.domain.sheets.cell_kinds import is_known_label, is_label, kind_of
from spice.domain.sheets.sheet import Cell, SheetRow

_LOOKED_AT = 60
_MOST_KEYS = 60
_FORM_WIDTHS, _KNOWN_IN_FORMS = (4, 6), 0.8


def is_pairs(rows: Sequence[SheetRow], width: int) -> bool:
    """Tell a form of keys and values: two columns, the first of known names that differ, the second of many kinds."""
    if width != 2 or not 3 <= len(rows) <= _MOST_KEYS:
        return False
    keys, values = [row.cells[0] for row in rows], [row.cells[1] for row in rows]
    if not all(key is not None and is_label(key) for key in keys) or len(set(keys)) < len(keys):
        return False
    known = sum(is_known_label(key) for key in keys if key is not None)
    ended = sum(key.rstrip().endswith((":", "：")) for key in keys if key is not None)
    kinds = {kind_of(value) for value in values if value is not None}
    return max(known, ended) >= 0.6 * len(rows) and len(kinds) >= 2


def pairs_in(rows: Sequence[SheetRow], width: int) -> list[SheetRow]:
    """Take a form apart that has several keys with their values in a row; empty: it is none."""
    if width not in _FORM_WIDTHS or len(rows) < 2:
        return []
    padded = [(row.number, _padded(row.cells, width)) for row in rows]
    found = [
        SheetRow(number, cells[place : place + 2])
        for number, cells in padded
        for place in range(0, width, 2)
        if any(cell is not None for cell in cells[place : place + 2])
    ]
    known = sum(row.cells[0] is not None and is_known_label(row.cells[0]) for row in found)
    return found if known >= _KNOWN_IN_FORMS * len(found) and is_pairs(found, 2) else []


def is_turned(rows: Sequence[SheetRow], width: int) -> bool:
    """Tell whether rows are of one kind each and columns are not."""
    if width < 3 or not 2 <= len(rows) <= _MOST_KEYS:
        return False
    keys = [row.cells[0] for row in rows]
    if not all(key is not None and is_label(key) for key in keys) or len(set(keys)) < len(keys):
        return False
    body = [_padded(row.cells[1:_LOOKED_AT], min(width, _LOOKED_AT) - 1) for row in rows]
    along, down = _alike(body), _alike([*zip(*body, strict=True)])
    kinds = {kind_of(cell) for cells in body for cell in cells if cell is not None}
    known = sum(is_known_label(key) for key in keys if key is not None) >= len(rows) / 2
    return known and len(kinds) >= 2 and along >= 0.9 and down < 0.5


def turn(rows: Sequence[SheetRow], width: int, column: int = 0) -> list[SheetRow]:
    """Turn a table: rows become columns. Each record is numbered by its column of the sheet, from 1; `column`: the
    table's first, from 0."""
    padded = [_padded(row.cells, width) for row in rows]
    return [SheetRow(column + place + 1, cells) for place, cells in enumerate(zip(*padded, strict=True))]


def _alike(lines: Sequence[Sequence[Cell]]) -> float:
    """Give the share of lines whose cells are all of one kind."""
    kinds = [{kind_of(cell) for cell in line if cell is not None} for line in lines]
    held = [each for each in kinds if each]
    return sum(len(each) == 1 for each in held) / max(1, len(held))


def _padded(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    return [*cells, *[None] * (width - len(cells))][:width]
