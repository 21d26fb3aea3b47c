"""Groups: where a row's key comes from, and how a bucket of an index is read. Several buckets may be one group."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any, Literal

from spice.adapters.engines.long_texts import LongTexts, shown
from spice.ports.search_index import GroupBy
from spice.searching.intervals import (
    EARLY,
    FIXED,
    MONTHS,
    OF_A_ZONE,
    at_minutes,
    at_months,
    number_bucket,
    time_bucket,
    unit_of,
)
from spice.searching.number_keys import FINE, number_of
from spice.searching.order_keys import moment_of_key

Origin = Literal["keys", "numbers", "months"]
_WIDEST = 1 << 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a row's key: buckets of a column, as wide as `width` (None: its values), and their reader."""

    asked: GroupBy
    origin: Origin
    width: int | None
    read: Callable[[Any], object]

    def value(self, key: Any, texts: LongTexts) -> object:
        """Read a bucket's key."""
        if isinstance(key, str):
            key = texts.whole(self.asked.field, self.asked.kind, key)
        return None if key is None else self.read(key)


def group_of(asked: GroupBy, marks: Set[str]) -> Group:
    """Choose the cheapest buckets that are surely right; `marks` tell what values of the field there are."""
    interval = asked.interval
    if interval is None:
        return Group(asked=asked, origin="keys", width=None, read=shown)
    if not isinstance(interval, str):
        if FINE not in marks and isinstance(interval, int) and interval < _WIDEST:
            return Group(asked=asked, origin="numbers", width=interval, read=round)
        return Group(asked=asked, origin="keys", width=None, read=lambda key: number_bucket(number_of(key), interval))
    if asked.zone is not None and interval in OF_A_ZONE:
        return _of_zone(asked, interval, asked.zone, marks)
    if interval in MONTHS:
        return Group(asked=asked, origin="months", width=MONTHS[interval], read=lambda key: at_months(round(key)))
    return Group(asked=asked, origin="numbers", width=FIXED[interval], read=lambda key: at_minutes(round(key)))


def _of_zone(asked: GroupBy, interval: str, zone: str, marks: Set[str]) -> Group:
    """Cut finer than days, where zones are even; take every value by itself where they were not."""
    unit = None if EARLY in marks else unit_of(zone)
    if unit is None:
        return Group(
            asked=asked, origin="keys", width=None, read=lambda key: time_bucket(moment_of_key(key), interval, zone)
        )
    return Group(
        asked=asked,
        origin="numbers",
        width=unit,
        read=lambda key: time_bucket(at_minutes(round(key)), interval, zone),
    )
