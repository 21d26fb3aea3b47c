"""The order of a page: what its rows are compared by, and how a place in it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spice.adapters.engines.long_texts import Placed
from spice.adapters.engines.source import Source
from spice.adapters.tantivy.asking.view import After, Ordering
from spice.adapters.tantivy.documents.layout import HIGH, LENGTH, NOWHERE, column
from spice.ports.search_index import Hit, SortKey

HIGHEST_HIGH = str((1 << 64) - 1)
"""Comes behind every document that has the same keys."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in its place: keys in the order of the sort, the head of its uid last; its length for the score."""

    rank: int
    placed: Placed
    source: Source


@dataclass(frozen=True)
class Order:
    """A document in its place: `keys` in the order of the sort (its length for the score), the head of its uid last."""

    keys: Sequence[SortKey]
    scored: bool

    @cached_property
    def score_at(self) -> int | None:
        """Tell where the score stands."""
        return next((n for n, key in enumerate(self.keys) if key.field == "_score"), None) if self.scored else None

    @cached_property
    def id_at(self) -> int:
        """Tell where the id stands."""
        return next(n for n, key in enumerate(self.keys) if key.field == "_id")

    @cached_property
    def orderings(self) -> list[Ordering]:
        """Name the columns; what tells apart documents with the same id comes last."""
        return [*(self._ordering(key) for key in self.keys), Ordering(column=HIGH)]

    def hit(self, row: Row) -> Hit:
        """Make the answer, with the place behind which the next page begins."""
        if self.score_at is None:
            return row.source.hit(row.placed.place)
        place: list[object] = [*row.placed.place]
        length = str(place[self.score_at])
        place[self.score_at] = f"{row.rank}{length}"
        return row.source.hit(place, row.rank + 1 / (1 + int(length[1:])))

    def place(self, after: Sequence[object]) -> tuple[int | None, After]:
        """Read a place: the rank where there is a score, and the keys."""
        keys = [None if key is None else str(key) for key in after]
        if self.score_at is None:
            return None, keys
        rank, length = str(keys[self.score_at])[:1], str(keys[self.score_at])[1:]
        keys[self.score_at] = length
        return int(rank), keys

    def holds(self, keys: Sequence[str | None], source: Source) -> bool:
        """Tell whether a row is a document's only one: of several values the first counts, in the direction asked."""
        return all(_first(source, key, held) for key, held in zip(self.keys, keys, strict=False))

    def compare(self, a: Row, b: Row) -> int:
        """Order two rows."""
        return self._compare(a.placed, b.placed, a.rank - b.rank)

    def compare_placed(self, a: Placed, b: Placed) -> int:
        """Order two rows of a tier."""
        return self._compare(a, b, 0)

    def compare_keys(self, a: Sequence[object], b: Sequence[object]) -> int:
        """Order two places of a tier, long texts by what the index has of them."""
        return self._compare_keys(a, b, 0)

    def place_of(self, source: Source, high: str) -> list[str | None]:
        """Give a document's keys as its columns have them, without a score."""
        return [*(None if key.field == "_score" else _first_of(source, key) for key in self.keys), high]

    def behind(self, key: str | None) -> After:
        """Give the place behind all that have a first key."""
        return [key, *(None for _ in self.orderings[1:-1]), HIGHEST_HIGH]

    def _compare(self, a: Placed, b: Placed, ranks: int) -> int:
        return self._compare_keys(a.whole, b.whole, ranks)

    def _compare_keys(self, a: Sequence[object], b: Sequence[object], ranks: int) -> int:
        for n, (ordering, left, right) in enumerate(zip(self.orderings, a, b, strict=True)):
            if n == self.score_at and ranks:
                return ranks * (-1 if self.keys[n].descending else 1)
            if left != right:
                if ordering.column == HIGH:
                    return int(str(left)) - int(str(right))
                return _direction(left, right, ordering.descending)
        return 0

    def _ordering(self, key: SortKey) -> Ordering:
        if key.field != "_score":
            return Ordering(column=column(key.field, key.kind), descending=key.descending)
        return Ordering(column=LENGTH if self.scored else NOWHERE, descending=not key.descending)


def _first(source: Source, key: SortKey, held: str | None) -> bool:
    if key.field == "_score":
        return True
    values = source.keys(key.field, key.kind)
    return len(values) < 2 or held == (max(values) if key.descending else min(values))


def _first_of(source: Source, key: SortKey) -> str | None:
    values = source.keys(key.field, key.kind)
    return None if not values else max(values) if key.descending else min(values)


def _direction(left: object, right: object, descending: bool) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    return (1 if str(left) > str(right) else -1) * (-1 if descending else 1)
