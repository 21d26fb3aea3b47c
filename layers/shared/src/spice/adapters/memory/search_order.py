"""The order of found documents in the twin of the search index, and their places in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from spice.adapters.memory.search_held import Held, comparable
from spice.ports.search_index import Hit, SortKey
from spice.searching.order_keys import key_of, value_of

_TEXT = "w"
"""Begins a text that is written as it is."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document found, with how well it answers the question; None: nothing was asked."""

    held: Held
    rank: int | None = None

    @property
    def score(self) -> float | None:
        """Give the figure answers show."""
        return None if self.rank is None else self.rank + 1 / (1 + self.held.length)


def page(found: Sequence[Ranked], sort: Sequence[SortKey], size: int, after: Sequence[object] | None) -> list[Hit]:
    """Give the first hits behind a place."""
    places = [(_place(ranked, sort), ranked) for ranked in found]

    def in_order(a: tuple[list[Any], Ranked], b: tuple[list[Any], Ranked]) -> int:
        return _compare(a[0], b[0], sort)

    places.sort(key=cmp_to_key(in_order))
    if after is not None:
        start = _read(after, sort)
        places = [each for each in places if _compare(each[0], start, sort) > 0]
    scored = any(key.field == "_score" for key in sort)
    return [ranked.held.hit(_written(place, sort), ranked.score if scored else None) for place, ranked in places[:size]]


def _place(ranked: Ranked, sort: Sequence[SortKey]) -> list[Any]:
    return [*(_value(ranked, key) for key in sort), ranked.held.document.stream.hex]


def _value(ranked: Ranked, key: SortKey) -> Any:
    if key.field == "_score":
        return None if ranked.rank is None else (ranked.rank, -ranked.held.length)
    values = ranked.held.values(key.field, key.kind)
    first = max if key.descending else min
    return first((comparable(key.kind, value) for value in values), default=None)


def _compare(a: Sequence[Any], b: Sequence[Any], sort: Sequence[SortKey]) -> int:
    for n, (left, right) in enumerate(zip(a, b, strict=True)):
        if left != right:
            if left is None or right is None:
                return 1 if left is None else -1
            return (1 if left > right else -1) * (-1 if n < len(sort) and sort[n].descending else 1)
    return 0


def _written(place: Sequence[Any], sort: Sequence[SortKey]) -> list[object]:
    written = [_key(key, value) for key, value in zip(sort, place, strict=False)]
    return [*written, place[-1]]


def _key(key: SortKey, value: Any) -> object:
    if value is None or key.field == "_score":
        return value if value is None else list(value)
    if isinstance(value, tuple):
        return _TEXT + str(value[1])
    return _TEXT + value if isinstance(value, str) else key_of(key.kind, value)


def _read(after: Sequence[object], sort: Sequence[SortKey]) -> list[Any]:
    read = [_held(key, value) for key, value in zip(sort, after, strict=False)]
    return [*read, after[-1]]


def _held(key: SortKey, value: Any) -> Any:
    if value is None or key.field == "_score":
        return value if value is None else tuple(value)
    return comparable(key.kind, value[1:]) if value[0] == _TEXT else value_of(value)
