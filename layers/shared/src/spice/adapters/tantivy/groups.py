"""Groups: a field's values or intervals as sources of a composite aggregation, and their keys as values."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spice.adapters.tantivy.layout import MONTH, column, figures
from spice.domain.errors import refuse
from spice.domain.search.intervals import FIXED, MONTHS, at_months, at_ticks, natural
from spice.domain.search.order_keys import value_of
from spice.ports.search_index import GroupBy

_FARTHEST = 1 << 53
"""Beyond this many intervals from 0 a float no longer tells neighbours apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a row's key: where it comes from and how its value is read."""

    name: str
    column: str
    interval: float | None
    read: Callable[[Any], object]

    def source(self) -> dict[str, object]:
        """Describe it for a composite aggregation."""
        common = {"field": self.column, "missing_bucket": True}
        if self.interval is None:
            return {"terms": common}
        return {"histogram": {**common, "interval": self.interval}}

    def value(self, key: Any) -> object:
        """Read a bucket's key."""
        return None if key is None else self.read(key)


def group_of(wanted: GroupBy) -> Group:
    """Translate a grouping."""
    name, interval = wanted.name, wanted.interval
    if interval is None:
        return Group(name=name, column=column(wanted.field, wanted.kind), interval=None, read=value_of)
    if isinstance(interval, str):
        if length := FIXED.get(interval):
            return Group(name=name, column=figures(wanted.field), interval=float(length), read=_time)
        step = float(MONTHS[interval])
        return Group(name=name, column=figures(wanted.field) + MONTH, interval=step, read=_month)
    return Group(name=name, column=figures(wanted.field), interval=interval, read=_multiple(interval))


def _time(key: float) -> object:
    return at_ticks(round(key))


def _month(key: float) -> object:
    return at_months(round(key))


def _multiple(interval: float) -> Callable[[float], object]:
    step = Decimal(repr(interval))

    def read(key: float) -> object:
        number = round(key / interval)
        if abs(number) > _FARTHEST:
            raise refuse("constraint_violated", f"the interval {step} is too small for a value near {key}")
        return natural(step * number)

    return read
