"""A table: a header that names its columns, and records with a cell for each."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spice.domain.spelling import spelled
from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import Lines
from spice.domain.tables.record import Cells, read_record

_SEPARATOR = re.compile(r'"?sep=([^"])"?', re.IGNORECASE).fullmatch
"""The line with which a spreadsheet says what stands between cells."""


class Row(NamedTuple):
    """A record, with the line on which it begins."""

    line: int
    cells: Cells


class Table:
    """Reads a table. `header`, on `line`, names its columns: None for one that lenience leaves out."""

    def __init__(self, source: Iterable[str], strictness: Strictness, *, delimiter: str | None = None) -> None:
        self._strictness = strictness
        self._lines = Lines(source, strictness)
        self._delimiter = self._separator(delimiter)
        self._end = ""
        self._mixed = False
        first = next((row for row in self._records() if row.cells != [None]), Row(1, []))
        self.line, self._titles = first
        self.header = self._named(*first)
        strictness.header = self.header

    def rows(self) -> Iterator[Row]:
        """Read the rest; blank lines are no rows."""
        width = len(self.header)
        for line, cells in self._records():
            if len(cells) != width and cells != [None]:
                cells = self._evened(line, cells)
            if cells == [None] or (width > 1 and cells == self._titles and self._is_again(line)):
                continue
            yield Row(line, cells)

    def _records(self) -> Iterator[Row]:
        while (line := self._lines.take()) is not None:
            cells, end = read_record(self._lines, line, self._delimiter, self._strictness)
            if end != self._end and end:
                self._ended(line.number, end)
            yield Row(line.number, cells)

    def _separator(self, asked: str | None) -> str:
        line = self._lines.take()
        found = None if line is None else _SEPARATOR(line.body)
        if line is not None and found is None:
            self._lines.give_back([line])
        if found and asked not in (None, found[1]):
            self._strictness.meet(1, f"sep= says {found[1]!r} is between cells, not {asked!r}", mended="not followed")
        return asked or (found[1] if found else ",")

    def _ended(self, line: int, end: str) -> None:
        if self._end and not self._mixed:
            self._mixed = True
            names = {"\n": "a line feed alone", "\r\n": "a carriage return and a line feed"}
            said = f"this line ends with {names[end]}, those before it with {names[self._end]}"
            self._strictness.meet(line, said, mended="both end a line")
        self._end = self._end or end

    def _named(self, line: int, titles: Cells) -> list[str | None]:
        if not titles:
            self._strictness.meet(line, "there is no header: the first line names the columns")
        names: list[str | None] = []
        for column, title in enumerate(titles, 1):
            name = spelled(title or "")
            if not name.strip():
                self._strictness.meet(line, "the column has no name", column=column, mended="the column is left out")
            elif name in names:
                said = f"columns {names.index(name) + 1} and {column} are both called {name!r}"
                self._strictness.meet(line, said, column=column, mended="the second is left out")
            names.append(None if not name.strip() or name in names else name)
        return names

    def _evened(self, line: int, cells: Cells) -> Cells:
        width, count = len(self.header), len(cells)
        said = f"the row has {count:,} {'cell' if count == 1 else 'cells'}, the header {width:,}"
        column = min(width, count) + 1
        mended = "the cells too many are left out" if count > width else "the cells that are missing are empty"
        self._strictness.meet(line, said, column=column, mended=mended)
        return [*cells[:width], *[None] * (width - count)]

    def _is_again(self, line: int) -> bool:
        said = "the header is there again: are these two tables in one file?"
        self._strictness.meet(line, said, mended="the line is left out")
        return True
