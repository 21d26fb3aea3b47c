"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Sequence
from typing import Any

from tantivy import Query

from spice.adapters.tantivy.failures import MOST_GROUPS, is_too_many, too_many_groups
from spice.adapters.tantivy.groups import Group, group_of
from spice.adapters.tantivy.measures import Figure, figure_of
from spice.adapters.tantivy.searches import scope
from spice.adapters.tantivy.view import View, all_of
from spice.domain.search.figures import arranged
from spice.domain.search.living import covered
from spice.ports.search_index import Aggregation

Row = dict[str, object]
_SURELY = 1.1


def aggregate(view: View, wanted: Aggregation) -> list[Row]:
    """Compute the rows; where there are too many values for exact distinct counts and percentiles, estimate them."""
    query = all_of(*scope(view, covered(wanted.classes, wanted.living), wanted.filter))
    groups = [group_of(part) for part in wanted.group_by]
    _check_sizes(view, query, groups)
    exact = [figure_of(measure, exact=True) for measure in wanted.measures]
    try:
        rows = _rows(view, query, groups, exact)
    except ValueError as too_many:
        if not is_too_many(too_many):
            raise
        rows = _rows(view, query, groups, [figure_of(measure, exact=False) for measure in wanted.measures])
    return arranged(rows, [group.name for group in groups], wanted.sort)[: wanted.limit]


def nothing(wanted: Aggregation) -> list[Row]:
    """Answer for a database without documents."""
    if wanted.group_by:
        return []
    return [{measure.name: figure_of(measure, exact=True).empty for measure in wanted.measures}]


def _check_sizes(view: View, query: Query, groups: Sequence[Group]) -> None:
    """Refuse early what would take seconds to refuse late: a field with far too many values (an estimate tells)."""
    if view.searcher.num_docs <= MOST_GROUPS:
        return
    for group in groups:
        if group.interval is None and view.searcher.cardinality(query, group.column) > MOST_GROUPS * _SURELY:
            raise too_many_groups()


def _rows(view: View, query: Query, groups: Sequence[Group], wanted: Sequence[Figure]) -> list[Row]:
    inner = {f"m{n}": figure.request for n, figure in enumerate(wanted) if figure.request}
    if not groups:
        answer = view.aggregate(query, inner) if inner else {}
        return [_row({**answer, "doc_count": view.count(query)}, wanted)]
    composite = {"sources": [{f"g{n}": group.source()} for n, group in enumerate(groups)], "size": MOST_GROUPS}
    request: dict[str, Any] = {"composite": composite} | ({"aggs": inner} if inner else {})
    buckets = view.aggregate(query, {"rows": request})["rows"]["buckets"]
    if len(buckets) >= MOST_GROUPS:
        raise too_many_groups()
    return [
        {group.name: group.value(bucket["key"][f"g{n}"]) for n, group in enumerate(groups)} | _row(bucket, wanted)
        for bucket in buckets
    ]


def _row(answer: Any, wanted: Sequence[Figure]) -> Row:
    return {
        figure.name: figure.read(answer[f"m{n}"] if figure.request else answer["doc_count"])
        for n, figure in enumerate(wanted)
    }
