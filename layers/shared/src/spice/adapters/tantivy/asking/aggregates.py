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
    too_many_groups,
)
from spice.adapters.engines.groups import Group, group_of
from spice.adapters.engines.long_texts import LongTexts
from spice.adapters.engines.several import MOST_READ, Several, add_several, counted_often, repeated
from spice.adapters.engines.tables import gathered
from spice.adapters.tantivy.asking.measures import TantivyColumns
from spice.adapters.tantivy.asking.searches import scope
from spice.adapters.tantivy.asking.view import View, all_of
from spice.adapters.tantivy.documents.layout import MANY, MARKS, key_of_field
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
    several = _several(view, query, repeated(wanted.group_by))
    whole = partial(_run, columns, query, groups, ())
    if several is None:
        return computed(columns, wanted, groups, whole)
    if view.count(several) > MOST_READ:
        return counted_often(computed(columns, wanted, groups, whole), wanted)
    read = [Several.of(view.read(address), wanted) for address in view.addresses(several, MOST_READ)]
    rest = all_of([query], without=[several])
    try:
        return computed(columns, wanted, groups, partial(_run, columns, rest, groups, read), estimates=False)
    except TooManyBuckets:
        return counted_often(computed(columns, wanted, groups, whole), wanted)


def _several(view: View, query: Query, fields: Sequence[str]) -> Query | None:
    marks = [mark for field in fields if view.marked(mark := MANY + key_of_field(field))]
    return all_of([query, view.terms(MARKS, marks)]) if marks else None


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


def _run(
    columns: TantivyColumns,
    query: Query,
    groups: Sequence[Group],
    several: Sequence[Several],
    wanted: Sequence[Figure],
) -> Table:
    try:
        return add_several(gathered(_buckets(columns, query, groups, wanted), wanted), several, wanted)
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
