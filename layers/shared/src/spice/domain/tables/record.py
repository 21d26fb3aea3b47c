"""One record of a table, cell by cell, as RFC 4180 writes them."""

from collections.abc import Sequence

from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import LONGEST, Line, Lines

QUOTE = '"'
Cells = Sequence[str | None]
"""A record's cells: None where nothing is written, an empty text where `""` is."""


def read_record(lines: Lines, line: Line, delimiter: str, strictness: Strictness) -> tuple[Cells, str]:
    """Read the record that begins with a line; answers its cells and what ended it."""
    if QUOTE not in line.body and "\r" not in line.body:
        return [cell or None for cell in line.body.split(delimiter)], line.end
    record = _Record(lines, line, delimiter, strictness)
    return record.cells(), record.end


class _Record:
    """A record under way: the line it has come to, and the place in it."""

    def __init__(self, lines: Lines, line: Line, delimiter: str, strictness: Strictness) -> None:
        self._lines, self._line, self._delimiter, self._strictness = lines, line, delimiter, strictness
        self._at = 0
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
            if self._at >= len(self._line.body):
                return self._cells
            self._at += 1

    def _meet(self, line: int, said: str, mended: str) -> None:
        self._strictness.meet(line, said, column=len(self._cells) + 1, mended=mended)

    def _plain(self) -> str | None:
        text = self._up_to_delimiter()
        if "\r" in text:
            text = self._cut_at_return(text)
        if QUOTE in text:
            said = "a quote stands in a cell that does not begin with one"
            self._meet(self._line.number, said, "taken as it stands")
        return text or None

    def _up_to_delimiter(self) -> str:
        body, start = self._line.body, self._at
        end = body.find(self._delimiter, start)
        self._at = len(body) if end < 0 else end
        return body[start : self._at]

    def _cut_at_return(self, text: str) -> str:
        """End the record at a carriage return; what follows is a line of its own."""
        number, body, end = self._line
        said = "a carriage return without a line feed ends no line"
        self._meet(number, said, "the line ends there")
        cut = self._at - len(text) + text.index("\r")
        if rest := body[cut + 1 :]:
            self._lines.give_back([Line(number, rest, end)])
        self._line, self._at = Line(number, body[:cut], end), cut
        return text[: text.index("\r")]

    def _quoted(self) -> str | None:
        first, start = self._line, self._at
        parts: list[str] = []
        taken: list[Line] = []
        size = 0
        self._at += 1
        while (close := _closing(self._line.body, self._at)) < 0:
            parts.append(self._line.body[self._at :] + self._line.end)
            size += len(parts[-1])
            following = self._lines.take() if size <= LONGEST else None
            if following is None:
                return self._unclosed(first, start, taken, size)
            taken.append(following)
            self._line, self._at = following, 0
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
        much = f"within {LONGEST:,} characters, which is the most a record may have"
        said = f"the quote that is opened here is {'not closed ' + much if size > LONGEST else 'never closed'}"
        self._meet(first.number, said, "taken as it stands")
        self._lines.give_back(taken)
        self._line, self._at = first, start
        return self._up_to_delimiter()


def _closing(body: str, at: int) -> int:
    """Find the quote that closes a cell: the first that is not doubled."""
    while (found := body.find(QUOTE, at)) >= 0 and body.startswith(QUOTE, found + 1):
        at = found + 2
    return found
