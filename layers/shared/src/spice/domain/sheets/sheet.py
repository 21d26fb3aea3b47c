"""A sheet: rows of cells, numbered as the file numbers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from spice.domain.bounds import LOOKED_AT_CELLS, LOOKED_AT_ROWS
from spice.domain.errors import Code, DomainError, Problem
from spice.domain.inference.column import Chance

KEPT_ROWS = 50_000
"""Rows that are looked at; of more, as many are drawn from all of them."""
MOST_COLUMNS = 2_000
KEPT_CHARACTERS = 48 * 1024 * 1024
"""Characters of all that is kept: of rows that are very long, or have very many cells, fewer are."""
_CELL = 16
"""Characters that a cell takes the place of, beside its own."""
_HEAD = 500
"""First rows that are always kept."""
Cell = str | None


class SheetRow(NamedTuple):
    """A row: its number in the file (lines, or rows of a sheet, from 1) and its cells."""

    number: int
    cells: Sequence[Cell]


def held_in(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Give the cells of a row that hold something one could see: how a sheet lies is told by these alone."""
    if not any(cell is not None and not cell.strip() for cell in cells):
        return cells
    return [cell if cell is None or cell.strip() else None for cell in cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of a file; a text file is one. `left_out`: rows that were not drawn. `is_beginning`: there are rows
    behind those that were read. `is_listed`: its first row names the columns and every other is a record, because its
    format says so; of others that is found out."""

    name: str
    rows: Sequence[SheetRow]
    left_out: int = 0
    notes: Sequence[str] = field(default_factory=tuple)
    is_listed: bool = False
    is_beginning: bool = False


class Unreadable(DomainError):
    """A file that is no table; the message names the file and, where there is one, the sheet, the row and the cell."""

    def __init__(self, message: str, *, code: Code = "wrong_type", hint: str | None = None) -> None:
        super().__init__(Problem(code=code, message=message, hint=hint))


class Sink(Protocol):
    """Takes rows as they come."""

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row by its number in the file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was kept of a sheet that is under way; `most`: how many rows may be kept, `seen`: how many came."""

    rows: Sequence[SheetRow]
    seen: int
    most: int


class Gathering:
    """Keeps rows as they come, and of very many a fair sample, in their order."""

    def __init__(self, name: str, chance: Chance) -> None:
        self._name, self._chance = name, chance
        self._rows: list[SheetRow] = []
        self._seen = self._characters = 0
        self._most = KEPT_ROWS

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row; one that is too wide is refused before more is read."""
        refuse_wide(self._name, number, cells)
        self._seen += 1
        row = SheetRow(number, cells)
        if len(self._rows) < self._most:
            self._rows.append(row)
            self._characters += _length(cells)
            if self._characters > KEPT_CHARACTERS and len(self._rows) > _HEAD:
                # Rows that are so long are kept as many as there are now.
                self._most = len(self._rows)
        # The first rows hold the header: those stay.
        elif (place := self._chance(self._seen)) < self._most and place >= _HEAD:
            self._replace(place, row)

    def _replace(self, place: int, row: SheetRow) -> None:
        """Put a row in the place of another; where that would be too much, the sample is as small as it is."""
        characters = self._characters - _length(self._rows[place].cells) + _length(row.cells)
        if characters <= max(KEPT_CHARACTERS, self._characters):
            self._rows[place], self._characters = row, characters

    @property
    def gathered(self) -> Gathered:
        """What was kept so far, to go on from."""
        return Gathered(rows=self._rows, seen=self._seen, most=self._most)

    def go_on(self, before: Gathered) -> None:
        """Go on behind what was kept before."""
        self._rows, self._seen, self._most = list(before.rows), before.seen, before.most
        self._characters = sum(_length(row.cells) for row in self._rows)

    def name_all(self, header: Sequence[str]) -> None:
        """Let the first row name all that came, of lines that name their cells themselves."""
        if header:
            self._rows[0] = self._rows[0]._replace(cells=header)

    def sheet(self, name: str, notes: Sequence[str] = ()) -> Sheet:
        """Give the sheet that was gathered."""
        rows = sorted(self._rows, key=lambda row: row.number) if self._seen > len(self._rows) else self._rows
        return Sheet(name=name, rows=rows, left_out=self._seen - len(self._rows), notes=tuple(notes))


def _length(cells: Sequence[Cell]) -> int:
    return sum(_CELL + len(cell) for cell in cells if cell is not None)


Gathers = Callable[[str, Chance], Gathering]
"""Makes what keeps the rows of a sheet of such a name."""


class Enough(Exception):
    """As many rows came as are looked at."""


class Beginning(Gathering):
    """Keeps the first rows of a sheet, as many as one look has time for; then it is Enough."""

    def __init__(self, name: str, chance: Chance) -> None:
        super().__init__(name, chance)
        self._rows_left, self._cells_left, self._ended = LOOKED_AT_ROWS, LOOKED_AT_CELLS, False

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row; an empty one is one too."""
        if not self._rows_left or self._cells_left <= 0:
            self._ended = True
            raise Enough
        super().take(number, cells)
        self._rows_left -= 1
        self._cells_left -= len(cells)

    def sheet(self, name: str, notes: Sequence[str] = ()) -> Sheet:
        """Give the sheet, and say where the look at it ended."""
        said = [looked_at(LOOKED_AT_ROWS - self._rows_left)] if self._ended else []
        return replace(super().sheet(name, [*said, *notes]), is_beginning=self._ended)


def looked_at(rows: int) -> str:
    """Say that more rows came than were looked at."""
    return f"of all rows, the first {rows:,} were looked at"


def refuse_wide(name: str, number: int, cells: Sequence[Cell]) -> None:
    """Refuse a row of more cells than a table has columns at most."""
    if len(cells) > MOST_COLUMNS:
        said = f"{name}, row {number:,}: it has {len(cells):,} cells, and a table at most {MOST_COLUMNS:,}"
        raise Unreadable(said, code="too_large")


def title_of(file: str) -> str:
    """Call a text file's one sheet as the file, without folders and suffix."""
    plain = file.replace("\\", "/").rpartition("/")[2]
    return plain.rpartition(".")[0] or plain
