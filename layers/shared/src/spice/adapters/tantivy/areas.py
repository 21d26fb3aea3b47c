"""Areas as tantivy queries: a box of the two columns, then the places in it one by one where the box is not exact."""

from collections.abc import Sequence
from typing import cast

from tantivy import Query

from spice.adapters.tantivy.layout import LATITUDE, LONGITUDE, MANY, PAIR, key_of_field
from spice.adapters.tantivy.view import View, all_of, any_of
from spice.domain.search.number_keys import number_key
from spice.domain.search.places import around, inside
from spice.ports.search_index import Condition


def within(view: View, wanted: Condition) -> Query:
    """Match places in [lat, lon, metres] or [south, west, north, east]."""
    area = [float(number) for number in cast(Sequence[float], wanted.value)]
    key = key_of_field(wanted.field)
    box = _box(view, key, area)
    if len(area) == 4 and not view.marked(MANY + key):
        return box
    pairs = f"k.{key}{PAIR}"
    return view.terms(pairs, [pair for pair in view.distinct(box, pairs) if inside(_place(pair), area)])


def _box(view: View, key: str, area: Sequence[float]) -> Query:
    box = around(area)
    latitudes = _between(view, f"o.{key}{LATITUDE}", box.south, box.north)
    longitudes = f"o.{key}{LONGITUDE}"
    if box.west <= box.east:
        return all_of([latitudes, _between(view, longitudes, box.west, box.east)])
    around_the_back = [_between(view, longitudes, box.west, 360), _between(view, longitudes, -360, box.east)]
    return all_of([latitudes, any_of(around_the_back)])


def _between(view: View, column: str, low: float, high: float) -> Query:
    return view.between(column, f"[{number_key(low)[0]}", f"{number_key(high)[0]}]")


def _place(pair: str) -> tuple[float, float]:
    latitude, _, longitude = pair.partition(",")
    return float(latitude), float(longitude)
