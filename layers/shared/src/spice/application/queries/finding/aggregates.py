"""Aggregates: figures over groups, as flat rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

import msgspec

from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.scope import shown as shown_value
from spice.application.queries.finding.search_cache import Page, SearchCache
from spice.application.queries.finding.standing import of_persons, standing
from spice.domain.bounds import GROUPS, MEASURES
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.spelling import spelled
from spice.domain.wording import quoted
from spice.messages.codec import encode
from spice.messages.shapes import Scalar
from spice.ports.directory import Database
from spice.ports.search_index import Aggregation, GroupBy, Measure, SearchIndex
from spice.searching.intervals import natural
from spice.searching.ranks import RANKS

INTERVALS = ("minute", "hour", "day", "week", "month", "quarter", "year")
Figures = Mapping[str, Scalar]
"""A row: what its group is called, and its figures, by column."""
OPERATIONS = ("count", "sum", "avg", "min", "max", "cardinality", "percentile")
_NEEDS: Mapping[str, tuple[FieldKind, ...]] = {
    "sum": ("number",),
    "avg": ("number",),
    "percentile": ("number",),
    "min": ("number", "time", *RANKS),
    "max": ("number", "time", *RANKS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """What a client asks: `{"field", "interval"?, "as"?}` groups and `{"op", "field"?, "as"?, "percent"?}` measures."""

    class_name: str | None = None
    filter: object = None
    group_by: Sequence[Mapping[str, Any]] = ()
    measures: Sequence[Mapping[str, Any]] = field(default_factory=lambda: [{"op": "count"}])
    sort: Sequence[str] = ()
    limit: int = 1000


class Aggregator:
    """Computes figures, or answers them from the cache while nothing changed."""

    def __init__(self, index: SearchIndex, cache: SearchCache, unsealer: Unsealer) -> None:
        self._index, self._cache, self._unsealer = index, cache, unsealer

    def rows(self, database: Database, schema: Schema, asked: Aggregate) -> Page[Figures]:
        """Compute the rows."""
        scope = Scope(schema, asked.class_name, path="/class")
        wanted = compile_aggregate(scope, database, asked)
        kept = not of_persons(wanted)
        return self._cache.page(database, wanted, lambda: self._computed(scope, wanted, asked), kept=kept)

    def _computed(self, scope: Scope, wanted: Aggregation, asked: Aggregate) -> Page[Figures]:
        named = [*asked.group_by, *asked.measures]
        names = [*(group.name for group in wanted.group_by), *(measure.name for measure in wanted.measures)]
        whole = [(name, each) for name, each in zip(names, named, strict=True) if each.get("interval") is None]
        writers = {name: scope.shown(str(each.get("field"))) for name, each in whole}
        figures = self._index.aggregate(standing(replace(wanted, living=scope.living), self._unsealer))
        rows: list[Figures] = [
            {key: writers.get(key, shown_value)(value) for key, value in row.items()} for row in figures.rows
        ]
        return Page(rows=msgspec.Raw(encode(rows)), total=len(rows), approximate=tuple(figures.approximate))


def compile_aggregate(scope: Scope, database: Database, asked: Aggregate) -> Aggregation:
    """Translate what a client asks into the index's words."""
    for name, parts, most in (("group_by", asked.group_by, GROUPS), ("measures", asked.measures, MEASURES)):
        if len(parts) > most:
            raise refuse("invalid_parameter", f"at most {most} {name}", path=f"/{name}")
    groups = [_group(scope, group, pointer("/group_by", n)) for n, group in enumerate(asked.group_by)]
    measures = [_measure(scope, measure, pointer("/measures", n)) for n, measure in enumerate(asked.measures)]
    names = [*(group.name for group in groups), *(measure.name for measure in measures)]
    for n, name in enumerate(names):
        if name in names[:n]:
            raise refuse(
                "invalid_parameter", f"two columns are called {quoted(name)}", value=name, hint='name them with "as"'
            )
    return Aggregation(
        database=database.uuid,
        classes=scope.classes,
        filter=None if asked.filter is None else scope.filters().body(asked.filter),
        group_by=groups,
        measures=measures,
        sort=[_sort(text, names, pointer("/sort", n)) for n, text in enumerate(asked.sort)],
        limit=asked.limit,
    )


