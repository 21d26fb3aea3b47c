"""Narrowing: of many documents, those that can be on a page at all, told by the first sort key alone.

Sorting costs by document, counting a range of a column next to nothing: a page's end is estimated by a sample of what
is behind its beginning. The sample is taken by the head of the uid, which is a digest and says nothing about any order.
"""

from dataclasses import dataclass

from tantivy import Query

from spice.adapters.tantivy.asking.view import After, Ordering, View, all_of
from spice.adapters.tantivy.documents.layout import HIGH, LENGTH

_MANY = 10_000
"""Below this many documents sorting all of them is as fast."""
_FEWEST = 500
"""Of a smaller page the sample would be larger than what it saves."""
_SAMPLED, _TAKEN = 24, 28
"""How many documents of a page the sample has, and by how many its end is told: seldom less than a whole page."""
_HIGHS = 1 << 64
_BREAKING = frozenset('"()[]{}\\`')


@dataclass(frozen=True, slots=True)
class Narrow:
    """A query for the next documents alone, and the last key it holds completely; None: it holds all that are left."""

    query: Query
    last: str | None
    descending: bool

    def holds(self, key: str | None) -> bool:
        """Tell whether everything up to a key was looked at."""
        if self.last is None:
            return True
        return key is not None and (key >= self.last if self.descending else key <= self.last)


def narrowed(view: View, query: Query, first: Ordering, wanted: int, after: After | None) -> Narrow:
    """Find a range of the first key that most likely has enough documents; without one, all behind the place."""
    behind = _behind(view, query, first, after)
    if view.searcher.num_docs < _MANY or not _can(first, after) or view.count(behind) < _MANY:
        return Narrow(behind, None, first.descending)
    share = min(_SAMPLED * _HIGHS // max(wanted, _FEWEST), _HIGHS - 1)
    sample = all_of([behind, view.between(HIGH, "[0", f"{share}]")])
    end = _end(view, sample, first, None if after is None else after[0])
    if end is None:
        return Narrow(behind, None, first.descending)
    if first.descending:
        return Narrow(all_of([behind, view.between(first.column, f"[{_below(end)}", "*]")]), end, True)
    return Narrow(all_of([behind, view.between(first.column, "[*", f"{_above(end)}]")]), end, False)


def _end(view: View, sample: Query, first: Ordering, after: str | None) -> str | None:
    """Give the key by which enough of a sample have come; None: all of it is less."""
    seen = 0
    for key, count in view.first(sample, first, _TAKEN, after):
        seen += count
        if seen >= _TAKEN:
            return key
    return None


def _behind(view: View, query: Query, first: Ordering, after: After | None) -> Query:
    """Leave out what certainly comes before a place; what has no key comes last and stays."""
    if after is None or after[0] is None or not _can(first, after):
        return query
    if first.descending:
        return all_of([query], without=[view.between(first.column, f"{{{_above(after[0])}", "*]")])
    return all_of([query], without=[view.between(first.column, "[*", f"{_below(after[0])}}}")])


def _can(first: Ordering, after: After | None) -> bool:
    return first.column != LENGTH and (after is None or after[0] is not None)


# Some signs end a bound where they stand: it is cut there, and lets in what begins alike.
def _below(key: str) -> str:
    return key[: _plain(key)]


def _above(key: str) -> str:
    length = _plain(key)
    if length == len(key):
        return key
    # Nothing that begins alike is above what follows its beginning; behind the beginning, any sign may stand.
    while _plain(following := key[: length - 1] + chr(ord(key[length - 1]) + 1)) < length:
        length -= 1
    return following


def _plain(key: str) -> int:
    return next(
        (n for n, sign in enumerate(key) if sign in _BREAKING or not sign.isprintable() or sign == " "), len(key)
    )
