"""Pages: how much one holds, whatever its limit, and how one is cut out of a list that is whole."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from spice.application.queries.cursor import Cursors
from spice.messages.codec import encode

Row = TypeVar("Row")
PAGE_BYTES = 4_000_000


def fitting(rows: Sequence[Row]) -> Sequence[Row]:
    """Take the first rows that a page holds; one in any case."""
    size = 0
    for number, row in enumerate(rows):
        size += len(encode(row))
        if size > PAGE_BYTES and number:
            return rows[:number]
    return rows


def slice_of(
    rows: Iterable[Row],
    key: Callable[[Row], list[str]],
    cursors: Cursors,
    question: str,
    *,
    cursor: str | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    """Cut a page out of a list that is whole, in the order of its keys; it goes on behind the last key, whatever came
    or went meanwhile."""
    after = cursors.read(cursor, question, list[str]) if cursor else None
    left = sorted((row for row in rows if after is None or key(row) > after), key=key)
    return left[:limit], cursors.write(question, key(left[limit - 1])) if len(left) > limit else None
