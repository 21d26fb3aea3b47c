"""How much one page holds, whatever its limit."""

from collections.abc import Sequence
from typing import TypeVar

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
