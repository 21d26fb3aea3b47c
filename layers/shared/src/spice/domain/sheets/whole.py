"""All rows of a table whose sheet has more than are kept: read again, from below its header to the end of it."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from spice.domain.sheets.again import Again
from spice.domain.sheets.edges import ends
from spice.domain.sheets.head_rows import has_own_header
from spice.domain.sheets.opening import is_workbook
from spice.domain.sheets.sheet import Cell, SheetRow, Sink, Unreadable, held_in, refuse_wide
from spice.domain.sheets.tables import HEADER, REMARK, TOTAL, FoundTable
from spice.domain.sheets.text_files import walk_text
from spice.domain.sheets.totals import adds_up, is_total, text_places
from spice.domain.sheets.workbooks import walk_sheet
from spice.domain.tables.flaws import Flaw

Take = Callable[[int, Sequence[Cell]], None]
"""Takes a record: its row in the file, and its cells as the table's columns have them."""
LOOKED_AT = 200
"""Rows by which columns of texts are told."""
_END = 60
"""Rows at the end that may be notes and totals."""
_AHEAD = 20
"""Rows behind an empty one that tell whether another table begins there."""


def take_table(name: str, table: FoundTable, walk: Callable[[Sink], None], take: Take) -> Sequence[tuple[int, str]]:
    """Hand over every record of a table that lies in rows; `walk` hands over every row of its sheet. Answers which rows
    are no records, and what they were taken for."""
    below = Below(name, table, take)
    walk(below)
    below.end()
    return below.unread


def take_all(
    raw: IO[bytes], name: str, table: FoundTable, take: Take, *, encoding: str | None, delimiter: str | None
) -> Sequence[tuple[int, str]]:
    """Hand over every record of a table of a long sheet; Unreadable for one that does not lie in rows alone."""
    begins = raw.read(16)
    rest = Again(begins, raw)

    def walk(sink: Sink) -> None:
        if is_workbook(begins):
            walk_sheet(BytesIO(rest.read()), name, table.sheet, sink)
        else:
            walk_text(rest, name, sink, list[Flaw](), encoding=encoding, delimiter=delimiter)

    return take_table(name, table, walk, take)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How far the rows of a table were handed on: those that wait until it is known whether they are its last, those
    behind an empty row, and those that are no records."""

    held: Sequence[SheetRow] = ()
    behind: Sequence[SheetRow] = ()
    is_behind: bool = False
    unread: Sequence[tuple[int, str]] = ()


class Below:
    """Takes the rows of a sheet, and hands on those of the table; the last ones once they are known to be the last.
    Refuses a sheet on which another table begins below it: of very many rows it is not known where a table ends."""

    def __init__(self, name: str, table: FoundTable, take: Take, before: Handed | None = None) -> None:
        if table.form != "rows":
            raise Unreadable(f"{name}: a table on its side is read that has few rows", code="too_large")
        self._name, self._table, self._take = name, table, take
        self._head = max(table.header_rows, default=0)
        self._cut = slice(table.column, table.column + len(table.columns))
        self._width = len(table.columns)
        before = before or Handed()
        self._held: deque[SheetRow] = deque(before.held)
        self._names = table.head
        looked_at = zip(*(column.values[:LOOKED_AT] for column in table.columns), strict=True)
        self._texts = text_places(looked_at)
        self.unread: list[tuple[int, str]] = list(before.unread)
        self._behind: list[SheetRow] = list(before.behind)
        self._is_behind = before.is_behind

    @property
    def handed(self) -> Handed:
        """How far it is, to go on from."""
        return Handed(held=list(self._held), behind=self._behind, is_behind=self._is_behind, unread=self.unread)

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row of the sheet."""
        if number <= self._head:
            return
        refuse_wide(self._name, number, cells)
        cut = [*cells[self._cut]]
        if not self._table.is_listed and not any(cell is not None for cell in held_in(cut)):
            self._decide()
            self._is_behind = bool(self._held)
            return
        row = SheetRow(number, cut + [None] * (self._width - len(cut)))
        if not self._is_behind:
            self._keep([row])
            return
        self._behind.append(row)
        if len(self._behind) == _AHEAD:
            self._decide()

    def end(self) -> None:
        """Hand on the last rows, without notes and totals."""
        self._decide()
        rows = list(self._held)
        seen = _read(rows)
        last, bottom = (len(rows), len(rows)) if self._table.is_listed else ends(seen, self._width)
        self._hand_on(rows[:bottom])
        self.unread += [(row.number, TOTAL) for row in rows[bottom:last]]
        self.unread += [(row.number, REMARK) for row in rows[last:]]

    def _decide(self) -> None:
        """Tell whether what is behind an empty row is more of the table."""
        if self._behind and self._begins_another(self._behind):
            said = (
                f"{self._name}, row {self._behind[0].number:,}: another table begins there, and the sheet is too long"
            )
            raise Unreadable(f"{said} to be read as several: bring each in as a file", code="too_large")
        self._keep(self._behind)
        self._behind, self._is_behind = [], False

    def _begins_another(self, rows: Sequence[SheetRow]) -> bool:
        names = [column.name for column in self._table.columns]
        first = [cell and " ".join(cell.split()) for cell in rows[0].cells]
        # Where it has no row of its own, the names were made up: nothing repeats them.
        head = SheetRow(self._head, names)
        return first == names or has_own_header(_read(rows), [head, *_read(self._held)], self._width)

    def _keep(self, rows: Sequence[SheetRow]) -> None:
        self._held.extend(rows)
        while len(self._held) > 2 * _END:
            self._hand_on([self._held.popleft() for _ in range(_END)])

    def _hand_on(self, rows: Iterable[SheetRow]) -> None:
        for row in rows:
            if (what := self._taken_for(row.cells)) is None:
                self._take(row.number, row.cells)
            else:
                self.unread.append((row.number, what))

    def _taken_for(self, cells: Sequence[Cell]) -> str | None:
        """Tell what a row is taken for that is no record."""
        if self._table.is_listed:
            return None
        if self._names and list(cells) == list(self._names):
            return HEADER
        return TOTAL if is_total(cells) and adds_up(held_in(cells), self._texts) else None


def _read(rows: Iterable[SheetRow]) -> list[SheetRow]:
    return [row._replace(cells=held_in(row.cells)) for row in rows]
