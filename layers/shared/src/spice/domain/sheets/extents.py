"""How far the sheets of a workbook reach, found before a reader makes grids of them: a grid has a place for every cell
between the first and the last, and one cell in the last corner of a sheet would take all the memory there is."""

from spice.domain.bounds import WORKBOOK_CELLS
from spice.domain.sheets.a1 import letters
from spice.domain.sheets.sheet import Unreadable

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet of XLSX and ODS."""


class Extent:
    """The rectangle of a sheet, as its cells come; rows and columns from 0. `before`: cells of the sheets before it."""

    def __init__(self, place: str, before: int = 0) -> None:
        self.place, self.cells = place, before
        self._before = before
        self._top = self._left = 1 << 32
        self._bottom = self._right = -1

    def hold(self, row: int, column: int) -> None:
        """Take a cell in; one that makes the rectangle too large is refused."""
        if self._top <= row <= self._bottom and self._left <= column <= self._right:
            return
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left, self._right = min(self._left, column), max(self._right, column)
        self.cells = self._before + (self._bottom - self._top + 1) * (self._right - self._left + 1)
        if self.cells > WORKBOOK_CELLS:
            raise too_far(self.place, f"cell {letters(column)}{row + 1}", self.cells)


def too_far(place: str, cell: str, cells: int) -> Unreadable:
    """Say which cell makes a workbook too large."""
    said = f"{place}: with {cell} the workbook has {cells:,} cells, empty ones between them too, and "
    said += f"{WORKBOOK_CELLS:,} are read at most"
    return Unreadable(said, code="too_large", hint="clear what lies far from the table, or save the sheet as CSV")
