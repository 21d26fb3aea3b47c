"""What every search index finds within areas at the edges of the map."""

import pytest

from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, ids, where

PLACES = {
    "east": (0, 180),
    "west": (0, -180),
    "fiji": (-18, 178),
    "samoa": (-14, -172),
    "north": (90, 50),
    "south": (-90, -120),
    "arctic": (85, 50),
    "null": (0, 0),
}


@pytest.fixture
def map_index(index: SearchIndex) -> SearchIndex:
    index.apply(DATABASE, [a_document(id, where={"lat": lat, "lon": lon}) for id, (lat, lon) in PLACES.items()])
    return index


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ([-1.0, 170.0, 1.0, 180.0], "east west"),
        ([-1.0, -180.0, 1.0, -170.0], "east west"),
        ([-1.0, 180.0, 1.0, 180.0], "east west"),
        ([-1.0, -180.0, 1.0, -180.0], "east west"),
        ([-1.0, 180.0, 1.0, -180.0], "east west"),
        ([-1.0, -180.0, 1.0, 180.0], "east null west"),
        ([-20.0, 170.0, 1.0, -170.0], "east fiji samoa west"),
        ([-20.0, -170.0, 1.0, 170.0], "null"),
        ([80.0, -10.0, 90.0, 10.0], "north"),
        ([80.0, 40.0, 90.0, 60.0], "arctic north"),
        ([-90.0, 10.0, -80.0, 20.0], "south"),
        ([0.0, 179.5, 100_000.0], "east west"),
        ([0.0, -179.5, 100_000.0], "east west"),
        ([0.0, 180.0, 1.0], "east west"),
        ([89.0, -130.0, 700_000.0], "arctic north"),
        ([-89.9, 60.0, 20_000.0], "south"),
    ],
)
def test_an_area_holds_what_lies_in_it(map_index: SearchIndex, area: list[float], found: str) -> None:
    assert ids(map_index, where("where", "within", area)) == found.split()


def test_of_several_places_one_is_enough_at_the_edges_too(index: SearchIndex) -> None:
    far, edge, pole = ({"lat": lat, "lon": lon} for lat, lon in ((10, 10), (0, -180), (90, 7)))
    index.apply(DATABASE, [a_document("a", where=[far, edge]), a_document("b", where=[far, pole])])

    assert ids(index, where("where", "within", [-1.0, 170.0, 1.0, 180.0])) == ["a"]
    assert ids(index, where("where", "within", [80.0, 100.0, 90.0, 110.0])) == ["b"]
