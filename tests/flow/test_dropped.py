"""What is dropped from the ontology is gone from every answer from that commit on; history tells it as it was."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air

PLANE = {
    "name": "Plane",
    "properties": [{"name": "v", "type": "xsd:string"}, {"name": "k", "type": "xsd:string"}],
    "relationships": [{"name": "home", "target": "Airport", "cardinality": "many_to_one", "on_missing": "allow"}],
}
JET = {"name": "Jet", "parent": "Plane", "properties": [{"name": "thrust", "type": "xsd:string"}]}


@pytest.fixture
def planes(air: Air) -> Air:
    change(air, {"op": "create", "class": PLANE}, {"op": "create", "class": JET})
    air.put("Plane", "p", v="secretword", k="1", home="EWR")
    return air


def change(air: Air, *changes: dict[str, Any], waive: tuple[str, ...] = ()) -> str:
    body = {"message": "m", "changes": list(changes), "waive": [{"path": path, "reason": "test"} for path in waive]}
    done = air.write("POST", "/database/air/ontology/changes", body)
    assert done.data["state"] == "COMPLETED", done.body
    return str(done.data["command_id"])


def drop(air: Air, name: str, *, field: str = "properties") -> str:
    held = air.client.get("/database/air/ontology/Plane").data[field]
    kept = [part for part in held if part["name"] != name]
    patch = {"op": "update", "name": "Plane", "patch": {field: kept}}
    return change(air, patch, waive=(f"/Plane/{field}/{name}",))


def add(air: Air, name: str) -> str:
    held = air.client.get("/database/air/ontology/Plane").data["properties"]
    patch = {"properties": [*held, {"name": name, "type": "xsd:string"}]}
    return change(air, {"op": "update", "name": "Plane", "patch": patch})


def delete_class(air: Air, *names: str) -> str:
    changes = [{"op": "delete", "name": name} for name in names]
    return change(air, *changes, waive=tuple(f"/{name}" for name in names))


def ids(air: Air, query: str) -> list[str]:
    return [hit["id"] for hit in air.client.get(f"{AIR}?{query}").data]


def history(air: Air, class_name: str, identity: str) -> list[list[str]]:
    events = air.client.get(f"{AIR}/{class_name}/{identity}/history").data
    return [[each["path"] for each in event["changes"]] for event in events]


def feed(air: Air, identity: str) -> list[list[str]]:
    events = air.client.get("/database/air/events?limit=1000").data
    return [[each["path"] for each in event["changes"]] for event in events if event.get("id") == identity]


def test_a_dropped_value_is_found_suggested_and_marked_no_more(planes: Air) -> None:
    assert ids(planes, "q=secretword") == ["p"]

    after = drop(planes, "v")

    assert ids(planes, f"q=secretword&after={after}") == []
    assert ids(planes, "class=Plane&q=secretword") == []
    assert ids(planes, "class=Plane&q=secretwrod") == []
    assert planes.client.get(f"{AIR}/suggest?q=secr").data == []
    (hit,) = planes.client.get(f"{AIR}?q=1&highlight=true").data
    assert (hit["data"], [*hit["highlight"]]) == ({"k": "1", "home": "EWR"}, ["k"])
    assert planes.get("Plane", "p") == {"k": "1", "home": "EWR"}
    assert "secretword" not in planes.client.get(f"{AIR}/export?class=Plane&format=ndjson").body.decode()
    assert planes.client.get(f"{AIR}?filter=v:exists:true").codes == ["unknown_property"]


def test_a_property_of_the_same_name_is_another_one(planes: Air) -> None:
    drop(planes, "v")
    add(planes, "v")

    assert planes.get("Plane", "p") == {"k": "1", "home": "EWR"}
    assert ids(planes, "q=secretword") == []
    assert ids(planes, "class=Plane&filter=v:exists:true") == []
    planes.write("PATCH", f"{AIR}/Plane/p", {"data": {"v": "newword"}})
    assert ids(planes, "class=Plane&q=newword&filter=v:eq:newword") == ["p"]
    told = planes.client.get(f"{AIR}/Plane/p/history").data[-1]["changes"]
    assert told == [{"path": "/v", "before": None, "after": "newword"}]
    past = planes.client.get(f"{AIR}/Plane/p/lineage").data["properties"]
    assert [entry["after"] for entry in past["v"]] == ["newword"]
    assert [[entry["after"] for entry in past[name]] for name in past if name.startswith("v_")] == [["secretword"]]


def test_history_and_feed_tell_the_same_changes(planes: Air) -> None:
    drop(planes, "v")
    planes.write("PATCH", f"{AIR}/Plane/p", {"data": {"k": "2"}})
    planes.write("PUT", f"{AIR}/Plane/p", {"data": {"k": "3"}})
    planes.write("DELETE", f"{AIR}/Plane/p")

    assert history(planes, "Plane", "p") == feed(planes, "p")
    assert history(planes, "Plane", "p") == [["/v", "/k", "/home"], ["/k"], ["/k", "/home"], ["/k"]]


def test_a_put_of_what_is_there_changes_nothing_though_something_was_dropped(planes: Air) -> None:
    drop(planes, "v")

    done = planes.put("Plane", "p", k="1", home="EWR")

    assert done.data["result"]["changed"] is False
    assert done.data["result"]["version"] == 1


def test_a_dropped_relationship_is_gone_too(planes: Air) -> None:
    assert ids(planes, "q=EWR") == ["p"]

    drop(planes, "home", field="relationships")

    assert ids(planes, "q=EWR") == []
    assert planes.get("Plane", "p") == {"v": "secretword", "k": "1"}


def test_instances_of_a_deleted_class_are_in_no_answer(planes: Air) -> None:
    planes.put("Airport", "EWR", code="EWR", title="secretword")

    after = delete_class(planes, "Jet", "Plane")

    assert ids(planes, f"after={after}") == ["EWR"]
    assert ids(planes, "q=secretword") == ["EWR"]
    facets = planes.client.get(f"{AIR}?facet=_class").json["meta"]["facets"]
    assert facets == {"_class": [{"value": "Airport", "count": 1}]}
    rows = planes.client.post(f"{AIR}/aggregate", {"group_by": [{"field": "_class"}]}).data
    assert rows == [{"_class": "Airport", "count": 1}]
    assert [hit["id"] for hit in planes.client.get(f"{AIR}/suggest?q=secr").data] == ["EWR"]
    assert planes.client.get("/database/air/metrics").data["classes"] == {"Airport": 1}
    assert b"Plane" not in planes.client.get(f"{AIR}/export?format=ndjson").body
    assert planes.client.get(f"{AIR}/Plane/p").status == 404
    told = [event for event in planes.client.get("/database/air/events").data if event.get("id") == "p"]
    assert [(event["class"], event["changes"][0]["path"]) for event in told] == [("Plane", "/v")]


def test_a_class_of_the_same_name_is_another_one(planes: Air) -> None:
    delete_class(planes, "Jet", "Plane")
    change(planes, {"op": "create", "class": PLANE})

    assert planes.get("Plane", "p") is None
    assert ids(planes, "class=Plane") == []
    done = planes.write("POST", AIR, {"class": "Plane", "id": "p", "data": {"k": "new"}})
    assert (done.data["state"], done.data["result"]["version"]) == ("COMPLETED", 1)
    assert planes.client.get("/database/air/metrics").data["classes"] == {"Plane": 1}


def test_an_instance_of_a_deleted_subclass_may_be_made_again(planes: Air) -> None:
    planes.put("Jet", "j", k="1", thrust="strong")

    delete_class(planes, "Jet")

    assert planes.get("Plane", "j") is None
    assert ids(planes, "class=Plane") == ["p"]
    done = planes.write("POST", AIR, {"class": "Plane", "id": "j", "data": {"k": "2"}})
    assert (done.data["state"], done.data["result"]["version"]) == ("COMPLETED", 2)
    assert planes.get("Plane", "j") == {"k": "2"}
    assert planes.client.get("/database/air/metrics").data["classes"] == {"Plane": 2}
    assert history(planes, "Plane", "j") == feed(planes, "j")


def test_a_target_of_a_deleted_class_does_not_exist(planes: Air) -> None:
    gate = {"name": "Gate", "properties": [], "relationships": []}
    strict = {"name": "on", "target": "Plane", "cardinality": "many_to_one", "on_missing": "refuse"}
    change(planes, {"op": "create", "class": {**gate, "relationships": [strict]}})
    planes.put("Jet", "j", k="1")
    delete_class(planes, "Jet")

    refused = planes.client.put(f"{AIR}/Gate/g", {"data": {"on": "j"}})

    assert refused.codes == ["unknown_target"]


def test_what_a_class_no_longer_inherits_is_gone_from_it_alone(planes: Air) -> None:
    wide = {"name": "Wide", "parent": "Plane", "properties": [{"name": "deck", "type": "xsd:string"}]}
    change(planes, {"op": "create", "class": wide}, {"op": "create", "class": {"name": "Big", "parent": "Wide"}})
    planes.put("Wide", "w", deck="hiddenword")
    planes.put("Big", "b", deck="hiddenword", k="strong")
    assert sorted(ids(planes, "q=hiddenword")) == ["b", "w"]

    change(planes, {"op": "update", "name": "Big", "patch": {"parent": "Plane"}}, waive=("/Big/parent",))

    assert ids(planes, "q=hiddenword") == ["w"]
    assert ids(planes, "q=strong") == ["b"]


def test_a_version_of_another_class_of_the_hierarchy_is_restored(planes: Air) -> None:
    planes.write("DELETE", f"{AIR}/Plane/p")
    planes.put("Jet", "p", k="2", thrust="strong")
    assert planes.client.get(f"{AIR}/Plane/p?version=1").status == 200

    done = planes.write("POST", f"{AIR}/Plane/p/restore", {"version": 1})

    assert done.data["state"] == "COMPLETED", done.body
    found = planes.client.get(f"{AIR}/Plane/p").data
    assert (found["class"], found["data"]) == ("Plane", {"v": "secretword", "k": "1", "home": "EWR"})
    assert ids(planes, "class=Jet") == []
    assert planes.client.get("/database/air/metrics").data["classes"] == {"Plane": 1}
    assert history(planes, "Plane", "p") == feed(planes, "p")
