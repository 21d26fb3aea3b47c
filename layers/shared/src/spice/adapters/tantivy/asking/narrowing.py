"""Narrowing: of many documents, those that can be on a page at all, told by the first sort key alone."""

from dataclasses import dataclass

from tantivy import Query

from spice.adapters.tantivy.asking.view import After, Ordering, View, all_of
from spice.adapters.tantivy.documents.layout import LENGTH

_MANY = 10_000
"""Below this many documents sorting all of them is as fast."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """A query for the first documents alone, and the last key it holds completely."""

    query: Query
    last: str
    descending: bool

    def holds(self, key: str | None) -> bool:
        """Tell whether everything up to a key was looked at."""
        return key is not None and (key >= self.last if self.descending else key <= self.last)


def narrowed(view: View, query: Query, first: Ordering, wanted: int, after: After | None) -> Narrow | None:
    """Find the key by which enough documents have come; None: sort everything."""
    if view.searcher.num_docs < _MANY or first.column == LENGTH or not _can(first, after):
        return None
    start = None if after is None else after[0]
    seen = 0
    for key, count in view.first(query, first, wanted, start):
        seen += count
        if seen >= wanted:
            return Narrow(all_of([query, _from_to(view, first, start, key)]), key, first.descending)
    return None


def _can(first: Ordering, after: After | None) -> bool:
    return first.column.startswith("o.") and (after is None or after[0] is not None)


def _from_to(view: View, first: Ordering, start: str | None, end: str) -> Query:
    if first.descending:
        return view.between(first.column, f"[{end}", f"{start or '*'}]")
    return view.between(first.column, f"[{start or '*'}", f"{end}]")
