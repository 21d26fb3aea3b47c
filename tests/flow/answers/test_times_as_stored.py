"""A facet, a group, a least and a greatest time are written as the data of the instance has them."""

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.test_dropped import change

STORED = "2024-06-01T03:00:00.1Z"
FINE = ("2024-06-01T03:00:00.123456788Z", "2024-06-01T03:00:00.123456789Z")
TIME = {"type": "xsd:dateTime"}
PROPERTIES = [
    {"name": "at", **TIME},
    {"name": "all", "type": "ARRAY", "items": TIME},
    {"name": "stay", "type": "OBJECT", "properties": [{"name": "at", **TIME}]},
]


@pytest.mark.parametrize("field", ["at", "all", "stay.at"])
def test_a_time_has_no_needless_zeros(air: Air, field: str) -> None:
    change(air, {"op": "create", "class": {"name": "Visit", "properties": PROPERTIES}})
    air.put("Visit", "v", at=STORED, all=[STORED], stay={"at": STORED})
    ends = [{"op": op, "field": field, "as": op} for op in ("min", "max")]
    asked = {"class": "Visit", "group_by": [{"field": field, "as": "group"}], "measures": ends}

    rows = air.client.post(f"{AIR}/aggregate", asked).data
    facets = air.client.get(f"{AIR}?class=Visit&facet={field}").json["meta"]["facets"]

    assert rows == [{"group": STORED, "min": STORED, "max": STORED}]
    assert facets == {field: [{"value": STORED, "count": 1}]}


def test_a_time_has_all_digits_of_its_second(air: Air) -> None:
    change(air, {"op": "create", "class": {"name": "Visit", "properties": PROPERTIES}})
    for id, at in zip("ab", FINE, strict=True):
        air.put("Visit", id, at=at)
    ends = [{"op": op, "field": "at", "as": op} for op in ("min", "max")]

    (row,) = air.client.post(f"{AIR}/aggregate", {"class": "Visit", "measures": ends}).data
    found = air.client.get(f"{AIR}?class=Visit&filter=at:eq:2024-06-01T12:00:00.123456789%2B09:00&facet=at").json

    assert row == {"min": FINE[0], "max": FINE[1]}
    assert [hit["id"] for hit in found["data"]] == ["b"]
    assert found["meta"]["facets"] == {"at": [{"value": FINE[1], "count": 1}]}


def test_when_it_was_written_is_told_as_on_the_instance(air: Air) -> None:
    air.put("Airport", "a", code="a")
    told = air.client.get(f"{AIR}/Airport/a").data["created_at"]

    facets = air.client.get(f"{AIR}?class=Airport&facet=_created_at").json["meta"]["facets"]

    assert facets == {"_created_at": [{"value": told, "count": 1}]}
