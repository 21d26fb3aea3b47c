"""Pages: how much one holds, whatever its limit, and how one is cut out of a list that is whole."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from spice.application.queries.cursor import Cursors
from spice.domain.errors import refuse
from spice.messages.codec import encode

Row = TypeVar("Row")
Told = TypeVar("Told")
PAGE_BYTES = 4_000_000


class Room:
    """What is left of a page while it is filled. `beside`: bytes that stand beside its rows."""

    def __init__(self, beside: int = 0) -> None:
        self._size, self._begun = beside, False

    def takes(self, row: object) -> bool:
        """Tell whether a page holds this row as well; one in any case."""
        return self.holds(len(encode(row)))

    def holds(self, size: int) -> bool:
        """The same for a row that is written already."""
        self._size += size + 1
        if self._begun and self._size > PAGE_BYTES:
            return False
        self._begun = True
        return True


def fitting(rows: Sequence[Row], *, beside: int = 0) -> Sequence[Row]:
    """Take the first rows that a page holds; one in any case."""
    room = Room(beside)
    for number, row in enumerate(rows):
        if not room.takes(row):
            return rows[:number]
    return rows


def whole(row: Row, said: str, *, hint: str | None = None) -> Row:
    """Pass on what is answered in one piece; refuse it as too_large, with the way on, past what a page holds."""
    if len(encode(row)) > PAGE_BYTES:
        raise refuse("too_large", f"{said} than {PAGE_BYTES // 1_000_000} MB", hint=hint)
    return row


def slice_of(
    rows: Iterable[Row],
    key: Callable[[Row], list[str]],
    tell: Callable[[Row], Told],
    cursors: Cursors,
    question: str,
    *,
    cursor: str | None,
    limit: int,
) -> tuple[list[Told], str | None]:
    """Cut a page out of a list that is whole, in the order of its keys, and tell it; it goes on behind the last key,
    whatever came or went meanwhile."""
    after = cursors.read(cursor, question, list[str]) if cursor else None
    left = sorted((row for row in rows if after is None or key(row) > after), key=key)
    room, told = Room(), list[Told]()
    for row in left[:limit]:
        if not room.takes(one := tell(row)):
            break
        told.append(one)
    return told, cursors.write(question, key(left[len(told) - 1])) if len(told) < len(left) else None


def itself(row: Row) -> Row:
    """Tell a row that is told as it is."""
    return row
