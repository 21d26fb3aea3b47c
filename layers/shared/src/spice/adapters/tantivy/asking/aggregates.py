"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from tantivy import Query

from spice.adapters.engines.figures import (
    MOST_GROUPS,
    Figure,
    Table,
    TooManyBuckets,
    computed,
    gathered,
    too_many_groups,
)
from spice.adapters.engines.groups import Group, group_of
from spice.adapters.engines.long_texts import LongTexts
from spice.adapters.tantivy.asking.measures import TantivyColumns
from spice.adapters.tantivy.asking.searches import scope
from spice.adapters.tantivy.asking.view import View, all_of
from spice.adapters.tantivy.failures import is_too_many
from spice.ports.search_index import Aggregation, Figures
from spice.searching.living import covered

_SURELY = 1.1


def aggregate(view: View, wanted: Aggregation) -> Figures:
    """Compute the rows."""
    query = all_of(*scope(view, covered(wanted.classes, wanted.living), wanted.filter))
    columns = TantivyColumns(view)
    groups = [group_of(part, columns.marks(part.field)) for part in wanted.group_by]
    _check_sizes(columns, query, groups)
    return computed(columns, wanted, groups, partial(_run, columns, query, groups))


def _check_sizes(columns: TantivyColumns, query: Query, groups: Sequence[Group]) -> None:
    """Refuse early what would take seconds to refuse late: a field with far too many values (an estimate tells)."""
    searcher = columns.view.searcher
    if searcher.num_docs <= MOST_GROUPS:
        return
    for group in groups:
        if group.origin == "keys":
            name = columns.keys(group.asked.field, group.asked.kind)["field"]
            if searcher.cardinality(query, name) > MOST_GROUPS * _SURELY:
                raise too_many_groups()


def _run(columns: TantivyColumns, query: Query, groups: Sequence[Group], wanted: Sequence[Figure]) -> Table:
    try:
        return gathered(_buckets(columns, query, groups, wanted), wanted)
    except ValueError as broken:
        if is_too_many(broken):
            raise TooManyBuckets from broken
        raise


def _buckets(
    columns: TantivyColumns, query: Query, groups: Sequence[Group], wanted: Sequence[Figure]
) -> Iterator[tuple[tuple[object, ...], Any]]:
    view = columns.view
    inner = {f"m{n}": figure.request for n, figure in enumerate(wanted) if figure.request}
    if not groups:
        answer = view.aggregate(query, inner) if inner else {}
        yield (), {**answer, "doc_count": view.count(query)}
        return
    sources = [{f"g{n}": columns.source(group)} for n, group in enumerate(groups)]
    texts = LongTexts(view.reading)
    for bucket in view.groups(query, sources, inner):
        key = bucket["key"]
        yield tuple([group.value(key[f"g{n}"], texts) for n, group in enumerate(groups)]), bucket
