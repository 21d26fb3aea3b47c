"""Aggregates of the twin of the search index."""

from collections import Counter
from collections.abc import Sequence
from decimal import Context, Decimal
from itertools import product
from typing import Any

from spice.adapters.memory.search_held import Held, comparable
from spice.ports.search_index import Aggregation, Figures, GroupBy, Measure
from spice.searching.figures import arranged, percentile
from spice.searching.intervals import natural, number_bucket, time_bucket

_PRECISE, _SHOWN = Context(prec=4000), Context(prec=15)


def aggregate(documents: Sequence[Held], wanted: Aggregation) -> Figures:
    """Compute the rows."""
    groups: dict[tuple[object, ...], list[Held]] = {} if wanted.group_by else {(): []}
    for held in documents:
        for key in product(*(_keys(held, group) for group in wanted.group_by)):
            groups.setdefault(key, []).append(held)
    names = [group.name for group in wanted.group_by]
    rows = [
        dict(zip(names, key, strict=True)) | {measure.name: _figure(members, measure) for measure in wanted.measures}
        for key, members in groups.items()
    ]
    return Figures(rows=arranged(rows, names, wanted.sort)[: wanted.limit])


def _keys(held: Held, group: GroupBy) -> Sequence[object]:
    values = held.values(group.field, group.kind)
    if group.interval is not None:
        values = [_bucket(value, group.interval, group.zone) for value in values]
    return list(dict.fromkeys(values)) or [None]


def _bucket(value: Any, interval: str | int | Decimal, zone: str | None) -> object:
    return time_bucket(value, interval, zone) if isinstance(interval, str) else number_bucket(value, interval)


def _figure(members: Sequence[Held], measure: Measure) -> object:
    if measure.field is None:
        return len(members)
    values = [value for held in members for value in held.values(str(measure.field), measure.kind or "number")]
    match measure.op:
        case "count":
            return len(values)
        case "cardinality":
            return len(set(values))
        case "percentile":
            return percentile(sorted(Counter(values).items()), measure.percent)
        case "min" | "max" if values:
            first = min if measure.op == "min" else max
            return first(values, key=lambda value: comparable(measure.kind or "number", value))
        case "sum" | "avg" if values:
            total = _PRECISE.create_decimal(0)
            for value in values:
                total = _PRECISE.add(total, Decimal(value))
            return natural(total if measure.op == "sum" else _SHOWN.divide(total, Decimal(len(values))))
        case _:
            return None
