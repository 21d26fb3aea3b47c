"""Facets of an index that answers in Elasticsearch's words, as both of ours do."""

from collections.abc import Callable, Sequence
from typing import Any

from spice.adapters.engines.long_texts import LongTexts, shown
from spice.ports.search_facets import Counts, Facet
from spice.searching.text.folding import fold

_FEWEST = 200
Bucket = tuple[str, int]
"""An order key, and how many documents have it."""


def asked_at_first(facet: Facet) -> int:
    """Tell how many values are asked for: mostly enough to tell which come first among equals."""
    return max(_FEWEST, 2 * facet.size)


def buckets_of(counted: Any, before: str = "") -> Sequence[Bucket]:
    """Read the buckets of a terms aggregation, whose keys have something before them."""
    return [(bucket["key"].removeprefix(before), bucket["doc_count"]) for bucket in counted["buckets"]]


def top(facet: Facet, found: Sequence[Bucket], every: Callable[[], Sequence[Bucket]], texts: LongTexts) -> Counts:
    """Give the most frequent values; where equals may have been cut anywhere, of `every` value there is."""
    values = _wanted(facet, found, texts)
    cut = len(found) >= asked_at_first(facet)
    if cut and (len(values) < facet.size or values[facet.size - 1][1] == found[-1][1]):
        values = _wanted(facet, every(), texts)
    first = sorted(values, key=lambda pair: (-pair[1], pair[0]))[: facet.size]
    return [(shown(key), count) for key, count in first]


def _wanted(facet: Facet, found: Sequence[Bucket], texts: LongTexts) -> Sequence[Bucket]:
    """Spell values whole; a document that has one with the prefix may have others, too."""
    values = [(texts.whole(facet.field, facet.kind, key), count) for key, count in found]
    if facet.prefix is None:
        return values
    start = fold(facet.prefix)
    return [(key, count) for key, count in values if fold(str(shown(key))).startswith(start)]
