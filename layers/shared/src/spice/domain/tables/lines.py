"""Lines of a text, numbered, without what no table holds: NUL, bytes of another encoding."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from spice.domain.tables.flaws import Strictness

LONGEST = 4 * 1024 * 1024
"""Characters a record may have: several times what the largest instance needs."""
UNDECODED = re.compile("[\udc00-\udcff]")
"""How a byte that could not be decoded comes: as the surrogate U+DC00 + byte, which no text has alone."""
_BYTE_ORDER_MARK = "\ufeff"


class Line(NamedTuple):
    """A line and what ended it: a line feed, with a carriage return before it or not; nothing at the end.

    `start`: where in it a record begins, once others were read from it.
    """

    number: int
    body: str
    end: str
    start: int = 0


class Lines:
    """Takes lines one by one; those that are given back come again.

    A line that was parted is two: all that follow have a number that is one more, those that were given back too.
    """

    def __init__(self, source: Iterable[str], strictness: Strictness, *, number: int = 0, parted: int = 0) -> None:
        self._source = iter(source)
        self._strictness = strictness
        self._given_back: list[Line] = []
        self._number = number
        self._parted = parted

    @property
    def counted(self) -> tuple[int, int] | None:
        """How many lines were taken, and how many more numbers they have; None while some of them come again."""
        return None if self._given_back else (self._number, self._parted)

    def take(self) -> Line | None:
        """Take the next line; None at the end."""
        if self._given_back:
            line = self._given_back.pop()
            return line._replace(number=line.number + self._parted)
        text = next(self._source, None)
        if text is None:
            return None
        self._number += 1
        if self._number == 1:
            text = text.removeprefix(_BYTE_ORDER_MARK)
        text = self._clean(text)
        body = text.removesuffix("\n")
        end = text[len(body) :]
        if end and body.endswith("\r"):
            body, end = body[:-1], "\r\n"
        return Line(self._number + self._parted, body, end)

    def give_back(self, lines: Iterable[Line]) -> None:
        """Let lines come again, in their order."""
        back = [line._replace(number=line.number - self._parted) for line in lines]
        self._given_back += reversed(back)

    def part(self, line: Line, start: int) -> None:
        """Let what stands in a line from there on be the next line, with a number of its own."""
        self.give_back([line._replace(start=start)])
        self._parted += 1

    def _clean(self, text: str) -> str:
        if len(text) > LONGEST:
            self._strictness.meet(self._number + self._parted, f"the line has more than {LONGEST:,} characters")
        if not text.isascii() and (found := UNDECODED.search(text)):
            byte = ord(found[0]) - 0xDC00
            said = f"character {found.start() + 1} is the byte 0x{byte:02X}, which is none in this encoding"
            self._strictness.meet(self._number + self._parted, said, mended="U+FFFD stands for it", undecoded=True)
            text = UNDECODED.sub("\ufffd", text)
        if "\0" in text:
            said = "the line holds a NUL, which no text has in this encoding"
            self._strictness.meet(self._number + self._parted, said, mended="left out", undecoded=True)
            text = text.replace("\0", "")
        return text
