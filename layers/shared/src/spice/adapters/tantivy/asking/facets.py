"""Facets: a field's most frequent values, ranges of them, and how many documents have none."""

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query

from spice.adapters.engines.facets import Bucket, asked_at_first, buckets_of, top
from spice.adapters.engines.figures import MOST_GROUPS, too_many_groups
from spice.adapters.engines.long_texts import LongTexts
from spice.adapters.tantivy.asking.filters import compiled
from spice.adapters.tantivy.asking.ranges import within_range
from spice.adapters.tantivy.asking.view import View, all_of
from spice.adapters.tantivy.documents.layout import column
from spice.ports.search_facets import Counts, Facet
from spice.ports.search_filter import Condition


def facets(view: View, query: Query, wanted: Sequence[Facet]) -> Mapping[str, Counts]:
    """Count what a query matches."""
    plain = [facet for facet in wanted if facet.has_values and not facet.ranges and facet.prefix is None]
    # One walk over what matches counts them all.
    requests = {facet.field: _terms(facet, asked_at_first(facet)) for facet in plain}
    counted = view.aggregate(query, requests) if plain else {}
    return {
        facet.field: [*_counted(view, query, facet, counted.get(facet.field)), *_missing(view, query, facet)]
        for facet in wanted
    }


def _terms(facet: Facet, size: int) -> dict[str, Any]:
    name = column(facet.field, facet.kind)
    return {"terms": {"field": name, "size": size, "segment_size": MOST_GROUPS}}


def _counted(view: View, query: Query, facet: Facet, counted: Any) -> Counts:
    if not facet.has_values:
        return []
    if facet.ranges:
        ranges = [(each, within_range(view, facet.field, facet.kind, each)) for each in facet.ranges]
        return [(each, view.count(all_of([query, inside]))) for each, inside in ranges]
    if facet.prefix is not None:
        begins = Condition(field=facet.field, kind=facet.kind, op="prefix", value=facet.prefix)
        query = all_of([query, compiled(view, begins)])

    def every() -> Sequence[Bucket]:
        return _values(view, query, facet, MOST_GROUPS)

    found = _values(view, query, facet, asked_at_first(facet)) if counted is None else _exact(counted)
    return top(facet, found, every, LongTexts(view.reading))


def _values(view: View, query: Query, facet: Facet, size: int) -> Sequence[Bucket]:
    return _exact(view.aggregate(query, {"values": _terms(facet, size)})["values"])


def _exact(counted: Any) -> Sequence[Bucket]:
    if counted.get("doc_count_error_upper_bound"):
        raise too_many_groups()
    return buckets_of(counted)


def _missing(view: View, query: Query, facet: Facet) -> Counts:
    if not facet.missing:
        return []
    return [(None, view.count(all_of([query, compiled(view, facet.lacking)])))]
