"""Pages: documents in a stable order, from behind the last one seen. Exact with ties, missing and several values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, cmp_to_key

from spice.adapters.engines.long_texts import LongTexts, Placed, settled
from spice.adapters.engines.source import Source
from spice.adapters.tantivy.asking.narrowing import narrowed
from spice.adapters.tantivy.asking.questions import Tier
from spice.adapters.tantivy.asking.view import HIGHEST, LOWEST, After, Ordering, View
from spice.adapters.tantivy.documents.layout import HIGH, LENGTH, NOWHERE, column
from spice.ports.search_index import Hit, SortKey

_LOWEST_HIGH, _HIGHEST_HIGH = "0", str((1 << 64) - 1)


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
            return row.source.hit(row.placed.keys)
        place: list[object] = [*row.placed.keys]
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

    def _compare(self, a: Placed, b: Placed, ranks: int) -> int:
        for n, (ordering, left, right) in enumerate(zip(self.orderings, a.whole, b.whole, strict=True)):
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


def page(view: View, tiers: Iterable[Tier], order: Order, size: int, after: Sequence[object] | None) -> list[Row]:
    """List the first rows behind a place."""
    rank, keys = (None, None) if after is None else order.place(after)
    at = order.score_at
    descending = at is not None and order.keys[at].descending
    rows: list[Row] = []
    for tier in sorted(tiers, key=lambda tier: tier.rank, reverse=descending):
        rows += _rows(view, tier, order, size, _start(order, tier.rank, rank, keys))
        if not at and len(rows) >= size:
            break
    return rows[:size] if not at else sorted(rows, key=cmp_to_key(order.compare))[:size]


def _rows(view: View, tier: Tier, order: Order, size: int, after: After | None) -> list[Row]:
    def fetch(start: Sequence[object] | None, wanted: int) -> list[Placed]:
        keys = None if start is None else [None if key is None else str(key) for key in start]
        return _placed(view, tier, order, wanted, keys)

    found = settled(fetch, order.compare_placed, order.keys, size, after, LongTexts(view.reading))
    return [Row(tier.rank, placed, placed.source) for placed in found if placed.source is not None]


def _placed(view: View, tier: Tier, order: Order, size: int, after: After | None) -> list[Placed]:
    rows: list[Placed] = []
    while len(rows) < size:
        wanted = size - len(rows)
        narrow = narrowed(view, tier.query, order.orderings[0], wanted, after)
        found = view.ordered(narrow.query if narrow else tier.query, order.orderings, wanted, after)
        if narrow:
            found = [keys for keys in found if narrow.holds(keys[0])]
        sources = view.sources([keys[order.id_at] for keys in found], [keys[-1] for keys in found])
        made = [(keys, sources[keys[-1]]) for keys in found]
        rows += [Placed.of(order.keys, keys, source, None) for keys, source in made if order.holds(keys, source)]
        if not narrow and len(found) < wanted:
            break
        after = found[-1]
    return rows


def _start(order: Order, rank: int, seen: int | None, keys: After | None) -> After | None:
    """Tell where a tier's rows begin that come behind a place in another tier."""
    at = order.score_at
    if keys is None or at is None or rank == seen or seen is None:
        return keys
    later = rank < seen if order.keys[at].descending else rank > seen
    rest = order.orderings[at:]
    if later:
        return [*keys[:at], *(HIGHEST if ordering.descending else LOWEST for ordering in rest[:-1]), _LOWEST_HIGH]
    return [*keys[:at], *(None for _ in rest[1:]), _HIGHEST_HIGH]


def _first(source: Source, key: SortKey, held: str | None) -> bool:
    if key.field == "_score":
        return True
    values = source.keys(key.field, key.kind)
    return len(values) < 2 or held == (max(values) if key.descending else min(values))


def _direction(left: object, right: object, descending: bool) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    return (1 if str(left) > str(right) else -1) * (-1 if descending else 1)
