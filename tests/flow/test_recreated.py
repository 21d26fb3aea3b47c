"""An id whose class was dropped and that is there again: what it was before is told, and refused, by its own names."""

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.projecting.test_rebuild import rebuild
from tests.flow.test_dropped import change, delete_class, planes
from tests.flow.test_undo import outcome, send, undo

__all__ = ["planes"]
OTHER = {"name": "Glider", "parent": "Plane", "properties": []}


@pytest.fixture
def jets(planes: Air) -> Air:
    """A jet whose class is deleted."""
    planes.put("Jet", "j", k="1", thrust="strong")
    delete_class(planes, "Jet")
    return planes


def told(air: Air, path: str) -> tuple[str, dict[str, str]]:
    found = air.client.get(f"{AIR}/{path}").data
    return found["class"], found["data"]


def restore(air: Air, path: str, version: int) -> tuple[int, list[str], str]:
    refused = air.client.post(f"{AIR}/{path}/restore", {"version": version})
    return refused.status, refused.codes, refused.json["errors"][0]["message"]


@pytest.mark.parametrize("again", ["Plane", "Jet"])
def test_earlier_versions_are_told_with_the_class_they_had(jets: Air, again: str) -> None:
    at = jets.client.get(f"{AIR}/Plane/j/history").data[0]["at"]
    if again == "Jet":
        change(jets, {"op": "create", "class": {"name": "Jet", "parent": "Plane", "properties": []}})
    jets.put(again, "j", k="2")

    assert told(jets, f"{again}/j?version=1") == ("Jet", {"k": "1", "thrust": "strong"})
    assert told(jets, f"{again}/j?at={at}") == ("Jet", {"k": "1", "thrust": "strong"})
    assert told(jets, f"{again}/j?version=2") == told(jets, f"{again}/j") == (again, {"k": "2"})


def test_a_version_of_a_living_class_is_restored_though_that_of_the_last_is_gone(planes: Air) -> None:
    planes.write("DELETE", f"{AIR}/Plane/p")
    planes.put("Jet", "p", k="2", thrust="strong")
    delete_class(planes, "Jet")

    done = planes.write("POST", f"{AIR}/Plane/p/restore", {"version": 1})

    assert done.data["state"] == "COMPLETED", done.body
    assert told(planes, "Plane/p") == ("Plane", {"v": "secretword", "k": "1", "home": "EWR"})


def test_a_version_whose_class_is_gone_is_refused_by_that_name(jets: Air) -> None:
    gone = (422, ["unknown_class"], "'j' was of the class Jet at version 1, which is gone")
    assert restore(jets, "Plane/j", 1) == gone

    jets.put("Plane", "j", k="2")

    assert restore(jets, "Plane/j", 1) == gone


def test_what_a_path_never_led_to_is_not_restored_by_it(jets: Air) -> None:
    change(jets, {"op": "create", "class": OTHER})

    assert restore(jets, "Glider/j", 1)[:2] == (404, ["not_found"])


@pytest.mark.parametrize("again", ["Plane", "Jet"])
def test_what_is_created_again_has_nothing_before_it(jets: Air, again: str) -> None:
    if again == "Jet":
        change(jets, {"op": "create", "class": {"name": "Jet", "parent": "Plane", "properties": []}})
    jets.put(again, "j", k="2")
    begun = [{"path": "/k", "before": None, "after": "2"}]

    created = jets.client.get(f"{AIR}/{again}/j/history").data[-1]
    assert (created["type"], created["version"], created["changes"]) == ("InstanceCreated", 2, begun)
    (fed,) = (each for each in jets.client.get("/database/air/events?limit=1000").data if each["version"] == 2)
    assert (fed["id"], fed["changes"]) == ("j", begun)
    past = jets.client.get(f"{AIR}/{again}/j/lineage").data["properties"]
    assert [(each["before"], each["after"]) for each in past["k"]] == [(None, "1"), (None, "2")]
    assert [(each["before"], each["after"]) for each in past["thrust"]] == [(None, "strong")]


def test_undoing_a_batch_that_created_it_again_ends_it(jets: Air) -> None:
    batch = send(jets, {"op": "create", "class": "Plane", "id": "j", "data": {"k": "2"}})

    assert outcome(jets, undo(jets, batch)) == (1, 1, [])
    assert jets.get("Plane", "j") is None


def counted(air: Air) -> dict[str, int]:
    classes: dict[str, int] = air.client.get("/database/air/metrics").data["classes"]
    return {name: classes.get(name, 0) for name in ("Plane", "Jet")}


