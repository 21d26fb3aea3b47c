"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Sequence
from typing import Any

from tantivy import Query

from spice.adapters.tantivy.exact_figures import exact_figures
from spice.adapters.tantivy.failures import MOST_GROUPS, too_many_groups
from spice.adapters.tantivy.groups import Group, group_of
from spice.adapters.tantivy.layout import column, figures
from spice.adapters.tantivy.searches import scope
from spice.adapters.tantivy.view import View, all_of
from spice.domain.errors import refuse
from spice.domain.search.figures import arranged, rounded
from spice.domain.search.intervals import at_ticks
from spice.ports.search_index import Aggregation, Measure

Row = dict[str, object]
Key = tuple[object, ...]
_EXACT = ("cardinality", "percentile")


def aggregate(view: View, wanted: Aggregation) -> list[Row]:
    """Compute the rows."""
    query = all_of(*scope(view, wanted.classes, wanted.filter))
    groups = [group_of(part) for part in wanted.group_by]
    rows = _figures(view, query, groups, wanted.measures)
    for measure in wanted.measures:
        if measure.op in _EXACT:
            known = exact_figures(view, query, groups, measure)
            for key, row in rows.items():
                row[measure.name] = known.get(key, 0 if measure.op == "cardinality" else None)
    names = [group.name for group in groups]
    return arranged(list(rows.values()), names, wanted.sort)[: wanted.limit]


def nothing(wanted: Aggregation) -> list[Row]:
    """Answer for a database without documents."""
    if wanted.group_by:
        return []
    return [{measure.name: 0 if measure.op in ("count", "cardinality") else None for measure in wanted.measures}]


def _figures(view: View, query: Query, groups: Sequence[Group], measures: Sequence[Measure]) -> dict[Key, Row]:
    """Compute what tantivy adds up; the other measures keep their places."""
    inner = _inner(measures)
    if not groups:
        answer = view.aggregate(query, inner) if inner else {}
        answer["doc_count"] = view.count(query)
        return {(): _row(answer, measures)}
    composite = {"sources": [{f"g{n}": group.source()} for n, group in enumerate(groups)], "size": MOST_GROUPS}
    request: dict[str, Any] = {"composite": composite}
    if inner:
        request["aggs"] = inner
    buckets = view.aggregate(query, {"rows": request})["rows"]["buckets"]
    if len(buckets) >= MOST_GROUPS:
        raise too_many_groups()
    rows: dict[Key, Row] = {}
    for bucket in buckets:
        key = tuple(group.value(bucket["key"][f"g{n}"]) for n, group in enumerate(groups))
        rows[key] = {group.name: value for group, value in zip(groups, key, strict=True)} | _row(bucket, measures)
    return rows


def _row(bucket: Any, measures: Sequence[Measure]) -> Row:
    return {measure.name: _figure(measure, bucket, f"m{n}") for n, measure in enumerate(measures)}


def _figure(measure: Measure, bucket: Any, name: str) -> object:
    if measure.op in _EXACT:
        return None
    if measure.op == "count":
        return bucket["doc_count"] if measure.field is None else int(bucket[name]["value"])
    stats = bucket[name]
    if not stats["count"]:
        return None
    figure = stats[measure.op]
    if measure.kind == "time":
        return at_ticks(round(figure))
    return figure if measure.op == "avg" else rounded(figure)


def _inner(measures: Sequence[Measure]) -> dict[str, Any]:
    return {
        f"m{n}": _added(measure) for n, measure in enumerate(measures) if measure.field and measure.op not in _EXACT
    }


def _added(measure: Measure) -> dict[str, Any]:
    field, kind = str(measure.field), measure.kind or "number"
    if measure.op == "count":
        return {"value_count": {"field": column(field, kind)}}
    if kind not in ("number", "time"):
        raise refuse("wrong_type", f"{measure.op} needs a number or a time: {field} is {kind}")
    return {"stats": {"field": figures(field)}}