def _group(scope: Scope, group: Mapping[str, Any], path: str) -> GroupBy:
    found = scope.fields.find(group["field"], path=path + "/field")
    interval = group.get("interval")
    if found.kind in ("point", "composite"):
        raise refuse(
            "invalid_parameter", f"{quoted(found.name)} is a {found.kind}: it makes no groups", path=path + "/field"
        )
    if interval is not None:
        interval = _interval(interval, found.kind, path + "/interval")
    name = spelled(group.get("as") or found.name)
    zone = None if scope.fields.is_date(found.name) else scope.zone
    return GroupBy(field=found.only(path + "/field"), kind=found.kind, name=name, interval=interval, zone=zone)


def _interval(interval: object, kind: FieldKind, path: str) -> str | int | Decimal:
    if kind == "time" and isinstance(interval, str):
        if interval not in INTERVALS:
            hint = did_you_mean(interval, INTERVALS)
            raise refuse(
                "invalid_parameter", f"there is no interval {quoted(interval)}", path=path, value=interval, hint=hint
            )
        return interval
    if kind == "number" and _is_width(interval):
        return natural(Decimal(cast(Decimal, interval)))
    raise refuse(
        "invalid_parameter",
        f"{quoted(interval)} is no interval for a field of kind {kind}",
        path=path,
        hint="minute … year for times, a number above 0 for numbers",
    )


def _is_width(interval: object) -> bool:
    if isinstance(interval, bool) or not isinstance(interval, int | float | Decimal):
        return False
    return Decimal("1e-300") < interval < Decimal("1e300")


def _measure(scope: Scope, measure: Mapping[str, Any], path: str) -> Measure:
    op, name = measure["op"], measure.get("field")
    if op not in OPERATIONS:
        raise refuse(
            "invalid_parameter",
            f"there is no measure {quoted(op)}",
            path=path + "/op",
            value=op,
            hint=did_you_mean(op, OPERATIONS),
        )
    if name is None and op != "count":
        raise refuse("missing_property", f"{op} needs a field", path=path + "/field")
    called = spelled(measure.get("as") or (op if name is None else f"{op}_{name}"))
    if name is None or op == "count":
        return _count(scope, name, called, path)
    found = scope.fields.find(name, path=path + "/field")
    if found.kind not in _NEEDS.get(op, (found.kind,)):
        raise _unfit(op, name, found.kind, path)
    percent = _percent(measure.get("percent"), path + "/percent")
    return Measure(op=cast(Any, op), name=called, field=found.only(path + "/field"), kind=found.kind, percent=percent)


def _percent(percent: object, path: str) -> float:
    if percent is None:
        return 50.0
    if isinstance(percent, bool) or not isinstance(percent, int | float | Decimal) or not 0 <= percent <= 100:
        raise refuse("wrong_type", "percent is a number from 0 to 100", path=path, value=shown(percent))
    return float(percent)


def _count(scope: Scope, name: str | None, called: str, path: str) -> Measure:
    if name is None:
        return Measure(op="count", name=called)
    found = scope.fields.find(name, path=path + "/field")
    return Measure(op="count", name=called, field=found.only(path + "/field"), kind=found.kind)


def _unfit(op: str, name: str, kind: FieldKind, path: str) -> DomainError:
    wanted = " or ".join(_NEEDS[op])
    return refuse("wrong_type", f"{op} needs a {wanted}: {quoted(name)} is {kind}", path=path + "/field", value=name)


def _sort(text: str, names: Sequence[str], path: str) -> tuple[str, bool]:
    name = spelled(text.removeprefix("-"))
    if name not in names:
        hint = did_you_mean(name, names)
        raise refuse("invalid_parameter", f"no column is called {quoted(name)}", path=path, value=text, hint=hint)
    return name, text.startswith("-")
