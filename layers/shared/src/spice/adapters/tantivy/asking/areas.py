"""Areas as tantivy queries: a box of the two columns, then the places in it one by one where the box is not exact."""

from collections.abc import Sequence
from typing import cast

from tantivy import Query

from spice.adapters.tantivy.asking.view import View, all_of, any_of
from spice.adapters.tantivy.documents.layout import LATITUDE, LONGITUDE, MANY, PAIR, key_of_field
from spice.ports.search_filter import Condition
from spice.searching.number_keys import number_key
from spice.searching.places import around, inside


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
    latitude, longitude = f"o.{key}{LATITUDE}", f"o.{key}{LONGITUDE}"
    where = [_between(view, longitude, west, east) for west, east in box.spans]
    where += [_between(view, latitude, pole, pole) for pole in box.poles]
    return all_of([_between(view, latitude, box.south, box.north), any_of(where)])


def _between(view: View, column: str, low: float, high: float) -> Query:
    return view.between(column, f"[{number_key(low)[0]}", f"{number_key(high)[0]}]")


def _place(pair: str) -> tuple[float, float]:
    latitude, _, longitude = pair.partition(",")
    return float(latitude), float(longitude)
