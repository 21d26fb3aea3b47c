"""Groups: a field's values or intervals as sources of a composite aggregation, and their keys as values."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spice.adapters.opensearch.slots import Slots
from spice.domain.errors import refuse
from spice.domain.search.intervals import FIXED, MONTHS, at_months, at_ticks, natural
from spice.domain.search.order_keys import value_of
from spice.ports.search_index import GroupBy

_FARTHEST = 1 << 53
"""Beyond this many intervals from 0 a float no longer tells neighbours apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a row's key: its source of a composite aggregation, and how a bucket's key is read."""

    name: str
    source: dict[str, Any]
    read: Callable[[Any], object]

    def value(self, key: Any) -> object:
        """Read a bucket's key."""
        return None if key is None else self.read(key)


def group_of(slots: Slots, wanted: GroupBy) -> Group:
    """Translate a grouping."""
    field, kind, interval = wanted.field, wanted.kind, wanted.interval
    if interval is None:
        terms = {**slots.keys(field, kind), "missing_bucket": True}
        return Group(name=wanted.name, source={"terms": terms}, read=value_of)
    if isinstance(interval, str) and interval in MONTHS:
        column = slots.figures(field, kind, months=True)
        return _histogram(wanted.name, column, MONTHS[interval], lambda key: at_months(round(key)))
    if isinstance(interval, str):
        return _histogram(wanted.name, slots.figures(field, kind), FIXED[interval], lambda key: at_ticks(round(key)))
    return _histogram(wanted.name, slots.figures(field, kind), interval, _multiple(interval))


def _histogram(name: str, column: dict[str, Any], interval: float, read: Callable[[Any], object]) -> Group:
    if "script" in column:
        column = {**column, "value_type": "double"}
    return Group(name=name, source={"histogram": {**column, "interval": interval, "missing_bucket": True}}, read=read)


def _multiple(interval: float) -> Callable[[float], object]:
    step = Decimal(repr(interval))

    def read(key: float) -> object:
        number = round(key / interval)
        if abs(number) > _FARTHEST:
            raise refuse("constraint_violated", f"the interval {step} is too small for a value near {key}")
        return natural(step * number)

    return read
