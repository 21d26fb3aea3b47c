"""Targets: those that must exist, of the class or below it; those that one instance alone may name."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air

PLACES = [
    {"name": "Place", "abstract": True, "properties": [{"name": "title", "type": "xsd:string"}]},
    {"name": "Port", "parent": "Place"},
    {"name": "Harbour", "parent": "Port"},
    {"name": "Town", "parent": "Place"},
    {
        "name": "Ship",
        "relationships": [
            {"name": "home", "target": "Port", "cardinality": "many_to_one", "on_missing": "refuse"},
            {"name": "calls", "target": "Port", "cardinality": "many_to_many", "on_missing": "refuse"},
            {"name": "berth", "target": "Port", "cardinality": "one_to_one", "on_delete": "detach"},
            {"name": "owns", "target": "Port", "cardinality": "one_to_many", "on_delete": "detach"},
            {"name": "twin", "target": "Ship", "cardinality": "many_to_one", "on_missing": "refuse"},
        ],
    },
]


STRICT = {"name": "at", "target": "Harbour", "on_missing": "refuse"}


@pytest.fixture
def sea(air: Air) -> Air:
    changes = [{"op": "create", "class": each} for each in PLACES]
    done = air.write("POST", "/database/air/ontology/changes", {"message": "places", "changes": changes})
    assert done.data["state"] == "COMPLETED", done.body
    for name, identity in (("Port", "busan"), ("Harbour", "incheon"), ("Town", "daegu")):
        air.put(name, identity)
    return air


def ship(identity: str, op: str = "create", **data: Any) -> dict[str, Any]:
    return {"class": "Ship", "id": identity, "op": op, "data": data}


def port(identity: str, op: str = "create", name: str = "Port") -> dict[str, Any]:
    return {"class": name, "id": identity, "op": op, **({} if op == "delete" else {"data": {}})}


def send(sea: Air, *lines: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    """Send lines, let everything happen, and tell what is wrong by line."""
    reply = sea.client.post(f"{AIR}/bulk", {"instances": list(lines)})
    rejected = reply.data["rejected"]
    told = {row["line"]: [(each["code"], each["path"]) for each in row["errors"]] for row in rejected}
    sea.platform.settle()
    if "batch_id" in reply.data:
        for row in sea.client.get(f"/database/air/batches/{reply.data['batch_id']}").data["failures"]:
            told[row["line"]] = [(each["code"], each["path"]) for each in row["errors"]]
    return told


def test_what_is_missing_is_named_with_its_class_where_it_stands(sea: Air) -> None:
    refused = sea.client.post(AIR, {"class": "Ship", "data": {"home": "ulsan", "calls": ["busan", "jeju"]}})

    assert refused.status == 422
    told = [(each["code"], each["path"], each["value"]) for each in refused.json["errors"]]
    assert told == [("unknown_target", "/data/home", "ulsan"), ("unknown_target", "/data/calls/1", "jeju")]
    assert refused.json["errors"][0]["message"] == "home names Port 'ulsan', which does not exist"


def test_a_target_is_of_the_class_or_below_it_not_beside_it(sea: Air) -> None:
    below = sea.put("Ship", "1", home="incheon")
    beside = sea.client.put(f"{AIR}/Ship/2", {"data": {"home": "daegu"}})

    assert below.data["state"] == "COMPLETED"
    assert beside.codes == ["unknown_target"]


def test_a_patch_is_looked_at_as_well_and_a_deleted_target_is_none(sea: Air) -> None:
    sea.put("Ship", "1", home="busan")
    sea.write("DELETE", f"{AIR}/Port/incheon")

    assert sea.client.patch(f"{AIR}/Ship/1", {"data": {"calls": ["incheon"]}}).codes == ["unknown_target"]


def test_an_instance_may_name_itself(sea: Air) -> None:
    assert sea.put("Ship", "1", twin="1").data["state"] == "COMPLETED"
    assert send(sea, ship("2", twin="2")) == {}


def test_a_line_may_name_what_an_earlier_line_brings_wherever_that_is_decided(sea: Air) -> None:
    lines = [line for n in range(40) for line in (port(f"p{n}"), ship(f"s{n}", home=f"p{n}", calls=["busan", f"p{n}"]))]

    assert send(sea, *lines) == {}
    assert sea.get("Ship", "s39") == {"home": "p39", "calls": ["busan", "p39"]}


def test_what_a_batch_under_way_brings_is_waited_for(sea: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a load that is a few batches ahead of the workers sends them."""
    monkeypatch.setattr("time.sleep", lambda seconds: sea.platform.settle())
    before = sea.client.post(f"{AIR}/bulk", {"instances": [port(f"p{n}") for n in range(9)]})

    after = sea.client.post(f"{AIR}/bulk", {"instances": [ship(f"s{n}", home=f"p{n}") for n in range(10)]})

    assert (before.data["accepted"], after.data["accepted"]) == (9, 9)
    assert [row["line"] for row in after.data["rejected"]] == [10]


