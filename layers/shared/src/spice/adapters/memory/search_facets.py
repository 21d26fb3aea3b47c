"""Facets of the twin of the search index."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from spice.adapters.memory.search_held import Held, comparable, matches, ranked
from spice.domain.datatypes.kinds import FieldKind
from spice.ports.search_facets import Counts, Facet, Range
from spice.searching.text.folding import fold


def counted(documents: Sequence[Held], facet: Facet) -> Counts:
    """Count a field's values, or ranges of them."""
    values = [held.values(facet.field, facet.kind) for held in documents]
    counts = _of_ranges(values, facet) if facet.ranges else _of_values(values, facet) if facet.has_values else []
    missing: Counts = [(None, sum(matches(held, facet.lacking) for held in documents))] if facet.missing else []
    return [*counts, *missing]


def _of_values(values: Sequence[Sequence[Any]], facet: Facet) -> Counts:
    found = Counter(value for each in values for value in each if _begins(value, facet))
    return sorted(found.items(), key=lambda pair: (-pair[1], comparable(facet.kind, pair[0])))[: facet.size]


def _begins(value: Any, facet: Facet) -> bool:
    return facet.prefix is None or fold(value).startswith(fold(facet.prefix))


def _of_ranges(values: Sequence[Sequence[Any]], facet: Facet) -> Counts:
    return [
        (wanted, sum(any(_inside(facet.kind, one, wanted) for one in each) for each in values))
        for wanted in facet.ranges
    ]


def _inside(kind: FieldKind, value: Any, wanted: Range) -> bool:
    place = ranked(kind, value)
    above = wanted.low is None or ranked(kind, wanted.low) <= place
    return bool(above and (wanted.high is None or place < ranked(kind, wanted.high)))
