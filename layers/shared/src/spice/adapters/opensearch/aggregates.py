"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Sequence
from typing import Any

from spice.adapters.opensearch.failures import MOST_GROUPS, TooManyBuckets, too_many_groups
from spice.adapters.opensearch.groups import Group, group_of
from spice.adapters.opensearch.measures import Figure, figure_of
from spice.adapters.opensearch.searches import narrowed
from spice.adapters.opensearch.slots import META, Slots
from spice.adapters.opensearch.view import Clause, View, all_of
from spice.domain.search.figures import arranged
from spice.domain.search.living import covered
from spice.ports.search_index import Aggregation

Row = dict[str, object]
_PAGE = 10_000
_PAGE_OF_VALUES = 500


def aggregate(view: View, wanted: Aggregation) -> list[Row]:
    """Compute the rows; where there are too many values for exact distinct counts and percentiles, estimate them."""
    query = all_of(narrowed(view, covered(wanted.classes, wanted.living), wanted.filter))
    groups = [group_of(view.slots, part) for part in wanted.group_by]
    try:
        rows = _rows(view, query, groups, [figure_of(view.slots, measure, exact=True) for measure in wanted.measures])
    except TooManyBuckets:
        rows = _rows(view, query, groups, [figure_of(view.slots, measure, exact=False) for measure in wanted.measures])
    return arranged(rows, [group.name for group in groups], wanted.sort)[: wanted.limit]


def nothing(wanted: Aggregation) -> list[Row]:
    """Answer for a database without documents."""
    if wanted.group_by:
        return []
    empty = Slots(META, len(META))
    return [{measure.name: figure_of(empty, measure, exact=True).empty for measure in wanted.measures}]


def _rows(view: View, query: Clause, groups: Sequence[Group], wanted: Sequence[Figure]) -> list[Row]:
    inner = {f"m{n}": figure.request for n, figure in enumerate(wanted) if figure.request}
    if not groups:
        answer = view.ask({"query": query, "size": 0, "track_total_hits": True, "aggs": inner})
        return [_row({**answer.get("aggregations", {}), "doc_count": answer["hits"]["total"]["value"]}, wanted)]
    size = _PAGE_OF_VALUES if any(figure.every_value for figure in wanted) else _PAGE
    composite: dict[str, Any] = {"sources": [{f"g{n}": group.source} for n, group in enumerate(groups)], "size": size}
    rows: list[Row] = []
    while True:
        request = {"query": query, "size": 0, "aggs": {"rows": {"composite": composite, "aggs": inner}}}
        answer = view.ask(request)["aggregations"]["rows"]
        rows += [_keys(bucket["key"], groups) | _row(bucket, wanted) for bucket in answer["buckets"]]
        if len(rows) > MOST_GROUPS:
            raise too_many_groups()
        if len(answer["buckets"]) < size:
            return rows
        composite["after"] = answer["after_key"]


def _keys(key: Any, groups: Sequence[Group]) -> Row:
    return {group.name: group.value(key[f"g{n}"]) for n, group in enumerate(groups)}


def _row(answer: Any, wanted: Sequence[Figure]) -> Row:
    return {
        figure.name: figure.read(answer[f"m{n}"] if figure.request else answer["doc_count"])
        for n, figure in enumerate(wanted)
    }