def test_a_line_may_not_name_what_comes_later_is_of_another_class_or_ends_before_it(sea: Air) -> None:
    told = send(
        sea,
        ship("1", home="late"),
        port("late"),
        port("town", name="Town"),
        ship("2", home="town"),
        port("late", op="delete"),
        ship("3", calls=["busan", "late"]),
        ship("4", home="nowhere", op="upsert"),
    )

    missing = "unknown_target"
    assert told == {
        1: [(missing, "/lines/1/data/home")],
        4: [(missing, "/lines/4/data/home")],
        6: [(missing, "/lines/6/data/calls/1")],
        7: [(missing, "/lines/7/data/home")],
    }


def test_a_line_may_call_what_is_there_by_a_class_above(sea: Air) -> None:
    sea.write("POST", "/database/air/ontology", {"name": "Yacht", "relationships": [STRICT]})

    told = send(
        sea,
        port("incheon", op="upsert"),
        {"class": "Yacht", "id": "1", "data": {"at": "incheon"}},
        port("busan", op="upsert"),
        {"class": "Yacht", "id": "2", "data": {"at": "busan"}},
    )

    # What is there stays what it is.
    assert {number: errors[0][0] for number, errors in told.items()} == {4: "unknown_target"}


def test_a_line_that_was_rejected_brings_nothing(sea: Air) -> None:
    told = send(sea, ship("1", home="nowhere"), ship("2", twin="1"))

    assert sorted(told) == [1, 2]


def test_nothing_is_kept_of_lines_that_name_what_is_missing_when_all_is_asked_for(sea: Air) -> None:
    body = {"instances": [port("new"), ship("1", home="nowhere")]}

    refused = sea.client.post(f"{AIR}/bulk?on_error=refuse", body)

    assert (refused.status, refused.codes) == (422, ["unknown_target"])


def test_a_target_of_one_to_one_is_named_once(sea: Air) -> None:
    sea.put("Ship", "1", berth="busan")

    second = sea.write("PUT", f"{AIR}/Ship/2", {"data": {"berth": "busan"}})
    same = sea.put("Ship", "1", berth="busan", home="busan")
    sea.put("Ship", "1", home="busan")
    freed = sea.put("Ship", "2", berth="busan")

    (error,) = second.data["errors"]
    assert (error["code"], error["path"], error["value"]) == ("constraint_violated", "/data/berth", "busan")
    assert error["message"] == "Port 'busan' is named by Ship '1' already: berth is one_to_one"
    assert (same.data["state"], freed.data["state"]) == ("COMPLETED", "COMPLETED")


def test_a_target_of_one_to_many_is_named_once_within_a_request_too(sea: Air) -> None:
    told = send(sea, *(ship(str(n), owns=["incheon", f"of its own {n}"]) for n in range(40)))
    owners = [n for n in range(40) if sea.get("Ship", str(n))]

    # Whatever shards they are of.
    assert {code for errors in told.values() for code, _ in errors} == {"constraint_violated"}
    assert (owners, len(told)) == ([0], 39)


def test_a_line_may_name_what_one_before_it_let_go(sea: Air) -> None:
    lines = [
        ship("1", berth="busan", owns=["incheon"]),
        ship("1", "update", berth=None),
        ship("2", berth="busan"),
        ship("2", "update", home="busan"),
        ship("3", berth="busan"),
        {"class": "Ship", "id": "1", "op": "delete"},
        ship("4", owns=["incheon"]),
    ]

    told = sea.client.post(f"{AIR}/bulk", {"instances": lines}).data["rejected"]

    # Those of other shards may still meet the holder before it lets go: the worker says so.
    assert [row["line"] for row in told] == [5]
