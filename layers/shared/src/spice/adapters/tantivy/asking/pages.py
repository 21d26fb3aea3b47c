"""Pages: documents in a stable order, from behind the last one seen. Exact with ties, missing and several values."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from operator import itemgetter

from spice.adapters.engines.long_texts import LongTexts, Placed, settled
from spice.adapters.engines.source import Source
from spice.adapters.tantivy.asking.narrowing import Narrow, narrowed
from spice.adapters.tantivy.asking.orders import HIGHEST_HIGH, Order, Row
from spice.adapters.tantivy.asking.questions import Tier
from spice.adapters.tantivy.asking.view import HIGHEST, LOWEST, After, Ordering, View
from spice.adapters.tantivy.documents.layout import HIGH

_LOWEST_HIGH = "0"


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
        few = order.score_at is None and 2 * view.count(narrow.query) <= 3 * wanted
        found = _sorted_here(view, narrow, order, after) if few else _sorted_there(view, narrow, order, wanted, after)
        seen = [(keys, source) for keys, source in found[:wanted] if narrow.holds(keys[0])]
        rows += [Placed.of(order.keys, keys, source, None) for keys, source in seen if order.holds(keys, source)]
        if narrow.last is None and len(seen) < wanted:
            break
        after = seen[-1][0] if seen else order.behind(narrow.last)
    return rows


_Found = list[tuple[Sequence[str | None], Source]]


def _sorted_there(view: View, narrow: Narrow, order: Order, wanted: int, after: After | None) -> _Found:
    """Have an index sort by its columns, and read what comes first."""
    found = view.ordered(narrow.query, order.orderings, wanted, after)
    sources = view.sources([keys[order.id_at] for keys in found], [keys[-1] for keys in found])
    return [(keys, sources[keys[-1]]) for keys in found]


def _sorted_here(view: View, narrow: Narrow, order: Order, after: After | None) -> _Found:
    """Read all, where there is little more than is wanted: an index spells a key as slowly as it gives the whole."""
    rows: _Found = [(order.place_of(source, high), source) for high, source in view.every(narrow.query)]
    for place, ordering in reversed([*enumerate(order.orderings)]):
        _sort(rows, place, ordering)
    start = 0 if after is None else bisect_right(rows, 0, key=lambda row: order.compare_keys(row[0], after))
    return rows[start:]


def _sort(rows: _Found, place: int, ordering: Ordering) -> None:
    if ordering.column == HIGH:
        rows.sort(key=lambda row: int(row[0][place] or 0))
        return
    missing = [row for row in rows if row[0][place] is None]
    held = [(key, row) for row in rows if (key := row[0][place]) is not None]
    held.sort(key=itemgetter(0), reverse=ordering.descending)
    rows[:] = [*(row for _, row in held), *missing]


def _start(order: Order, rank: int, seen: int | None, keys: After | None) -> After | None:
    """Tell where a tier's rows begin that come behind a place in another tier."""
    at = order.score_at
    if keys is None or at is None or rank == seen or seen is None:
        return keys
    later = rank < seen if order.keys[at].descending else rank > seen
    rest = order.orderings[at:]
    if later:
        return [*keys[:at], *(HIGHEST if ordering.descending else LOWEST for ordering in rest[:-1]), _LOWEST_HIGH]
    return [*keys[:at], *(None for _ in rest[1:]), HIGHEST_HIGH]
