"""Documents with several values in a field that is grouped by intervals: an index counts such a document once for each
value in a bucket, so they are read, and counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from spice.adapters.engines.figures import MOST_GROUPS, Figure, Table, too_many_groups
from spice.adapters.engines.source import Source
from spice.adapters.engines.tables import add_row
from spice.domain.datatypes.kinds import FieldKind
from spice.ports.search_index import Aggregation, Figures, GroupBy, Measure
from spice.searching.intervals import number_bucket, time_bucket
from spice.searching.order_keys import key_of, value_of
from spice.searching.partials import Partial

MOST_READ = 20_000
_MOST_ROWS = 1_000_000
_INDIFFERENT = ("min", "max", "cardinality")
"""What is the same however often a document counts."""


@dataclass(frozen=True, slots=True)
class Several:
    """What an aggregate has to know of one such document: its values by group, and by field of a measure."""

    groups: Sequence[Sequence[object]]
    values: Mapping[tuple[str | None, FieldKind], Sequence[str]]

    @classmethod
    def of(cls, source: Source, wanted: Aggregation) -> "Several":
        """Take them from its source."""
        asked = {_asked(measure) for measure in wanted.measures}
        return cls(
            [_keys(source, group) for group in wanted.group_by],
            {each: _values(source, *each) for each in asked},
        )


def repeated(groups: Sequence[GroupBy]) -> list[str]:
    """Name the fields one document may be in a group of more than once."""
    return list(dict.fromkeys(group.field for group in groups if group.interval is not None))


def add_several(table: Table, documents: Iterable[Several], figures: Sequence[Figure]) -> Table:
    """Add the rows of such documents to those of all others; each counts once in a group."""
    members: dict[tuple[object, ...], list[Several]] = {}
    rows = 0
    for document in documents:
        for key in product(*document.groups):
            members.setdefault(key, []).append(document)
            rows += 1
            if len(members) >= MOST_GROUPS or rows > _MOST_ROWS:
                raise too_many_groups()
    for key, each in members.items():
        add_row(table, key, [_partial(each, figure) for figure in figures])
    return table


def counted_often(figures: Figures, wanted: Aggregation) -> Figures:
    """Tell what is not exact where there are too many such documents to read."""
    unsure = {measure.name for measure in wanted.measures if measure.op not in _INDIFFERENT}
    names = tuple(each.name for each in wanted.measures if each.name in unsure.union(figures.approximate))
    return replace(figures, approximate=names)


def _partial(documents: Sequence[Several], figure: Figure) -> Partial:
    asked = _asked(figure.measure)
    return figure.told([key for document in documents for key in document.values[asked]])


def _asked(measure: Measure) -> tuple[str | None, FieldKind]:
    return measure.field, measure.kind or "number"


def _values(source: Source, field: str | None, kind: FieldKind) -> Sequence[str]:
    return [source.uid] if field is None else source.keys(field, kind)


def _keys(source: Source, group: GroupBy) -> Sequence[object]:
    values = (_bucket(value, group) for value in source.values(group.field, group.kind))
    return list(dict.fromkeys(values)) or [None]


def _bucket(value: Any, group: GroupBy) -> object:
    match group.interval:
        case None:
            return value if isinstance(value, str) else value_of(key_of(group.kind, value))
        case str(interval):
            return time_bucket(value, interval, group.zone)
        case width:
            return number_bucket(value, width)
