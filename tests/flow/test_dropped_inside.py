"""What is dropped inside an object is gone from every answer, as a dropped property is; history tells it as it was."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.test_dropped import change, feed, history, ids

STREET, CITY = {"name": "street", "type": "xsd:string"}, {"name": "city", "type": "xsd:string"}
SKU, COUNT = {"name": "sku", "type": "xsd:string"}, {"name": "count", "type": "xsd:integer"}
EXPORT = f"{AIR}/export?class=Shop"


def shop(address: list[Any] | None, line: list[Any]) -> list[dict[str, Any]]:
    inner: dict[str, Any] = {} if address is None else {"properties": address}
    return [
        {"name": "k", "type": "xsd:string"},
        {"name": "address", "type": "OBJECT", **inner},
        {"name": "lines", "type": "ARRAY", "items": {"type": "OBJECT", "properties": line}},
    ]


def become(air: Air, address: list[Any] | None, line: list[Any]) -> str:
    patch = {"op": "update", "name": "Shop", "patch": {"properties": shop(address, line)}}
    return change(air, patch, waive=("/Shop",))


@pytest.fixture
def shops(air: Air) -> Air:
    change(air, {"op": "create", "class": {"name": "Shop", "properties": shop([STREET, CITY], [SKU, COUNT])}})
    air.put(
        "Shop", "s", k="1", address={"street": "secretroad", "city": "Seoul"}, lines=[{"sku": "hidden", "count": 2}]
    )
    return air


def test_it_is_found_suggested_marked_told_and_exported_no_more(shops: Air) -> None:
    assert ids(shops, "q=secretroad") == ids(shops, "q=hidden") == ["s"]

    after = become(shops, [CITY], [COUNT])

    seen = {"k": "1", "address": {"city": "Seoul"}, "lines": [{"count": 2}]}
    assert ids(shops, f"q=secretroad&after={after}") == ids(shops, "class=Shop&q=hidden") == []
    assert shops.client.get(f"{AIR}/suggest?q=secr").data == []
    (hit,) = shops.client.get(f"{AIR}?q=seoul&highlight=true").data
    assert (hit["data"], [*hit["highlight"]]) == (seen, ["address.city"])
    assert shops.get("Shop", "s") == seen
    assert shops.client.get(f"{AIR}/Shop/s?version=1").data["data"] == seen
    for form in ("csv", "ndjson"):
        written = shops.client.get(f"{EXPORT}&format={form}").body.decode()
        assert "secretroad" not in written
        assert "hidden" not in written
    assert shops.client.get(f"{AIR}?class=Shop&facet=address.street").codes == ["unknown_property"]
    assert shops.client.get(f"{AIR}?class=Shop&filter=lines.sku:exists:true").codes == ["unknown_property"]


def test_a_later_one_of_the_same_name_is_another_one(shops: Air) -> None:
    become(shops, [CITY], [COUNT])
    become(shops, [CITY, STREET], [COUNT, SKU])

    assert shops.get("Shop", "s") == {"k": "1", "address": {"city": "Seoul"}, "lines": [{"count": 2}]}
    assert ids(shops, "q=secretroad") == ids(shops, "class=Shop&filter=address.street:exists:true") == []
    shops.write("PATCH", f"{AIR}/Shop/s", {"data": {"address": {"street": "newroad"}}})
    shops.write("PATCH", f"{AIR}/Shop/s", {"data": {"lines": [{"sku": "fresh", "count": 1}]}})
    found = {"k": "1", "address": {"city": "Seoul", "street": "newroad"}, "lines": [{"sku": "fresh", "count": 1}]}
    assert shops.get("Shop", "s") == found
    facet = shops.client.get(
        f"{AIR}?class=Shop&q=newroad&filter=lines.sku:eq:fresh&facet=address.street&highlight=true"
    )
    assert facet.json["meta"]["facets"] == {"address.street": [{"value": "newroad", "count": 1}]}
    assert [*facet.data[0]["highlight"]] == ["address.street"]
    told = shops.client.get(f"{AIR}/Shop/s/history").data
    assert told[0]["changes"][1]["after"] == {"street": "secretroad", "city": "Seoul"}
    assert told[1]["changes"] == [{"path": "/address/street", "before": None, "after": "newroad"}]
    assert history(shops, "Shop", "s") == feed(shops, "s")


def test_writes_leave_it_be(shops: Air) -> None:
    become(shops, [CITY], [COUNT])

    same = shops.put("Shop", "s", k="1", address={"city": "Seoul"}, lines=[{"count": 2}])
    patched = shops.write("PATCH", f"{AIR}/Shop/s", {"data": {"address": {"city": "Busan"}}})
    back = shops.write("POST", f"{AIR}/Shop/s/restore", {"version": 1})

    assert (same.data["result"]["changed"], patched.data["state"]) == (False, "COMPLETED")
    assert back.data["state"] == "COMPLETED", back.body
    assert shops.get("Shop", "s") == {"k": "1", "address": {"city": "Seoul"}, "lines": [{"count": 2}]}
    assert history(shops, "Shop", "s")[1:] == [["/address/city"], ["/address/city"]]


def test_a_rename_keeps_the_values(shops: Air) -> None:
    held = shops.client.get("/database/air/ontology/Shop").data["properties"]
    street = held[1]["properties"][0]
    change(
        shops,
        {"op": "update", "name": "Shop", "patch": {"properties": shop([{**street, "name": "road"}, CITY], [SKU])}},
        waive=("/Shop/properties/lines",),
    )

    assert shops.get("Shop", "s")["address"] == {"road": "secretroad", "city": "Seoul"}
    assert ids(shops, "class=Shop&filter=address.road:eq:secretroad") == ["s"]
    (entry,) = shops.client.get(f"{AIR}/Shop/s/history").data
    assert entry["changes"][1]["after"] == {"road": "secretroad", "city": "Seoul"}


def test_an_object_of_any_kind_keeps_what_is_listed_later(air: Air) -> None:
    change(air, {"op": "create", "class": {"name": "Shop", "properties": shop(None, [SKU])}})
    air.put("Shop", "s", address={"street": "a", "other": 1})

    become(air, [STREET], [SKU])

    assert air.get("Shop", "s") == {"address": {"street": "a"}}


def test_a_default_is_told_by_names(air: Air) -> None:
    properties = shop([STREET], [SKU])
    properties[1]["default"] = {"street": "here"}
    change(air, {"op": "create", "class": {"name": "Shop", "properties": properties}})
    change(air, {"op": "update", "name": "Shop", "patch": {"properties": shop([CITY], [SKU])}})
    properties[1] |= {"properties": [CITY, STREET], "default": {"street": "there"}}
    change(air, {"op": "update", "name": "Shop", "patch": {"properties": properties}})

    air.put("Shop", "s", k="1")

    assert air.client.get("/database/air/ontology/Shop").data["properties"][1]["default"] == {"street": "there"}
    assert air.get("Shop", "s") == {"k": "1", "address": {"street": "there"}}
