"""Facets: a field's most frequent values, ranges of them, and how many documents have none."""

from collections.abc import Mapping, Sequence
from typing import Any

from spice.adapters.engines.facets import Bucket, asked_at_first, buckets_of, top
from spice.adapters.engines.figures import MOST_GROUPS, too_many_groups
from spice.adapters.engines.long_texts import LongTexts
from spice.adapters.opensearch.asking.filters import compiled
from spice.adapters.opensearch.asking.ranges import within_range
from spice.adapters.opensearch.asking.view import Clause, View
from spice.ports.search_facets import Counts, Facet
from spice.ports.search_filter import Condition


def facets(view: View, query: Clause, wanted: Sequence[Facet]) -> dict[str, Any]:
    """Describe the aggregations over what a query matches."""
    numbered = [*enumerate(wanted)]
    counted = {
        f"f{n}": _counted(view, query, facet, asked_at_first(facet)) for n, facet in numbered if facet.has_values
    }
    lacking = [(n, facet.lacking) for n, facet in numbered if facet.missing]
    return counted | {f"m{n}": {"filter": compiled(view, [query], each)} for n, each in lacking}


def read_facets(view: View, query: Clause, wanted: Sequence[Facet], answer: Mapping[str, Any]) -> Mapping[str, Counts]:
    """Read them; what has to be asked again is."""
    held = answer.get("aggregations", {})
    return {
        facet.field: [
            *(_read(view, query, facet, held[f"f{n}"]) if facet.has_values else []),
            *([(None, held[f"m{n}"]["doc_count"])] if facet.missing else []),
        ]
        for n, facet in enumerate(wanted)
    }


def _counted(view: View, query: Clause, facet: Facet, size: int) -> dict[str, Any]:
    if facet.ranges:
        inside = [within_range(facet.field, facet.kind, each) for each in facet.ranges]
        return {"filters": {"filters": inside}}
    column, _ = view.slots.terms(facet.field, facet.kind)
    terms = {"terms": {**column, "size": size}}
    if facet.prefix is None:
        return terms
    begins = Condition(field=facet.field, kind=facet.kind, op="prefix", value=facet.prefix)
    return {"filter": compiled(view, [query], begins), "aggs": {"top": terms}}


def _read(view: View, query: Clause, facet: Facet, held: Any) -> Counts:
    if facet.ranges:
        found = [bucket["doc_count"] for bucket in held["buckets"]]
        return [*zip(facet.ranges, found, strict=True)]
    _, before = view.slots.terms(facet.field, facet.kind)

    def every() -> Sequence[Bucket]:
        request = {"query": query, "size": 0, "aggs": {"all": _counted(view, query, facet, MOST_GROUPS)}}
        answer = view.ask(request)["aggregations"]["all"]
        counted = answer.get("top", answer)
        if counted["sum_other_doc_count"]:
            raise too_many_groups()
        return buckets_of(counted, before)

    return top(facet, buckets_of(held.get("top", held), before), every, LongTexts(view.reading))
