"""One record of a table, cell by cell, as RFC 4180 writes them."""

import re
from collections.abc import Sequence

from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import LONGEST, Line, Lines

QUOTE = '"'
MOST_CELLS = 10_000
"""Cells of one record: several times what any table has columns."""
MOST_LINES = 100_000
"""Lines of one cell: a quote that is never closed would keep all that follow it."""
_WITHIN = re.compile(r'(?:[^"]++|"")*+')
"""What stands within quotes, up to the first that is not doubled."""
Cells = Sequence[str | None]
"""A record's cells: None where nothing is written, an empty text where `""` is."""


def read_record(lines: Lines, line: Line, delimiter: str, strictness: Strictness) -> tuple[Cells, str]:
    """Read the record that begins with a line; answers its cells and what ended it."""
    if not line.start and QUOTE not in line.body and "\r" not in line.body:
        return [cell or None for cell in line.body.split(delimiter)], line.end
    record = _Record(lines, line, delimiter, strictness)
    return record.cells(), record.end


class _Record:
    """A record under way: the line it has come to, and the place in it."""

    def __init__(self, lines: Lines, line: Line, delimiter: str, strictness: Strictness) -> None:
        self._lines, self._line, self._delimiter, self._strictness = lines, line, delimiter, strictness
        self._at = line.start
        self._ended = False
        self._return = -1
        self._cells: list[str | None] = []

    @property
    def end(self) -> str:
        """What ended it."""
        return self._line.end

    def cells(self) -> Cells:
        """Read to its end."""
        while True:
            quoted = self._line.body.startswith(QUOTE, self._at)
            self._cells.append(self._quoted() if quoted else self._plain())
            if self._ended or self._at >= len(self._line.body):
                return self._cells
            if len(self._cells) == MOST_CELLS:
                self._strictness.meet(self._line.number, f"the record has more than {MOST_CELLS:,} cells")
            self._at += 1

    def _meet(self, line: int, said: str, mended: str) -> None:
        self._strictness.meet(line, said, column=len(self._cells) + 1, mended=mended)

    def _plain(self) -> str | None:
        text = self._up_to_delimiter(self._next_return())
        if self._at == self._return:
            self._cut_at_return()
        if QUOTE in text:
            said = "a quote stands in a cell that does not begin with one"
            self._meet(self._line.number, said, "taken as it stands")
        return text or None

    def _up_to_delimiter(self, most: int | None = None) -> str:
        body, start = self._line.body, self._at
        end = body.find(self._delimiter, start, most)
        self._at = end if end >= 0 else len(body) if most is None else most
        return body[start : self._at]

    def _next_return(self) -> int:
        """Find the carriage return that comes next; it is looked for once, however many cells stand before it."""
        if self._return < self._at:
            found = self._line.body.find("\r", self._at)
            self._return = found if found >= 0 else len(self._line.body)
        return self._return

    def _cut_at_return(self) -> None:
        """End the record at a carriage return; what follows is a line of its own."""
        if self._at == len(self._line.body):
            return
        said = "a carriage return without a line feed ends no line"
        self._meet(self._line.number, said, "the line ends there")
        self._ended = True
        if self._at + 1 < len(self._line.body):
            self._lines.part(self._line, self._at + 1)

    def _quoted(self) -> str | None:
        first, start = self._line, self._at
        parts: list[str] = []
        taken: list[Line] = []
        size = 0
        self._at += 1
        while (close := _closing(self._line.body, self._at)) < 0:
            parts.append(self._line.body[self._at :] + self._line.end)
            size += len(parts[-1])
            following = self._lines.take() if size <= LONGEST and len(parts) <= MOST_LINES else None
            if following is None:
                return self._unclosed(first, start, taken, size)
            taken.append(following)
            self._line, self._at, self._return = following, following.start, -1
        parts.append(self._line.body[self._at : close])
        self._at = close + 1
        return "".join(parts).replace(QUOTE * 2, QUOTE) + self._behind(first.number)

    def _behind(self, opened: int) -> str:
        """Read what stands behind a closed quote, where nothing should."""
        text = self._up_to_delimiter()
        if text:
            where = f", which line {opened} opens" if opened != self._line.number else ""
            self._meet(self._line.number, f"text stands behind a closed quote{where}", "joined to the cell")
        return text

    def _unclosed(self, first: Line, start: int, taken: Sequence[Line], size: int) -> str | None:
        much = ""
        if size > LONGEST:
            much = f"within {LONGEST:,} characters, which is the most a record may have"
        elif len(taken) >= MOST_LINES:
            much = f"within {MOST_LINES:,} lines, which is the most a cell may have"
        said = f"the quote that is opened here is {'not closed ' + much if much else 'never closed'}"
        self._meet(first.number, said, "taken as it stands")
        self._lines.give_back(taken)
        self._line, self._at, self._return = first, start, -1
        return self._up_to_delimiter()


def _closing(body: str, at: int) -> int:
    """Find the quote that closes a cell: the first that is not doubled."""
    found = _WITHIN.match(body, at)
    return found.end() if found and found.end() < len(body) else -1
