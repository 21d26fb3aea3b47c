"""Branches: made, written, read, compared, rolled back, protected, deleted."""

import pytest

from spice.application.deciding import decide_branches
from tests.flow.branches.branching import DB, add, branch, describe, done, failed, names, read
from tests.flow.conftest import Air


def test_a_branch_goes_its_own_way(air: Air) -> None:
    made = branch(air, "new-fares")
    moved = add(air, "Flight", "new-fares", name="fare", type="xsd:decimal")

    assert made["head"] == read(air, "/branches/main")["head"]
    assert names(air, "Flight", "new-fares") == ["number", "delay", "note", "fare"]
    assert names(air, "Flight") == ["number", "delay", "note"]
    assert air.client.post(f"{DB}/instances", {"class": "Flight", "data": {"number": 1, "fare": 2}}).status == 422
    listed = {each["name"]: each for each in read(air, "/branches")}
    assert {name: (each["ahead"], each["behind"]) for name, each in listed.items()} == {
        "main": (0, 0),
        "new-fares": (1, 0),
    }
    assert listed["new-fares"]["head"] == listed["new-fares"]["last_commit"]["commit"] == moved["commit"]
    assert [each["path"] for each in listed["new-fares"]["last_commit"]["changes"]] == [
        each["path"] for each in moved["changes"]
    ]
    assert [each["commit"] for each in read(air, "/commits?branch=new-fares")] == [moved["commit"], made["head"]]
    assert [each["commit"] for each in read(air, "/commits")] == [made["head"]]
    assert air.client.get(f"{DB}/branches/new-fares").headers["ETag"] == f'"{moved["commit"]}"'


def test_a_branch_is_read_at_a_commit_or_a_time(air: Air) -> None:
    branch(air, "try")
    first = add(air, "Flight", "try", name="fare", type="xsd:decimal")["commit"]
    then = read(air, f"/commits/{first}")["at"]
    air.now.advance(60)
    add(air, "Flight", "try", name="gate_no", type="xsd:string")

    for at in (first, then):
        parts = read(air, f"/ontology/Flight?branch=try&at={at}")["properties"]
        assert [part["name"] for part in parts][3:] == ["fare"]
    assert len(read(air, f"/ontology/Flight?at={then}")["properties"]) == 3


def test_a_branch_begins_at_another_branch_or_a_commit(air: Air) -> None:
    base = read(air, "/branches/main")["head"]
    describe(air, "Flight", label="Flight")

    by_commit, by_branch = branch(air, "old", **{"from": base}), branch(air, "new", **{"from": "main"})

    assert by_commit["head"] == base != by_branch["head"]
    assert failed(air, "POST", "/branches", {"name": "x", "from": "nowhere"})[0]["code"] == "not_found"
    assert failed(air, "POST", "/branches", {"name": "old"})[0]["code"] == "already_exists"
    assert failed(air, "POST", "/branches", {"name": "main"})[0]["code"] == "already_exists"
    assert failed(air, "POST", "/branches", {"name": "a/b"})[0]["code"] == "constraint_violated"


def test_of_two_writers_of_a_branch_the_second_is_refused(air: Air) -> None:
    head = branch(air, "try")["head"]
    patch = {"label": "Flug"}
    replies = [
        air.client.call(
            "PATCH",
            f"{DB}/ontology/Flight?branch=try",
            patch | {"description": f"{n}"},
            headers={"If-Match": f'"{head}"'},
        )
        for n in (1, 2)
    ]

    air.platform.settle()

    states = [air.client.get(f"/commands/{reply.data['command_id']}").data for reply in replies]
    assert [state["state"] for state in states] == ["COMPLETED", "FAILED"]
    (error,) = states[1]["errors"]
    assert (error["code"], error["value"]) == ("version_conflict", head)
    assert "If-Match" in error["hint"]
    late = air.client.call("PATCH", f"{DB}/ontology/Flight?branch=try", patch, headers={"If-Match": f'"{head}"'})
    assert late.status == 412


def test_a_difference_has_three_levels(air: Air) -> None:
    branch(air, "try")
    describe(air, "Airport", "try", label={"en": "Airport"})
    done(
        air,
        "POST",
        "/ontology/changes?branch=try",
        {"message": "r", "changes": [{"op": "rename", "class": "Flight", "property": "delay", "to": "late"}]},
    )

    found = read(air, "/diff?from=main&to=try")

    assert [each["message"] for each in found["commits"]] == ["r", ""]
    assert [(each["op"], each["path"]) for each in found["classes"]] == [("update", "/Airport/label")]
    assert [(each["op"], each["path"], each["severity"]) for each in found["properties"]] == [
        ("rename", "/Flight/properties/late", "compatible")
    ]
    assert found["summary"]["commits"] == 2
    assert read(air, "/diff?from=try&to=try")["summary"]["severities"] == {
        "compatible": 0,
        "weakening": 0,
        "breaking": 0,
    }
    assert air.client.get(f"{DB}/diff?from=nowhere").status == 404
    assert air.client.get(f"{DB}/diff").status == 400


