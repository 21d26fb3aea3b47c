"""Figures over groups, from an index that answers in Elasticsearch's words, as both of ours do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, Protocol

from spice.adapters.engines.groups import Group
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import refuse
from spice.ports.search_index import Aggregation, Figures, Measure
from spice.searching.figures import arranged, rounded
from spice.searching.number_keys import FINE, number_key
from spice.searching.partials import Counted, Estimated, Extreme, Partial, Summed, Valued

Request = dict[str, Any]
Table = dict[tuple[object, ...], list[Partial]]
MOST_GROUPS = 65_000
"""The most groups of one answer; either index makes about 65,535 buckets at most."""


class TooManyBuckets(Exception):
    """An answer would have more buckets than one may."""


class Way(Enum):
    """How a figure is computed: the quickest way, from every value, or nearly."""

    QUICK, VALUES, NEAR = range(3)


class Columns(Protocol):
    """Where an index has the values of a field."""

    def keys(self, field: str, kind: FieldKind) -> Request:
        """Name the column of order keys."""
        ...

    def every(self, field: str, kind: FieldKind) -> tuple[Request, str]:
        """Describe a terms aggregation over the order keys, and what stands before each key of its answer."""
        ...

    def numbers(self, field: str, kind: FieldKind) -> Request:
        """Name the column of floats."""
        ...

    def marks(self, field: str) -> frozenset[str]:
        """Tell what values of the field there are: the grains of its numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it is asked of an index (None: the group's own count is enough), the reader of the answer, and what
    makes the same of values that were read, by their order keys."""

    measure: Measure
    request: Request | None
    read: Callable[[Any], Partial]
    told: Callable[[Sequence[str]], Partial]


def figure_of(columns: Columns, measure: Measure, way: Way) -> Figure:
    """Translate a measure."""
    field, kind, op = measure.field, measure.kind or "number", measure.op
    if field is None:
        return Figure(measure, None, lambda count: Counted(int(count)), Counted.of_keys)
    if op == "count":
        count = {"value_count": columns.keys(field, kind)}
        return Figure(measure, count, lambda answer: Counted(int(answer["value"])), Counted.of_keys)
    if op in ("min", "max"):
        return _extreme(columns, measure, field, kind)
    if way is Way.VALUES or (way is Way.QUICK and op in ("cardinality", "percentile")):
        return _valued(columns, measure, field, kind)
    if op == "cardinality":
        request = {"cardinality": columns.keys(field, kind)}
        return Figure(measure, request, lambda answer: Estimated(round(answer["value"])), Valued.of_keys)
    if kind != "number":
        raise refuse("wrong_type", f"{op} needs a number: {field} is {kind}")
    if op == "percentile":
        near = {"percentiles": {**columns.numbers(field, kind), "percents": [measure.percent]}}
        return Figure(measure, near, lambda answer: Estimated(_only(answer["values"])), Valued.of_keys)
    grains = columns.marks(field)
    stats = {"stats": columns.numbers(field, kind)}
    return Figure(measure, stats, lambda answer: _summed(answer, grains), Summed.of_keys)


def computed(
    columns: Columns,
    wanted: Aggregation,
    groups: Sequence[Group],
    run: Callable[[Sequence[Figure]], Table],
    *,
    estimates: bool = True,
) -> Figures:
    """Compute the rows: quickly, then from every value what that leaves in doubt, if these are not too many.

    Raises TooManyBuckets where only an estimate is left, and none is wanted: nothing can be added to one.
    """
    measures = wanted.measures
    try:
        table = run([figure_of(columns, measure, Way.QUICK) for measure in measures])
    except TooManyBuckets:
        if not estimates:
            raise
        table = run([figure_of(columns, measure, Way.NEAR) for measure in measures])
    _settle(columns, measures, table, run)
    names = [group.asked.name for group in groups]
    rows = [
        dict(zip(names, key, strict=True))
        | {each.name: part.figure(each.op, each.percent) for each, part in zip(measures, row, strict=True)}
        for key, row in table.items()
    ]
    near = tuple(each.name for n, each in enumerate(measures) if not all(row[n].exact for row in table.values()))
    return Figures(rows=arranged(rows, names, wanted.sort)[: wanted.limit], approximate=near)


def nothing(wanted: Aggregation) -> Figures:
    """Answer for a database without documents."""
    counts = ("count", "cardinality")
    empty: dict[str, object] = {each.name: 0 if each.op in counts else None for each in wanted.measures}
    return Figures(rows=[] if wanted.group_by else [empty])


def too_many_groups() -> Exception:
    """Make the refusal of an answer with too many groups."""
    return refuse(
        "constraint_violated", f"an aggregate may have {MOST_GROUPS} groups at most", hint="narrow the filter"
    )


def _settle(
    columns: Columns, measures: Sequence[Measure], table: Table, run: Callable[[Sequence[Figure]], Table]
) -> None:
    doubtful = [n for n in range(len(measures)) if any(_in_doubt(row[n]) for row in table.values())]
    if not doubtful:
        return
    try:
        exact = run([figure_of(columns, measures[n], Way.VALUES) for n in doubtful])
    except TooManyBuckets:
        return
    for key, row in table.items():
        for n, part in zip(doubtful, exact.get(key, ()), strict=False):
            row[n] = part


def _in_doubt(part: Partial) -> bool:
    return isinstance(part, Summed) and not part.exact


def _extreme(columns: Columns, measure: Measure, field: str, kind: FieldKind) -> Figure:
    largest = measure.op == "max"
    told = partial(Extreme.of_keys, largest=largest)
    if kind == "number" and FINE not in columns.marks(field):
        request = {"stats": columns.numbers(field, kind)}
        return Figure(measure, request, lambda answer: Extreme(_float_key(answer, measure.op), largest), told)
    column, start = columns.every(field, kind)
    first = {**column, "size": 1, "order": {"_key": "desc" if largest else "asc"}}

    def read(answer: Any) -> Extreme:
        return Extreme(next((each["key"].removeprefix(start) for each in answer["buckets"]), None), largest)

    return Figure(measure, {"terms": first}, read, told)


def _valued(columns: Columns, measure: Measure, field: str, kind: FieldKind) -> Figure:
    column, start = columns.every(field, kind)

    def read(answer: Any) -> Valued:
        if answer.get("sum_other_doc_count"):
            raise TooManyBuckets
        return Valued({each["key"].removeprefix(start): each["doc_count"] for each in answer["buckets"]})

    return Figure(measure, {"terms": column}, read, Valued.of_keys)


def _summed(answer: Any, grains: frozenset[str]) -> Summed:
    count = int(answer["count"])
    if not count:
        return Summed(0, Decimal(0))
    # Beyond all floats OpenSearch writes "Infinity": the sum is told from the values then.
    return Summed.of_floats(count, float(answer["sum"]), answer["min"], answer["max"], grains)


def _float_key(answer: Any, op: str) -> str | None:
    return number_key(float(answer[op]))[0] if answer["count"] else None


def _only(values: dict[str, float | None]) -> object:
    (value,) = (value for name, value in values.items() if not name.endswith("_as_string"))
    return None if value is None else rounded(value)
