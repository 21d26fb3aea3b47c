"""Which of a table's first rows name its columns."""

from collections import Counter
from collections.abc import Sequence

from spice.domain.inference.headers.units import is_unit
from spice.domain.sheets.cell_kinds import CellKind, is_known_label, is_label, kind_of
from spice.domain.sheets.sheet import Cell, SheetRow

_DEEPEST = 4
_LOOKED_AT = 200
_ALIKE = 0.75
_FEW_ANSWERS = 3


def count_of(rows: Sequence[SheetRow], width: int) -> int:
    """Count the rows of the header: none where the first row is like those below it."""
    if len(rows) == 1:
        return int(_all_labels(rows[0].cells))
    deep = 0
    while deep < min(_DEEPEST, len(rows) - 1) and _is_group(rows, deep, width):
        deep += 1
    return deep + 1 if _is_header(rows[deep].cells, rows[deep + 1 :], width) else (1 if deep else 0)


def has_units(rows: Sequence[SheetRow], deep: int, width: int) -> bool:
    """Tell whether the row below the header says in what the figures below it are."""
    if not deep or len(rows) < deep + 2:
        return False
    held = {place: cell for place, cell in enumerate(rows[deep].cells) if cell is not None}
    below = rows[deep + 1 :]
    figures = [place for place in held if (kinds := _kinds(below, place)) and 2 * kinds.count("number") > len(kinds)]
    return bool(figures) and all(map(is_unit, held.values())) and not _comes_again(rows[deep].cells, below)


def has_own_header(rows: Sequence[SheetRow], above: Sequence[SheetRow], width: int) -> bool:
    """Tell whether the first of some rows names their columns, and is no more of what is above."""
    cells, below = rows[0].cells, rows[1:]
    held = [cell for cell in cells if cell is not None]
    if not below or not all(map(is_label, held)) or _comes_again(cells, [*below, *above[1:]]):
        return False
    typed = [place for place in range(width) if any(kind != "text" for kind in _kinds(below, place))]
    if votes := sum(_vote(cells, below, place) for place in typed):
        return votes > 0
    return len(held) > 1 and 2 * sum(map(is_known_label, held)) > len(held)


def _is_group(rows: Sequence[SheetRow], at: int, width: int) -> bool:
    """Tell whether a row names groups of columns: it repeats or leaves out, and the row below has names as well."""
    cells, below = rows[at].cells, rows[at + 1].cells
    held = [cell for cell in cells if cell is not None]
    under = [cell for cell in below if cell is not None]
    if width < 3 or not held or not all(map(is_label, held)) or not all(map(is_label, under)):
        return False
    repeats = len(set(held)) < len(held) or held[0] is not cells[0] or len(held) < width
    names = len(under) >= 2 and (all(map(is_known_label, under)) or _voted(below, rows[at + 2 :], width) > 0)
    return repeats and names and any(one != two for one, two in zip(cells, below, strict=False) if two is not None)


def _is_header(cells: Sequence[Cell], below: Sequence[SheetRow], width: int) -> bool:
    votes = _voted(cells, below, width)
    if votes:
        return votes > 0
    held = [cell for cell in cells if cell is not None]
    return len(held) == len(set(held)) and all(map(is_label, held)) and not _comes_again(cells, below)


def _voted(cells: Sequence[Cell], below: Sequence[SheetRow], width: int) -> float:
    return sum(_vote(cells, below, place) for place in range(width))


def _vote(cells: Sequence[Cell], below: Sequence[SheetRow], place: int) -> float:
    """Let a column vote: for a header where the first cell is unlike the others, against where it is like them."""
    first = cells[place] if place < len(cells) else None
    kinds = _kinds(below, place)
    if first is None or not kinds:
        return 0.0
    likely, hits = Counter(kinds).most_common(1)[0]
    known = 1.0 if is_known_label(first) else 0.0
    if likely == "text" or hits < _ALIKE * len(kinds):
        return known
    if kind_of(first) == likely:
        if _is_no_choice(first, below, place, likely):
            return known + 1.0
        return -1.0 if not _is_plain_year(first, below, place) else 0.5
    return known + 1.0


def _is_no_choice(first: str, below: Sequence[SheetRow], place: int, kind: CellKind) -> bool:
    """Tell the name of a column of a few answers, which may be a word of agreement itself, from one of them."""
    cells = [row.cells[place] for row in below[:_LOOKED_AT] if place < len(row.cells) and row.cells[place] is not None]
    return kind == "form" and len(cells) > _FEW_ANSWERS and first not in cells and len(set(cells)) <= _FEW_ANSWERS


def _is_plain_year(first: str, below: Sequence[SheetRow], place: int) -> bool:
    """Tell a year that heads a column of figures from a figure."""
    figures = [row.cells[place] for row in below[:_LOOKED_AT] if place < len(row.cells)]
    years = sum(cell is not None and len(cell) == 4 and cell.isdigit() for cell in figures)
    return len(first) == 4 and first.isdigit() and 1900 <= int(first) <= 2100 and years < len(figures) / 2


def _kinds(below: Sequence[SheetRow], place: int) -> list[CellKind]:
    cells = (row.cells[place] for row in below[:_LOOKED_AT] if place < len(row.cells))
    return [kind_of(cell) for cell in cells if cell is not None]


def _comes_again(cells: Sequence[Cell], below: Sequence[SheetRow]) -> bool:
    """Tell whether a first cell is a value of its own column: a header never is."""
    for place, cell in enumerate(cells):
        if cell is not None and any(place < len(row.cells) and row.cells[place] == cell for row in below[:_LOOKED_AT]):
            return True
    return False


def _all_labels(cells: Sequence[Cell]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return len(held) > 1 and len(set(held)) == len(held) and all(map(is_label, held))
