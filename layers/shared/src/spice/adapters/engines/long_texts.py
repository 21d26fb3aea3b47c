"""Long texts: an index keeps their beginning and a digest. What they are and how they are ordered has to be read.

Texts whose first 1,000 characters are the same stand together in an index, in any order: a cluster.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import Any

from spice.adapters.engines.source import Source
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import refuse
from spice.ports.search_index import SortKey
from spice.searching.order_keys import beginning_of, key_of, value_of, word_key

MOST_READ = 20_000
_BATCH = 200
_ABOVE = "\x01"

Place = Sequence[object]
Fetch = Callable[[Place | None, int], Sequence["Placed"]]
Compare = Callable[["Placed", "Placed"], int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document in its place: the keys the index has, the same with whole texts, and what the index said besides."""

    keys: Sequence[object]
    whole: Sequence[object]
    source: Source | None
    found: Any

    @classmethod
    def of(cls, sort: Sequence[SortKey], keys: Sequence[object], source: Source, found: Any) -> "Placed":
        """Read the texts whose keys do not tell them."""
        if not any(_is_long(key) for key in keys):
            return cls(keys, keys, source, found)
        whole = list(keys)
        for n, key in enumerate(sort):
            if _is_long(keys[n]):
                values = [str(value) for value in source.values(key.field, key.kind)]
                whole[n] = "w" + (max if key.descending else min)(values)
        return cls(keys, whole, source, found)

    @property
    def place(self) -> Place:
        """Tell the place to whoever goes on behind it: of long texts in a list an index has the least digest first."""
        if self.whole is self.keys:
            return self.keys
        pairs = zip(self.keys, self.whole, strict=True)
        return [word_key(str(whole)[1:]) if _is_long(key) else key for key, whole in pairs]


@dataclass
class LongTexts:
    """Finds the text of a key by reading a document that has it."""

    read: Callable[[str, FieldKind, str], Source | None]
    _known: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def whole(self, name: str, kind: FieldKind, key: str) -> str:
        """Give a key that has all of its text."""
        found = self.text(name, kind, key) if beginning_of(key) is not None else None
        return key if found is None else f"w{found}"

    def text(self, name: str, kind: FieldKind, key: str) -> str | None:
        """Find the text of a long one's key; None: no document has it any more."""
        if (name, key) not in self._known:
            if len(self._known) >= MOST_READ:
                raise _too_many()
            source = self.read(name, kind, key)
            values = () if source is None else source.values(name, kind)
            self._known[name, key] = next((str(value) for value in values if key_of(kind, value) == key), None)
        return self._known[name, key]


def shown(whole: str) -> object:
    """Decode a key that has all of its text."""
    return whole[1:] if whole[0] == "w" else value_of(whole)


def settled(
    fetch: Fetch, compare: Compare, sort: Sequence[SortKey], size: int, after: Place | None, texts: LongTexts
) -> list[Placed]:
    """List the first rows behind a place, clusters in the order of their texts: one is read whole before it is told."""
    start, bound = _start(sort, after), _bound(sort, after, texts)
    rows = list(fetch(start, size))
    if start is after and not any(_cluster(sort, row) for row in rows):
        return rows
    ended = len(rows) < size
    while True:
        # Of the cluster of the last row there may be more to come.
        last = None if ended or not rows else _cluster(sort, rows[-1])
        told = [row for row in rows if bound is None or compare(row, bound) > 0]
        told = [row for row in told if last is None or _cluster(sort, row) != last]
        if ended or len(told) >= size:
            return sorted(told, key=cmp_to_key(compare))[:size]
        if len(rows) >= MOST_READ:
            raise _too_many()
        more = fetch(rows[-1].keys if rows else start, max(size, _BATCH))
        ended = len(more) < max(size, _BATCH)
        rows += more


def _start(sort: Sequence[SortKey], after: Place | None) -> Place | None:
    """Go back to before the cluster a place is in."""
    for n, key in enumerate(sort if after is not None else ()):
        beginning = _beginning(after[n]) if after is not None else None
        if after is not None and beginning is not None:
            before = beginning[:-1] + _ABOVE if key.descending else beginning
            return [*after[:n], before, *after[n + 1 :]]
    return after


def _bound(sort: Sequence[SortKey], after: Place | None, texts: LongTexts) -> Placed | None:
    """Make a place comparable. A text nobody has any more is taken for its beginning: rows may then come again."""
    if after is None:
        return None
    whole = list(after)
    for n, key in enumerate(sort):
        if (beginning := _beginning(after[n])) is not None:
            text = texts.text(key.field, key.kind, str(after[n]))
            above = beginning[:-1] + _ABOVE if key.descending else beginning
            whole[n] = above if text is None else f"w{text}"
    return Placed(after, whole, None, None)


def _cluster(sort: Sequence[SortKey], row: Placed) -> tuple[object, ...] | None:
    """Name the cluster a row is in; None: its keys tell its place."""
    for n, _ in enumerate(sort):
        if (beginning := _beginning(row.keys[n])) is not None:
            return (*map(str, row.keys[:n]), beginning)
    return None


def _beginning(key: object) -> str | None:
    return beginning_of(key) if isinstance(key, str) else None


def _is_long(key: object) -> bool:
    return _beginning(key) is not None


def _too_many() -> Exception:
    return refuse("constraint_violated", f"more than {MOST_READ} long texts begin alike", hint="narrow the filter")