def test_it_counts_as_what_it_is_though_its_old_class_comes_back(planes: Air) -> None:
    planes.put("Jet", "j", k="1")
    head = planes.client.get("/database/air/branches/main").data["head"]
    delete_class(planes, "Jet")
    planes.put("Plane", "j", k="2")
    gone = counted(planes)

    back = planes.write("POST", "/database/air/branches/main/rollback", {"to": head, "message": "back"})
    counts = [counted(planes)]
    rebuild(planes, "metrics")
    counts.append(counted(planes))
    planes.write("DELETE", f"{AIR}/Plane/j")

    assert back.data["state"] == "COMPLETED"
    assert gone == {"Plane": 2, "Jet": 0}
    assert counts == [{"Plane": 2, "Jet": 0}] * 2
    assert counted(planes) == {"Plane": 1, "Jet": 0}


@pytest.fixture
def glider(planes: Air) -> Air:
    """A jet that was changed and deleted, whose id is a glider's now; all of their classes live."""
    change(planes, {"op": "create", "class": OTHER})
    change(planes, {"op": "create", "class": {**OTHER, "name": "Balloon"}})
    planes.put("Jet", "j", k="1", thrust="strong")
    planes.write("PATCH", f"{AIR}/Jet/j", {"data": {"thrust": "weak"}})
    planes.write("DELETE", f"{AIR}/Jet/j")
    planes.put("Glider", "j", k="2")
    return planes


def past_of(air: Air, path: str) -> list[object]:
    """What is told of the past by a path, at every door."""
    at, versions = f"{AIR}/{path}", air.client.get(f"{AIR}/{path}/versions").data
    moments = [each["at"] for each in versions]
    doors = ["history", "history?path=/thrust&order=desc", "lineage", f"changes?from={moments[0]}&to={moments[3]}"]
    read = [air.client.get(f"{at}/{door}") for door in doors]
    read += [air.client.get(f"{at}?{asked}") for n in range(4) for asked in (f"version={n + 1}", f"at={moments[n]}")]
    return [versions, *((each.status, each.json["data"]) for each in read)]


def test_its_past_is_the_same_by_the_path_of_the_class_it_was_of(glider: Air) -> None:
    told_by = {path: past_of(glider, path) for path in ("Jet/j", "Plane/j", "Glider/j")}
    now = [glider.client.get(f"{AIR}/{path}").status for path in told_by]

    assert [row["type"] for row in glider.client.get(f"{AIR}/Jet/j/history").data] == [
        "InstanceCreated",
        "InstanceUpdated",
        "InstanceDeleted",
        "InstanceCreated",
    ]
    assert told_by["Jet/j"] == told_by["Plane/j"] == told_by["Glider/j"]
    assert told(glider, "Jet/j?version=2") == ("Jet", {"k": "1", "thrust": "weak"})
    assert told(glider, "Jet/j?version=4") == ("Glider", {"k": "2"})
    assert now == [404, 200, 200]


def test_so_it_is_once_that_class_is_gone(glider: Air) -> None:
    delete_class(glider, "Jet")

    assert past_of(glider, "Jet/j") == past_of(glider, "Plane/j") == past_of(glider, "Glider/j")


def test_the_path_of_a_class_that_it_never_was_of_tells_nothing(glider: Air) -> None:
    asked = ["history", "versions", "lineage", "changes"]
    told_of = [glider.client.get(f"{AIR}/Balloon/j/{door}").codes for door in asked]

    assert told_of == [["not_found"]] * 4
    assert glider.client.get(f"{AIR}/Balloon/j?version=1").codes == ["not_found"]
    assert restore(glider, "Balloon/j", 1)[:2] == (404, ["not_found"])


@pytest.mark.parametrize("path", ["Jet/j", "Plane/j", "Glider/j"])
def test_a_restore_by_its_paths_does_the_same(glider: Air, path: str) -> None:
    done = [glider.write("POST", f"{AIR}/{path}/restore", {"version": 2}).data]
    living = told(glider, "Plane/j")
    glider.write("DELETE", f"{AIR}/Plane/j")
    done.append(glider.write("POST", f"{AIR}/{path}/restore", {"version": 2}).data)

    assert [each["state"] for each in done] == ["COMPLETED"] * 2
    assert living == told(glider, "Jet/j") == ("Jet", {"k": "1", "thrust": "weak"})
    assert glider.client.get(f"{AIR}/Glider/j").status == 404
