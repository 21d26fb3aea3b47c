"""Measures: how each is asked of tantivy, and read from its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spice.adapters.tantivy.failures import MOST_GROUPS
from spice.adapters.tantivy.layout import PAIR, column, figures
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


def figure_of(measure: Measure, *, exact: bool) -> Figure:
    """Translate a measure. Distinct counts and percentiles are exact from every value with its count, or estimates."""
    field, kind = measure.field, measure.kind or "number"
    if field is None:
        return Figure(measure.name, None, _whole, 0)
    values = column(field, kind) + (PAIR if kind == "point" else "")
    match measure.op:
        case "count":
            return Figure(measure.name, {"value_count": {"field": values}}, lambda answer: int(answer["value"]), 0)
        case "cardinality":
            request = _every_value(values) if exact else {"cardinality": {"field": values}}
            return Figure(measure.name, request, _distinct if exact else _estimated, 0)
        case "percentile":
            return _percentile(measure, figures(field), exact=exact)
    if kind not in ("number", "time"):
        raise refuse("wrong_type", f"{measure.op} needs a number or a time: {field} is {kind}")
    return Figure(measure.name, {"stats": {"field": figures(field)}}, _stat(measure.op, is_time=kind == "time"))


def _every_value(name: str) -> dict[str, Any]:
    return {"terms": {"field": name, "size": MOST_GROUPS, "segment_size": MOST_GROUPS}}


def _percentile(measure: Measure, name: str, *, exact: bool) -> Figure:
    def read(answer: Any) -> object:
        counted: list[tuple[Number, int]] = [(_number(each["key"]), each["doc_count"]) for each in answer["buckets"]]
        return percentile(sorted(counted), measure.percent)

    if exact:
        return Figure(measure.name, _every_value(name), read)
    request = {"percentiles": {"field": name, "percents": [measure.percent]}}
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
    (value,) = values.values()
    return None if value is None else rounded(value)


def _number(key: float) -> Number:
    return key if isinstance(key, int) else natural(Decimal(repr(key)))


def _whole(answer: Any) -> object:
    return answer


def _distinct(answer: Any) -> object:
    return len(answer["buckets"])


def _estimated(answer: Any) -> object:
    return round(answer["value"])
