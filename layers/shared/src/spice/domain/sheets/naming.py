"""The names of a table's columns: the cells above each, one below the other."""

from collections.abc import Sequence

from spice.domain.inference.headers.units import bare
from spice.domain.sheets.sheet import Cell, SheetRow
from spice.domain.spelling import Different


def names_of(head: Sequence[SheetRow], width: int, first: int, units: Sequence[Cell] = ()) -> list[str]:
    """Name each column by the cells above it, one below the other, and by its unit; no two have the same name."""
    names: list[str] = []
    different = Different("_")
    filled = [_filled(row.cells, width, last=place == len(head) - 1) for place, row in enumerate(head)]
    for place in range(width):
        parts = dict.fromkeys(cells[place].strip() for cells in filled if cells[place])  # type: ignore[union-attr]  # held
        name = " ".join(" ".join(parts).rstrip(":： ").split()) or f"column_{first + place + 1}"
        unit = units[place] if place < len(units) else None
        names.append(different.name(name if unit is None else f"{name} ({bare(unit)})"))
    return names


def _filled(cells: Sequence[Cell], width: int, *, last: bool) -> list[Cell]:
    """Let a name of a group stand over all of its columns; names of columns stand over their own."""
    padded = [*cells, *[None] * (width - len(cells))]
    if last:
        return padded
    over: Cell = None
    filled: list[Cell] = []
    for cell in padded:
        over = cell if cell is not None else over
        filled.append(over)
    return filled
