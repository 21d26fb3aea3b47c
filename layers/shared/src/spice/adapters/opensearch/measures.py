"""Measures: how each is asked, and read from the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spice.adapters.opensearch.failures import MOST_GROUPS, TooManyBuckets
from spice.adapters.opensearch.slots import Slots
from spice.domain.errors import refuse
from spice.domain.search.figures import Number, percentile, rounded
from spice.domain.search.intervals import at_ticks, natural
from spice.ports.search_index import Measure


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's request (None: the group's own count is enough), its reader and what it is over no documents."""

    name: str
    request: dict[str, Any] | None
    read: Callable[[Any], object]
    empty: object = None
    every_value: bool = False


def figure_of(slots: Slots, measure: Measure, *, exact: bool) -> Figure:
    """Translate a measure. Distinct counts and percentiles are exact from every value with its count, or estimates."""
    field, kind = measure.field, measure.kind or "number"
    if field is None:
        return Figure(measure.name, None, lambda answer: answer, 0)
    match measure.op:
        case "count":
            request = {"value_count": slots.keys(field, kind)}
            return Figure(measure.name, request, lambda answer: int(answer["value"]), 0)
        case "cardinality" if exact:
            column, _ = slots.terms(field, kind)
            return Figure(measure.name, _every(column), lambda answer: len(_buckets(answer)), 0, every_value=True)
        case "cardinality":
            request = {"cardinality": {**slots.keys(field, kind), "precision_threshold": 40_000}}
            return Figure(measure.name, request, lambda answer: round(answer["value"]), 0)
    if kind not in ("number", "time"):
        raise refuse("wrong_type", f"{measure.op} needs a number or a time: {field} is {kind}")
    figures = slots.figures(field, kind)
    if measure.op == "percentile":
        return _percentile(measure, figures, exact=exact)
    return Figure(measure.name, {"stats": figures}, _stat(measure.op, is_time=kind == "time"))


def _every(column: dict[str, Any]) -> dict[str, Any]:
    return {"terms": {**column, "size": MOST_GROUPS}}


def _buckets(answer: Any) -> Any:
    if answer["sum_other_doc_count"]:
        raise TooManyBuckets
    return answer["buckets"]


def _percentile(measure: Measure, column: dict[str, Any], *, exact: bool) -> Figure:
    def read(answer: Any) -> object:
        counted: list[tuple[Number, int]] = [(_number(each["key"]), each["doc_count"]) for each in _buckets(answer)]
        return percentile(sorted(counted), measure.percent)

    if exact:
        typed = {**column, "value_type": "double"} if "script" in column else column
        return Figure(measure.name, _every(typed), read, every_value=True)
    request = {"percentiles": {**column, "percents": [measure.percent]}}
    return Figure(measure.name, request, lambda answer: _only(answer["values"]))


def _stat(op: str, *, is_time: bool) -> Callable[[Any], object]:
    def read(answer: Any) -> object:
        if not answer["count"]:
            return None
        if is_time:
            return at_ticks(round(answer[op]))
        return answer[op] if op == "avg" else rounded(answer[op])

    return read


def _only(values: dict[str, float | None]) -> object:
    (value,) = (value for name, value in values.items() if not name.endswith("_as_string"))
    return None if value is None else rounded(value)


def _number(key: Any) -> Number:
    return key if isinstance(key, int) else natural(Decimal(repr(float(key))))
