"""Facets: a field's most frequent values."""

from collections.abc import Mapping, Sequence
from typing import Any

from spice.adapters.engines.figures import MOST_GROUPS, too_many_groups
from spice.adapters.engines.long_texts import LongTexts, shown
from spice.adapters.opensearch.asking.view import Clause, View
from spice.domain.datatypes.kinds import FieldKind

_SHOWN = 20
_ENOUGH = 200

Wanted = Sequence[tuple[str, FieldKind]]


def facets(view: View, fields: Wanted) -> dict[str, Any]:
    """Describe the aggregations."""
    return {f"f{n}": _terms(view, field, kind, _ENOUGH) for n, (field, kind) in enumerate(fields)}


def read_facets(
    view: View, query: Clause, fields: Wanted, answer: Mapping[str, Any]
) -> Mapping[str, Sequence[tuple[object, int]]]:
    """Read them: the 20 most frequent, the smaller value first among equals."""
    held = answer.get("aggregations", {})
    return {field: _top(view, query, field, kind, held[f"f{n}"]) for n, (field, kind) in enumerate(fields)}


def _terms(view: View, field: str, kind: FieldKind, size: int) -> dict[str, Any]:
    column, _ = view.slots.terms(field, kind)
    return {"terms": {**column, "size": size}}


def _top(view: View, query: Clause, field: str, kind: FieldKind, counted: Any) -> list[tuple[object, int]]:
    buckets = counted["buckets"]
    if len(buckets) == _ENOUGH and buckets[-1]["doc_count"] == buckets[_SHOWN - 1]["doc_count"]:
        # Equals are cut anywhere: all of them are needed to tell which come first.
        request = {"query": query, "size": 0, "aggs": {"all": _terms(view, field, kind, MOST_GROUPS)}}
        counted = view.ask(request)["aggregations"]["all"]
        buckets = counted["buckets"]
        if counted["sum_other_doc_count"]:
            raise too_many_groups()
    _, start = view.slots.terms(field, kind)
    texts = LongTexts(view.reading)
    values = [(texts.whole(field, kind, each["key"].removeprefix(start)), each["doc_count"]) for each in buckets]
    return [(shown(key), count) for key, count in sorted(values, key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]]
