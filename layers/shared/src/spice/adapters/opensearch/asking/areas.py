"""Areas as queries: a box of the two numbers; then, where the box is not exact, the server measures each place."""

from collections.abc import Sequence
from typing import cast

from spice.adapters.opensearch.asking.view import Clause, all_of, any_of
from spice.adapters.opensearch.documents.layout import EQUALS, LATITUDE, LONGITUDE, MANY, MARKS, PAIR, TERMS
from spice.ports.search_filter import Condition
from spice.searching.number_keys import number_key
from spice.searching.places import around

_INSIDE = """
for (String t : doc['v']) {
  if (!t.startsWith(params.p)) { continue; }
  int comma = t.indexOf(',', params.p.length());
  double lat = Double.parseDouble(t.substring(params.p.length(), comma));
  double lon = Double.parseDouble(t.substring(comma + 1));
  List a = params.area;
  if (a.size() == 3) {
    double south = Math.toRadians(lat), north = Math.toRadians(a[0]);
    double up = Math.sin((north - south) / 2), along = Math.sin(Math.toRadians(a[1] - lon) / 2);
    double across = up * up + Math.cos(south) * Math.cos(north) * along * along;
    if (2 * params.earth * Math.asin(Math.min(1.0, Math.sqrt(across))) <= a[2]) { return true; }
  } else if (a[0] <= lat && lat <= a[2]) {
    if (lat == -90 || lat == 90) { return true; }
    for (List s : params.spans) { if (s[0] <= lon && lon <= s[1]) { return true; } }
  }
}
return false;
"""
_EARTH = 6_371_008.8


def within(wanted: Condition) -> Clause:
    """Match places in [lat, lon, metres] or [south, west, north, east]."""
    area = [float(number) for number in cast(Sequence[float], wanted.value)]
    spans = [list(span) for span in around(area).spans]
    params = {"p": wanted.field + PAIR + EQUALS, "area": area, "spans": spans, "earth": _EARTH}
    measured: Clause = {"script": {"script": {"source": _INSIDE, "params": params}}}
    if len(area) == 4:
        # Of a document with one place the box says all.
        measured = any_of([all_of([], without=[{"term": {MARKS: MANY + wanted.field}}]), measured])
    return all_of([_box(wanted.field, area), measured])


def _box(field: str, area: Sequence[float]) -> Clause:
    box = around(area)
    where = [_between(field + LONGITUDE, west, east) for west, east in box.spans]
    where += [_between(field + LATITUDE, pole, pole) for pole in box.poles]
    return all_of([_between(field + LATITUDE, box.south, box.north), any_of(where)])


def _between(name: str, low: float, high: float) -> Clause:
    keys = {"gte": name + EQUALS + number_key(low)[0], "lte": name + EQUALS + number_key(high)[0]}
    return {"range": {TERMS: keys}}
