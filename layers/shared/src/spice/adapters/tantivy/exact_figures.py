"""Distinct counts and percentiles: exact, from every value with its count, as long as there are not too many."""

from collections.abc import Sequence
from typing import Any

from tantivy import Query

from spice.adapters.tantivy.failures import MOST_GROUPS
from spice.adapters.tantivy.groups import Group
from spice.adapters.tantivy.layout import PAIR, column, figures
from spice.adapters.tantivy.view import View
from spice.domain.search.figures import Number, percentile, rounded
from spice.domain.search.order_keys import value_of
from spice.ports.search_index import Measure

Key = tuple[object, ...]


def exact_figures(view: View, query: Query, groups: Sequence[Group], measure: Measure) -> dict[Key, object]:
    """Compute a measure per group. Of too many values tantivy's estimate (about 1 %)."""
    kind = measure.kind or "keyword"
    name = column(str(measure.field), kind) + (PAIR if kind == "point" else "")
    if view.searcher.cardinality(query, name) < MOST_GROUPS:
        buckets = _grouped(view, query, [*_sources(groups), {"value": {"terms": {"field": name}}}], {})
        if len(buckets) < MOST_GROUPS:
            return _exactly(buckets, groups, measure)
    return _roughly(view, query, groups, measure, name)


def _exactly(buckets: Sequence[Any], groups: Sequence[Group], measure: Measure) -> dict[Key, object]:
    held: dict[Key, list[tuple[Any, int]]] = {}
    for bucket in buckets:
        held.setdefault(_key(bucket, groups), []).append((bucket["key"]["value"], bucket["doc_count"]))
    if measure.op == "cardinality":
        return {key: len(values) for key, values in held.items()}
    return {key: _percentile(values, measure.percent) for key, values in held.items()}


def _percentile(counted: Sequence[tuple[Any, int]], percent: float) -> object:
    values: list[tuple[Number, int]] = [(value_of(key), count) for key, count in counted]  # type: ignore[misc]  # numbers
    return percentile(sorted(values), percent)


def _roughly(view: View, query: Query, groups: Sequence[Group], measure: Measure, name: str) -> dict[Key, object]:
    if measure.op == "cardinality":
        inner: dict[str, Any] = {"m": {"cardinality": {"field": name}}}
    else:
        inner = {"m": {"percentiles": {"field": figures(str(measure.field)), "percents": [measure.percent]}}}
    if not groups:
        return {(): _estimate(view.aggregate(query, inner), measure)}
    return {
        _key(bucket, groups): _estimate(bucket, measure) for bucket in _grouped(view, query, _sources(groups), inner)
    }


def _estimate(bucket: Any, measure: Measure) -> object:
    if measure.op == "cardinality":
        return round(bucket["m"]["value"])
    (value,) = bucket["m"]["values"].values()
    return None if value is None else rounded(value)


def _grouped(view: View, query: Query, sources: Sequence[object], inner: Any) -> Sequence[Any]:
    request: dict[str, Any] = {"composite": {"sources": sources, "size": MOST_GROUPS}}
    if inner:
        request["aggs"] = inner
    buckets: Sequence[Any] = view.aggregate(query, {"rows": request})["rows"]["buckets"]
    return buckets


def _sources(groups: Sequence[Group]) -> list[object]:
    return [{f"g{n}": group.source()} for n, group in enumerate(groups)]


def _key(bucket: Any, groups: Sequence[Group]) -> Key:
    return tuple(group.value(bucket["key"][f"g{n}"]) for n, group in enumerate(groups))
