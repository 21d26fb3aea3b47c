"""Merged cells: what the first cell holds stands in all that it covers, a title over the whole width aside."""

from collections.abc import Sequence

from spice.domain.sheets.sheet import Cell, held_in

Range = tuple[tuple[int, int], tuple[int, int]]
"""The first cell of a merged one and its last: row, column, from 0."""


class MergedCells:
    """Fills rows as they come, in their order. `left`: the column in which the rows begin, from 0."""

    def __init__(self, ranges: Sequence[Range], left: int = 0) -> None:
        self._waiting = sorted(ranges, reverse=True)
        self._left = left
        self._open: list[tuple[Range, Cell]] = []

    def fill(self, number: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Give a row, by its number from 1, as it is without merged cells."""
        self._begin(number, cells)
        self._open = [each for each in self._open if each[0][1][0] >= number - 1]
        if not self._open:
            return cells
        filled = list(cells)
        for ((_, begin), (_, end)), value in self._open:
            first, past = begin - self._left, min(end - self._left + 1, len(filled))
            filled[first:past] = [value] * (past - first)
        return filled

    def _begin(self, number: int, cells: Sequence[Cell]) -> None:
        """Take up what begins in this row. A title stays one cell."""
        title = sum(cell is not None for cell in held_in(cells)) <= 1
        while self._waiting and self._waiting[-1][0][0] < number:
            found = self._waiting.pop()
            (top, begin), _ = found
            if top == number - 1 and not title and 0 <= begin - self._left < len(cells):
                self._open.append((found, cells[begin - self._left]))
