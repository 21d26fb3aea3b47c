"""Rows are kept in parts, each a batch of commands to be."""

from collections.abc import Sequence
from dataclasses import dataclass

from spice.application.upkeep.importing.parts import Parts, Row
from spice.application.upkeep.importing.wanted import PART_ROWS
from spice.domain.sheets.sheet import Cell, Unreadable
from spice.domain.sheets.tables import FoundTable

PART_BYTES = 4_000_000
_PREVIEW, _LONGEST_PREVIEW = 10, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How far rows were cut into parts: those of the next part, and how many parts and rows there are before."""

    rows: Sequence[Row] = ()
    parts: int = 0
    count: int = 0
    last: int = 0
    preview: Sequence[Sequence[Cell]] = ()


class Cutting:
    """Takes rows and keeps them, a part at a time. Of places that are `hidden` nothing is shown before."""

    def __init__(
        self,
        file: str,
        parts: Parts,
        places: Sequence[int],
        hidden: Sequence[bool],
        *,
        most: int,
        before: Cut | None = None,
    ) -> None:
        before = before or Cut()
        self._file, self._parts, self._places, self._hidden, self._most = file, parts, places, hidden, most
        self._rows: list[Row] = list(before.rows)
        self._bytes = sum(_length(cells) for _, cells in self._rows)
        self._count, self._cut, self._last = before.count, before.parts, before.last
        self._preview: list[Sequence[Cell]] = list(before.preview)

    @property
    def cut(self) -> Cut:
        """How far it is, to go on from."""
        return Cut(rows=self._rows, parts=self._cut, count=self._count, last=self._last, preview=self._preview)

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a record of the table; commands and instances are named by its number, which no other may have."""
        if number <= self._last:
            raise Unreadable(f"{self._file}, row {number:,}: it comes after row {self._last:,}, and must not")
        self._last = number
        held = [cells[place] for place in self._places]
        self._count += 1
        if self._count > self._most:
            said = f"{self._file}, row {number:,}: there are more than {self._most:,} rows: bring it in several files"
            raise Unreadable(said, code="too_large")
        if len(self._preview) < _PREVIEW:
            shown = ("…" if hidden and cell else cell for cell, hidden in zip(held, self._hidden, strict=True))
            self._preview.append([None if cell is None else cell[:_LONGEST_PREVIEW] for cell in shown])
        self._rows.append((number, held))
        self._bytes += _length(held)
        if len(self._rows) == PART_ROWS or self._bytes > PART_BYTES:
            self._keep()

    def take_kept(self, table: FoundTable) -> None:
        """Take every record of a table of which all are kept."""
        for place, number in enumerate(table.columns[0].rows):
            self.take(number, [column.values[place] for column in table.columns])

    def end(self) -> Cut:
        """Keep what is left, and tell how much there was."""
        if self._rows:
            self._keep()
        return self.cut

    def _keep(self) -> None:
        self._parts.keep_rows(self._cut, self._rows)
        self._cut += 1
        self._rows, self._bytes = [], 0


def _length(cells: Sequence[Cell]) -> int:
    return sum(len(cell) for cell in cells if cell is not None)
