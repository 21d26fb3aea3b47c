"""Merges and rebases, from a plan to the commit, and what happens twice on the way."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from tests.flow.branches.branching import (
    DB,
    add,
    answers,
    branch,
    describe,
    done,
    failed,
    merge,
    names,
    preview,
    read,
)
from tests.flow.conftest import Air, Killed
from tests.flow.growth.growing import at, die, with_crash
from tests.flow.projecting.test_rebuild import rebuild


def test_two_branches_become_one(air: Air) -> None:
    branch(air, "try")
    theirs = add(air, "Flight", "try", name="fare", type="xsd:decimal")["commit"]
    ours = describe(air, "Flight", label={"ko": "항공편"})["commit"]

    plan = preview(air, "try")
    made = merge(air, "try", message="fares", plan_id=plan["plan_id"])

    assert (plan["conflicts"], plan["problems"], plan["stale"]) == ([], [], False)
    assert [entry["path"] for entry in plan["changes"]] == ["/Flight/properties/fare"]
    commit = read(air, f"/commits/{made['commit']}")
    assert (commit["parents"], commit["message"]) == ([ours, theirs], "fares")
    assert commit["changes"] == plan["changes"] == made["changes"]
    assert names(air, "Flight") == ["number", "delay", "note", "fare"]
    assert read(air, "/ontology/Flight")["label"] == {"ko": "항공편"}
    assert air.put("Flight", "1", number=1, fare=2).data["state"] == "COMPLETED"
    assert merge(air, "try") == {"commit": made["commit"], "changed": False}
    assert read(air, "/branches/try")["ahead"] == 0
    back = merge(air, "main", "try")
    assert read(air, f"/diff?from=main&to={back['commit']}")["classes"] == []


def test_a_conflict_is_told_with_its_three_values_and_resolved(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Flight", label="Vol")
    plan = preview(air, "try")

    refused = failed(air, "POST", "/merges", {"source": "try", "target": "main", "message": "m"})

    (conflict,) = plan["conflicts"]
    assert [(each["code"], each["value"]) for each in refused] == [("merge_conflict", conflict)]
    assert (conflict["base"], conflict["ours"], conflict["theirs"]) == (None, "Vol", "Flug")
    assert (conflict["path"], conflict["severity"]) == ("/Flight/label", "compatible")
    assert preview(air, "try", resolutions=answers(plan, "theirs"))["conflicts"] == []
    merge(air, "try", resolutions=answers(plan, "theirs"), plan_id=plan["plan_id"])
    assert read(air, "/ontology/Flight")["label"] == "Flug"


def test_a_conflict_is_resolved_once_and_by_a_value_that_is_said(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Flight", label="Vol")
    (conflict,) = (plan := preview(air, "try"))["conflicts"]
    none = {"conflict_id": conflict["id"], "choice": "value"}
    twice = [*answers(plan, "ours"), *answers(plan, "theirs")]

    for url, terms in (("/merges", {"source": "try"}), ("/merges/preview", {"source": "try"})):
        refused = [
            failed(air, "POST", url, {**terms, "target": "main", "resolutions": each}) for each in ([none], twice)
        ]

        assert [[(each["code"], each["path"]) for each in errors] for errors in refused] == [
            [("missing_property", "/resolutions/0/value")],
            [("constraint_violated", "/resolutions/1/conflict_id")],
        ]
    merge(air, "try", resolutions=[none | {"value": None}])
    assert "label" not in read(air, "/ontology/Flight")


def test_a_plan_is_stale_when_a_branch_moved_but_its_answers_hold(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Flight", label="Vol")
    plan = preview(air, "try")
    describe(air, "Airport", label="Port")

    body = {"source": "try", "target": "main", "plan_id": plan["plan_id"], "resolutions": answers(plan, "theirs")}
    refused = failed(air, "POST", "/merges", body)

    assert refused[0]["code"] == "stale_plan"
    anew = preview(air, "try", resolutions=[*body["resolutions"], {"conflict_id": "gone", "choice": "ours"}])
    assert [each["conflict_id"] for each in anew["resolutions"]] == [plan["conflicts"][0]["id"]]
    assert (anew["conflicts"], anew["problems"]) == ([], [])
    assert read(air, f"/merges/plans/{plan['plan_id']}")["stale"]
    merge(air, "try", resolutions=answers(plan, "theirs"))
    assert read(air, "/ontology/Flight")["label"] == "Flug"
    assert air.client.get(f"{DB}/merges/plans/nothing").status == 404


def test_a_merge_into_main_breaks_no_instances_without_a_waiver(air: Air) -> None:
    air.put("Flight", "1", number=1, note="late")
    branch(air, "try")
    kept = [part for part in read(air, "/ontology/Flight")["properties"] if part["name"] != "note"]
    describe(air, "Flight", "try", properties=kept)

    plan = preview(air, "try")
    refused = failed(air, "POST", "/merges", {"source": "try", "target": "main", "message": "m"})

    assert [each["code"] for each in plan["problems"]] == [each["code"] for each in refused] == ["breaking_change"]
    (need,) = plan["needs"]
    assert need == {
        "path": "/Flight/properties/note",
        "class": "Flight",
        "property": "note",
        "reason": "its values would be lost from sight",
        "affected": 1,
        "migrations": ["drop", "move"],
        "waivable": True,
    }
    waive = [{"path": "/Flight/properties/note", "reason": "nobody reads it"}]
    assert merge(air, "try", waive=waive)["changed"]
    assert air.get("Flight", "1") == {"number": 1}


def test_a_preview_takes_what_the_merge_will_be_allowed_and_tells_what_it_still_needs(air: Air) -> None:
    air.put("Flight", "1", number=1, note="late", delay=3)
    branch(air, "try")
    kept = [part for part in read(air, "/ontology/Flight")["properties"] if part["name"] == "number"]
    describe(air, "Flight", "try", properties=kept)
    drop = {"op": "drop", "class": "Flight", "property": "note"}
    waive = {"path": "/Flight/properties/delay", "reason": "nobody reads it"}

    needed = preview(air, "try")
    half = preview(air, "try", migrations=[drop])
    whole = preview(air, "try", migrations=[drop], waive=[waive])
    idle = preview(air, "try", waive=[{"path": "/Airport", "reason": "x"}])

    assert sorted(each["property"] for each in needed["needs"]) == ["delay", "note"]
    assert [each["path"] for each in half["needs"]] == ["/Flight/properties/delay"]
    assert (whole["needs"], whole["problems"]) == ([], [])
    assert [(each["code"], each["path"]) for each in idle["problems"]] == [("constraint_violated", "/waive/0/path")]
    assert merge(air, "try", plan_id=whole["plan_id"], waive=[waive], migrations=[drop])["changed"]


def test_a_rebase_lets_a_branch_stand_on_another(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    describe(air, "Airport", "try", label="A")
    head = describe(air, "Flight", label="F")["commit"]

    made = done(air, "POST", "/branches/try/rebase", {"onto": "main"})

    assert read(air, f"/commits/{made['commit']}")["parents"] == [head]
    told = read(air, "/branches/try")
    assert (told["head"], told["ahead"], told["behind"]) == (made["commit"], 1, 0)
    found = read(air, "/diff?from=main&to=try")
    assert [each["path"] for each in (*found["classes"], *found["properties"])] == [
        "/Airport/label",
        "/Flight/properties/fare",
    ]
    assert done(air, "POST", "/branches/try/rebase", {"onto": "main"}) == {"commit": made["commit"], "changed": False}


def test_a_rebase_is_looked_at_first_and_its_answers_are_kept(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="theirs")
    add(air, "Flight", "try", name="fare", type="xsd:decimal", required=True)
    air.put("Flight", "1", number=1)
    describe(air, "Flight", label="ours")

    plan = preview(air, "try", kind="rebase")
    kept = air.client.call("PUT", f"{DB}/merges/plans/{plan['plan_id']}", {"resolutions": answers(plan, "theirs")}).data
    unanswered = failed(air, "POST", "/branches/try/rebase", {"plan_id": plan["plan_id"]})
    body = {"plan_id": plan["plan_id"], "resolutions": kept["resolutions"]}
    made = done(air, "POST", "/branches/try/rebase", body)

    assert (plan["kind"], plan["problems"], kept["plan_id"], kept["open"]) == ("rebase", [], plan["plan_id"], [])
    assert [each["path"] for each in plan["conflicts"]] == ["/Flight/label"]
    assert [each["path"] for each in kept["changes"]] == ["/Flight/label", "/Flight/properties/fare"]
    assert [each["code"] for each in unanswered] == ["merge_conflict"]
    assert [each["path"] for each in made["changes"]] == [each["path"] for each in kept["changes"]]
    assert [each["code"] for each in failed(air, "POST", "/branches/try/rebase", body)] == ["stale_plan"]
    assert preview(air, "try", kind="rebase")["changes"] == []


def test_a_plan_is_of_what_it_was_made_for(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="theirs")
    describe(air, "Airport", label="ours")
    merging, rebasing = (preview(air, "try", kind=kind)["plan_id"] for kind in ("merge", "rebase"))

    wrong = failed(air, "POST", "/merges", {"source": "try", "target": "main", "plan_id": rebasing})
    wrong += failed(air, "POST", "/branches/try/rebase", {"plan_id": merging})

    assert [(each["code"], each["path"]) for each in wrong] == [("not_found", "/plan_id")] * 2
    assert read(air, f"/merges/plans/{rebasing}")["kind"] == "rebase"


def test_the_first_classes_may_come_from_a_branch(air: Air) -> None:
    air.write("POST", "/database", {"name": "sea"})
    empty = "/database/sea"
    for method, url, body in (
        ("POST", "/branches", {"name": "try"}),
        ("POST", "/ontology?branch=try", {"name": "Ship", "properties": [{"name": "name", "type": "xsd:string"}]}),
        ("POST", "/merges", {"source": "try", "target": "main"}),
        ("PATCH", "/ontology/Ship", {"label": "Boat"}),
    ):
        reply = air.write(method, empty + url, body)
        assert reply.data["state"] == "COMPLETED", reply.body

    assert [each["label"] for each in air.client.get(f"{empty}/ontology").data] == ["Boat"]
    assert [len(each["parents"]) for each in air.client.get(f"{empty}/commits").data] == [1, 1, 0]


def test_what_cannot_be_is_refused_at_once(air: Air) -> None:
    branch(air, "try")
    for method, url, body, status in (
        ("POST", "/merges", {"source": "nowhere"}, 404),
        ("POST", "/merges", {"source": "try", "resolutions": [{"conflict_id": "x", "choice": "both"}]}, 422),
        ("POST", "/merges", {"source": "try", "plan_id": "x"}, 404),
        ("POST", "/branches/nowhere/rollback", {"to": "x"}, 404),
        ("POST", "/branches/try/rollback", {"to": "x"}, 404),
        ("POST", "/branches/main/rebase", {"onto": "try"}, 422),
        ("POST", "/branches/try/rebase", {"onto": "nowhere"}, 404),
        ("DELETE", "/branches/nowhere", None, 404),
        ("DELETE", "/branches/main", None, 422),
        ("PATCH", "/branches/nowhere", {"protected": True}, 404),
        ("PATCH", "/branches/try", {"unknown": True}, 400),
        ("POST", "/branches", {"name": "try"}, 409),
    ):
        reply = air.client.call(method, DB + url, body)
        assert reply.status == status, (method, url, reply.body)
    lee = air.platform.client("lee")
    assert lee.post(f"{DB}/branches", {"name": "other"}).status == 403
    assert air.client.call("DELETE", f"{DB}/branches/try", headers={"If-Match": '"nothing"'}).status == 412


def test_a_dry_run_tells_and_does_nothing(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    before = read(air, "/branches")

    told = air.client.post(f"{DB}/merges?dry_run=true", {"source": "try", "target": "main", "message": "m"})

    assert (told.status, [each["path"] for each in told.data["diff"]]) == (200, ["/Flight/label"])
    for method, url, body in (
        ("POST", "/branches", {"name": "more"}),
        ("DELETE", "/branches/try", None),
        ("POST", "/branches/try/rollback", {"to": before[0]["head"]}),
    ):
        assert air.client.call(method, f"{DB}{url}?dry_run=true", body).status == 200
    refused = air.client.post(f"{DB}/branches?dry_run=true", {"name": "try"})
    assert [each["code"] for each in refused.json["errors"]] == ["already_exists"]
    assert read(air, "/branches") == before


@pytest.mark.parametrize(
    "point", ["worker.before_put", "worker.after_put", "worker.after_index", "worker.after_publish"]
)
def test_a_worker_that_dies_between_the_steps_does_everything_once(air: Air, point: str) -> None:
    steps: tuple[Callable[[], Any], ...] = (
        lambda: air.client.post(f"{DB}/branches", {"name": "try"}),
        lambda: air.client.call("PATCH", f"{DB}/ontology/Flight?branch=try", {"label": "Flug"}),
        lambda: air.client.post(f"{DB}/merges", {"source": "try", "target": "main", "message": "m"}),
        lambda: air.client.post(f"{DB}/branches/main/rollback", {"to": first}),
        lambda: air.client.call("DELETE", f"{DB}/branches/try"),
    )
    first = read(air, "/branches/main")["head"]
    for step in steps:
        command = step().data["command_id"]
        with pytest.raises(Killed):
            with_crash(air, at(point, die)).settle()
        air.platform.settle()
        assert air.client.get(f"/commands/{command}").data["state"] == "COMPLETED"

    assert [each["message"] for each in read(air, "/commits")][1:] == ["m", "classes"]
    assert [each["name"] for each in read(air, "/branches")] == ["main"]
    types = [each["type"] for each in air.client.get(f"{DB}/audit?limit=100").data]
    assert types.count("BranchCreated") == types.count("BranchDeleted") == 1
    assert types.count("OntologyCommitted") == 4


def test_a_rebuild_from_the_log_restores_branches(air: Air) -> None:
    branch(air, "gone")
    describe(air, "Flight", "gone", label="x")
    done(air, "DELETE", "/branches/gone")
    branch(air, "gone")
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Airport", label="Port")
    merge(air, "try")
    describe(air, "Flight", "try", label="Flüge")
    done(air, "POST", "/branches/try/rebase", {"onto": "main"})
    done(air, "PATCH", "/branches/main", {"protected": True, "required_reviews": 1})
    urls = ("/branches", "/commits", "/commits?branch=try", "/ontology?branch=try", "/diff?from=main&to=try")
    before = [read(air, url) for url in urls]

    rebuild(air, "index")

    assert [read(air, url) for url in urls] == before
    assert failed(air, "PATCH", "/ontology/Flight", {"label": "F"})[0]["code"] == "forbidden"
    assert failed(air, "POST", "/merges", {"source": "try"})[0]["code"] == "review_required"
    assert describe(air, "Flight", "try", label="Flieger")["changed"]


@pytest.mark.parametrize(
    "made_up", ['["\\ud800","main",null,null]', "[" * 1400, '["a","b",1,null]', '{"a":1}', "NaN", "["]
)
def test_a_plan_that_is_made_up_is_not_found(air: Air, made_up: str) -> None:
    branch(air, "try")
    plan = urlsafe_b64encode(made_up.encode()).decode().rstrip("=")

    read_again = air.client.get(f"{DB}/merges/plans/{plan}")
    followed = air.client.post(f"{DB}/merges", {"source": "try", "plan_id": plan})

    assert (read_again.status, read_again.codes) == (followed.status, followed.codes) == (404, ["not_found"])
    assert followed.json["errors"][0]["path"] == "/plan_id"