@pytest.mark.parametrize("on", ["main", "try"])
def test_a_rollback_is_a_commit_after_which_nothing_differs(air: Air, on: str) -> None:
    branch(air, "try")
    before = read(air, f"/branches/{on}")["head"]
    add(air, "Flight", on, name="fare", type="xsd:decimal")
    describe(air, "Airport", on, label="A")

    back = done(air, "POST", f"/branches/{on}/rollback", {"to": before, "message": "as it was"})

    assert read(air, f"/branches/{on}")["head"] == back["commit"] != before
    found = read(air, f"/diff?from={before}&to={on}")
    assert (found["classes"], found["properties"], len(found["commits"])) == ([], [], 3)
    again = done(air, "POST", f"/branches/{on}/rollback", {"to": before})
    assert again == {"commit": back["commit"], "changed": False}
    assert failed(air, "POST", f"/branches/{on}/rollback", {"to": "0" * 64})[0]["code"] == "not_found"


def test_a_rollback_of_main_breaks_no_instances_without_a_waiver(air: Air) -> None:
    before = read(air, "/branches/main")["head"]
    add(air, "Flight", name="fare", type="xsd:decimal")
    air.put("Flight", "1", number=1, fare=2)

    refused = failed(air, "POST", "/branches/main/rollback", {"to": before})

    assert [(each["code"], each["value"]) for each in refused] == [("breaking_change", "/Flight/properties/fare")]
    waive = [{"path": "/Flight/properties/fare", "reason": "a trial"}]
    assert done(air, "POST", "/branches/main/rollback", {"to": before, "waive": waive})["changed"]
    assert air.get("Flight", "1") == {"number": 1}


def test_a_protected_branch_is_written_by_its_writers(air: Air) -> None:
    branch(air, "try")
    done(air, "PATCH", "/branches/try", {"protected": True})
    assert failed(air, "PATCH", "/ontology/Flight?branch=try", {"label": "F"})[0]["code"] == "forbidden"
    describe(air, "Airport", label="A")
    assert done(air, "POST", "/merges", {"source": "main", "target": "try"})["changed"]

    told = done(air, "PATCH", "/branches/try", {"writers": ["lee"]})

    assert (told["protected"], told["writers"]) == (True, ["lee"])
    assert failed(air, "PATCH", "/ontology/Flight?branch=try", {"label": "F"})[0]["code"] == "forbidden"
    assert failed(air, "DELETE", "/branches/try")[0]["code"] == "constraint_violated"
    done(air, "PATCH", "/branches/try", {"writers": ["kim"], "required_reviews": 1})
    assert failed(air, "PATCH", "/ontology/Flight?branch=try", {"label": "F"})[0]["code"] == "review_required"
    done(air, "PATCH", "/branches/try", {"protected": False})
    assert describe(air, "Flight", "try", label="F")["changed"]
    assert not done(air, "PATCH", "/branches/try", {"protected": False})["changed"]
    assert failed(air, "PATCH", "/branches/try", {"required_reviews": -1})


def test_a_branch_that_is_deleted_may_be_made_again(air: Air) -> None:
    branch(air, "try")
    lost = describe(air, "Flight", "try", label="F")["commit"]
    done(air, "DELETE", "/branches/try")

    assert [each["name"] for each in read(air, "/branches")] == ["main"]
    for url in ("/branches/try", "/ontology?branch=try", "/commits?branch=try"):
        assert air.client.get(DB + url).status == 404
    assert failed(air, "PATCH", "/ontology/Flight?branch=try", {"label": "F"})[0]["code"] == "not_found"
    assert failed(air, "DELETE", "/branches/main")[0]["code"] == "constraint_violated"
    assert branch(air, "try")["head"] == read(air, "/branches/main")["head"]
    assert read(air, f"/ontology/Flight?at={lost}")["label"] == "F"


def test_commands_of_a_branch_that_is_on_its_way_wait_for_it(air: Air) -> None:
    made = air.client.post(f"{DB}/branches", {"name": "try"})
    change = air.client.call("PATCH", f"{DB}/ontology/Flight?branch=try", {"label": "F"})

    air.platform.settle()

    states = [air.client.get(f"/commands/{reply.data['command_id']}").data["state"] for reply in (made, change)]
    assert states == ["COMPLETED", "COMPLETED"]
    assert read(air, "/ontology/Flight?branch=try")["label"] == "F"


def test_branches_are_bounded(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide_branches, "BRANCHES", 2)
    branch(air, "one")

    (error,) = failed(air, "POST", "/branches", {"name": "two"})

    assert (error["code"], error["message"]) == ("constraint_violated", "a database has at most 2 branches")
