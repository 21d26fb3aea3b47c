"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from spice.adapters.engines.figures import MOST_GROUPS, Figure, Table, TooManyBuckets, computed, too_many_groups
from spice.adapters.engines.groups import Group, group_of
from spice.adapters.engines.long_texts import LongTexts
from spice.adapters.engines.several import MOST_READ, Several, add_several, counted_often, repeated
from spice.adapters.engines.tables import gathered
from spice.adapters.opensearch.asking.fields_asked import fields_asked
from spice.adapters.opensearch.asking.measures import OpenSearchColumns
from spice.adapters.opensearch.asking.searches import narrowed
from spice.adapters.opensearch.asking.view import Clause, View, all_of
from spice.adapters.opensearch.documents.layout import MANY, MARKS
from spice.ports.search_index import Aggregation, Figures
from spice.searching.living import covered

_PAGE = 10_000
_PAGE_OF_VALUES = 500
_PAGE_OF_FIRSTS = 3000


def aggregate(view: View, wanted: Aggregation) -> Figures:
    """Compute the rows."""
    query = all_of(narrowed(view, covered(wanted.classes, wanted.living), wanted.filter))
    asked = [field for field, _ in fields_asked(wanted)]
    columns = OpenSearchColumns.of(view, asked)
    groups = [group_of(part, columns.marks(part.field)) for part in wanted.group_by]
    several = _several(view, query, repeated(wanted.group_by))
    whole = partial(_run, view, columns, query, groups, ())
    if several is None:
        return computed(columns, wanted, groups, whole)
    if view.count(several, MOST_READ) > MOST_READ:
        return counted_often(computed(columns, wanted, groups, whole), wanted)
    read = [Several.of(source, wanted) for source in view.read(several, "groups of lists")]
    rest = all_of([query], without=[several])
    try:
        return computed(columns, wanted, groups, partial(_run, view, columns, rest, groups, read), estimates=False)
    except TooManyBuckets:
        return counted_often(computed(columns, wanted, groups, whole), wanted)


def _several(view: View, query: Clause, fields: Sequence[str]) -> Clause | None:
    several = all_of([query, {"terms": {MARKS: [MANY + field for field in fields]}}])
    return several if fields and view.count(several, 1) else None


def _run(
    view: View,
    columns: OpenSearchColumns,
    query: Clause,
    groups: Sequence[Group],
    several: Sequence[Several],
    wanted: Sequence[Figure],
) -> Table:
    return add_several(gathered(_buckets(view, columns, query, groups, wanted), wanted), several, wanted)


def _buckets(
    view: View, columns: OpenSearchColumns, query: Clause, groups: Sequence[Group], wanted: Sequence[Figure]
) -> Iterator[tuple[tuple[object, ...], Any]]:
    inner = {f"m{n}": figure.request for n, figure in enumerate(wanted) if figure.request}
    if not groups:
        answer = view.ask({"query": query, "size": 0, "track_total_hits": True, "aggs": inner})
        yield (), {**answer.get("aggregations", {}), "doc_count": answer["hits"]["total"]["value"]}
        return
    sources = [{f"g{n}": columns.source(group)} for n, group in enumerate(groups)]
    texts = LongTexts(view.reading)
    for bucket in _pages(view, query, sources, inner):
        key = bucket["key"]
        yield tuple([group.value(key[f"g{n}"], texts) for n, group in enumerate(groups)]), bucket


def _pages(
    view: View, query: Clause, sources: Sequence[dict[str, Any]], inner: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    composite: dict[str, Any] = {"sources": sources, "size": _size(inner)}
    seen = 0
    while True:
        request = {"query": query, "size": 0, "aggs": {"rows": {"composite": composite, "aggs": inner}}}
        answer = view.ask(request)["aggregations"]["rows"]
        yield from answer["buckets"]
        seen += len(answer["buckets"])
        if seen > MOST_GROUPS:
            raise too_many_groups()
        if len(answer["buckets"]) < composite["size"]:
            return
        composite["after"] = answer["after_key"]


def _size(inner: dict[str, Any]) -> int:
    """Tell how many groups fit into an answer beside what each of them holds."""
    terms = [request["terms"]["size"] for request in inner.values() if "terms" in request]
    if not terms:
        return _PAGE
    return _PAGE_OF_FIRSTS if max(terms) == 1 else _PAGE_OF_VALUES
