"""Drafts of merges: answers that are kept, told with every plan of the two branches whose questions are the same."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.flow.branches.branching import DB, add, branch, describe, done, failed, preview, read
from tests.flow.branches.proposing import as_user, checks, propose, pull, somebody
from tests.flow.conftest import Air
from tests.flow.projecting.test_rebuild import rebuild
from tests.support.api_client import Reply


@pytest.fixture
def plan(air: Air) -> dict[str, Any]:
    """A plan with two conflicts: labels of Flight and of Airport."""
    branch(air, "try")
    for class_name in ("Flight", "Airport"):
        describe(air, class_name, "try", label="theirs")
        describe(air, class_name, label="ours")
    told: dict[str, Any] = preview(air, "try")
    return told


def keep(air: Air, plan: dict[str, Any], answers: list[dict[str, Any]], **headers: str) -> Reply:
    """Keep answers."""
    return put(air, plan, headers, resolutions=answers)


def put(air: Air, plan: dict[str, Any], headers: Mapping[str, str] | None = None, **body: object) -> Reply:
    """Keep something with a plan."""
    return air.client.call("PUT", f"{DB}/merges/plans/{plan['plan_id']}", body, headers=headers)


def answered(plan: dict[str, Any]) -> dict[str, str]:
    """Which paths are answered, and how."""
    paths = {each["id"]: each["path"] for each in plan["conflicts"]}
    return {paths[each["conflict_id"]]: each["choice"] for each in plan["resolutions"]}


def choose(plan: dict[str, Any], choice: str, *paths: str) -> list[dict[str, Any]]:
    """Answer conflicts at paths."""
    wanted = paths or [each["path"] for each in plan["conflicts"]]
    return [{"conflict_id": each["id"], "choice": choice} for each in plan["conflicts"] if each["path"] in wanted]


def test_answers_are_kept_and_told_again(air: Air, plan: dict[str, Any]) -> None:
    reply = keep(air, plan, choose(plan, "theirs", "/Flight/label"))

    again, anew = read(air, f"/merges/plans/{plan['plan_id']}"), preview(air, "try")

    assert (reply.status, reply.headers["ETag"]) == (200, '"1"')
    assert reply.data == again == anew
    assert answered(again) == {"/Flight/label": "theirs"}
    assert {each["path"] for each in again["conflicts"]} == {"/Flight/label", "/Airport/label"}
    assert len(again["open"]) == 1
    assert (again["draft"]["version"], again["draft"]["by"]) == (1, "kim")
    assert [entry["path"] for entry in again["changes"]] == ["/Flight/label"]


def test_a_stale_plan_keeps_the_answers_whose_question_is_the_same(air: Air, plan: dict[str, Any]) -> None:
    keep(air, plan, choose(plan, "theirs"))

    describe(air, "Airport", label="another")

    old, new = read(air, f"/merges/plans/{plan['plan_id']}"), preview(air, "try")
    assert (old["stale"], new["stale"]) == (True, False)
    assert answered(old) == answered(new) == {"/Flight/label": "theirs"}
    assert [each["ours"] for each in new["conflicts"] if each["id"] in new["open"]] == ["another"]


def test_a_merge_takes_what_it_says_and_nothing_else(air: Air, plan: dict[str, Any]) -> None:
    keep(air, plan, choose(plan, "theirs"))
    body = {"source": "try", "target": "main", "message": "m", "plan_id": plan["plan_id"]}

    assert [each["code"] for each in failed(air, "POST", "/merges", body)] == ["merge_conflict"] * 2
    kept = read(air, f"/merges/plans/{plan['plan_id']}")["resolutions"]
    assert done(air, "POST", "/merges", {**body, "resolutions": kept})["changed"]
    assert read(air, "/ontology/Flight")["label"] == "theirs"


def test_of_two_who_keep_answers_the_second_is_told(air: Air, plan: dict[str, Any]) -> None:
    lee = somebody(air, "lee")
    first = keep(air, plan, choose(plan, "theirs"), **{"If-Match": '"0"'})
    second = keep(lee, plan, choose(plan, "ours"), **{"If-Match": '"0"'})
    third = keep(lee, plan, choose(plan, "ours"), **{"If-Match": first.headers["ETag"]})

    assert (first.status, second.status, third.status) == (200, 412, 200)
    assert third.data["draft"]["by"] == "lee"


def test_what_answers_nothing_is_refused_and_keeps_nothing(air: Air, plan: dict[str, Any]) -> None:
    (flight,) = choose(plan, "ours", "/Flight/label")
    for answers, status, path in (
        ([flight, {"conflict_id": "gone", "choice": "ours"}], 404, "/resolutions/1/conflict_id"),
        ([{**flight, "choice": "both"}], 422, "/resolutions/0/choice"),
        ([{**flight, "more": 1}], 400, "/resolutions/0/more"),
    ):
        reply = keep(air, plan, answers)
        assert (reply.status, reply.json["errors"][0]["path"]) == (status, path), reply.body
    assert keep(air, {"plan_id": "x"}, []).status == 404
    somebody(air, "vee", "viewer")
    assert keep(as_user(air, "vee"), plan, [flight]).status == 403
    dry = air.client.call("PUT", f"{DB}/merges/plans/{plan['plan_id']}?dry_run=true", {"resolutions": [flight]})
    assert (dry.status, answered(dry.data)) == (200, {"/Flight/label": "ours"})
    assert read(air, f"/merges/plans/{plan['plan_id']}")["draft"] is None


@pytest.fixture
def breaking(air: Air) -> dict[str, Any]:
    """A plan that drops a property that has values, and another that has none."""
    for name in ("fare", "seats"):
        add(air, "Flight", name=name, type="xsd:decimal")
    air.put("Flight", "1", number=1, fare=2, seats=3)
    branch(air, "try")
    drop(air, "fare", "seats")
    told: dict[str, Any] = preview(air, "try")
    return told


def drop(air: Air, *names: str) -> None:
    """Drop properties of Flight on the branch."""
    there = read(air, "/ontology/Flight?branch=try")["properties"]
    describe(air, "Flight", "try", properties=[each for each in there if each["name"] not in names])


FARE = {"path": "/Flight/properties/fare", "reason": "왜냐하면"}
SEATS = {"op": "drop", "class": "Flight", "property": "seats"}


def test_what_a_merge_is_allowed_is_kept_and_told_again(air: Air, breaking: dict[str, Any]) -> None:
    reply = put(air, breaking, waive=[FARE], migrations=[SEATS])

    again, anew = read(air, f"/merges/plans/{breaking['plan_id']}"), preview(air, "try")
    assert (reply.status, reply.data) == (200, again)
    assert again == anew
    assert ([each["path"] for each in breaking["needs"]], again["needs"]) == (
        [FARE["path"], "/Flight/properties/seats"],
        [],
    )
    assert (again["waive"], again["migrations"], again["draft"]["version"]) == ([FARE], [SEATS], 1)
    assert len(preview(air, "try", waive=[FARE])["needs"]) == 1
    body = {"source": "try", "plan_id": breaking["plan_id"]}
    assert {each["code"] for each in failed(air, "POST", "/merges", body)} == {"breaking_change"}
    assert done(air, "POST", "/merges", {**body, "waive": again["waive"], "migrations": again["migrations"]})["changed"]


def test_a_stale_plan_is_allowed_what_the_merge_still_breaks(air: Air, breaking: dict[str, Any]) -> None:
    put(air, breaking, waive=[{"path": "/Flight/properties/seats", "reason": "x"}, FARE])

    done(air, "POST", "/branches/try/rollback", {"to": breaking["target_head"]})
    drop(air, "fare")

    told = preview(air, "try")
    assert (told["waive"], told["needs"], told["problems"]) == ([FARE], [], [])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"waive": [FARE, {"path": "/Airport", "reason": "nothing there"}]}, "/waive/1/path"),
        ({"waive": [{"path": FARE["path"]}]}, "/waive/0/reason"),
        ({"migrations": [{**SEATS, "class": "Nothing"}]}, "/migrations/0/class"),
        ({"waive": "all"}, "/waive"),
    ],
)
def test_what_allows_nothing_is_refused_and_keeps_nothing(
    air: Air, breaking: dict[str, Any], body: dict[str, Any], path: str
) -> None:
    reply = put(air, breaking, **body)

    assert (reply.status, reply.json["errors"][0]["path"]) in ((422, path), (400, path)), reply.body
    assert read(air, f"/merges/plans/{breaking['plan_id']}")["draft"] is None


def test_drafts_survive_a_rebuild(air: Air, plan: dict[str, Any]) -> None:
    keep(air, plan, choose(plan, "theirs"))
    before = read(air, f"/merges/plans/{plan['plan_id']}")

    rebuild(air, "index")

    assert read(air, f"/merges/plans/{plan['plan_id']}") == before


def test_a_conflict_tells_how_many_instances_it_touches(air: Air) -> None:
    branch(air, "try")
    done(air, "POST", "/ontology", {"name": "Charter", "parent": "Flight"})
    air.put("Flight", "1", number=1)
    air.put("Charter", "2", number=2)
    describe(air, "Flight", "try", label="theirs")
    describe(air, "Flight", label="ours")
    describe(air, "Airport", "try", label="theirs")
    describe(air, "Airport", label="ours")

    plan = preview(air, "try")
    refused = failed(air, "POST", "/merges", {"source": "try", "target": "main"})

    assert {each["path"]: each["affected"] for each in plan["conflicts"]} == {"/Flight/label": 2, "/Airport/label": 0}
    assert [each["value"] for each in refused] == plan["conflicts"]
    assert {each["affected"] for each in preview(air, "main", "try")["conflicts"]} == {0}


def test_a_long_conflict_is_told_whole(air: Air) -> None:
    branch(air, "try")
    for side, on in (("theirs", "try"), ("ours", "main")):
        add(air, "Flight", on, name="size", type="xsd:string", description=f"{side} " * 300)

    plan = preview(air, "try")
    refused = failed(air, "POST", "/merges", {"source": "try", "target": "main"})

    assert [each["value"] for each in refused] == plan["conflicts"]
    assert plan["conflicts"][0]["ours"].startswith("ours ours")


def test_a_branch_that_is_made_again_inherits_no_answers(air: Air, plan: dict[str, Any]) -> None:
    keep(air, plan, choose(plan, "theirs"))
    done(air, "DELETE", "/branches/try")
    branch(air, "try", **{"from": plan["source_head"]})

    again = preview(air, "try")

    assert (again["source_head"], again["draft"], again["resolutions"]) == (plan["source_head"], None, [])


def test_a_pull_request_can_be_merged_with_what_is_kept_for_it(air: Air, plan: dict[str, Any]) -> None:
    propose(air)
    before = pull(air)
    keep(air, plan, choose(plan, "theirs", "/Flight/label"))
    half = pull(air)
    keep(air, plan, choose(plan, "theirs"))

    told = pull(air)

    assert (before["mergeable"], half["mergeable"], told["mergeable"]) == (False, False, True)
    conflicts = next(check for check in half["checks"] if check["name"] == "conflicts")
    assert [each["value"]["path"] for each in conflicts["errors"]] == ["/Airport/label"]
    answers = [{"conflict_id": each["conflict_id"], "choice": each["choice"]} for each in told["resolutions"]]
    assert done(air, "POST", "/pull-requests/1/merge", {"plan_id": told["plan_id"], "resolutions": answers})["changed"]


def test_a_pull_request_can_be_merged_with_what_it_is_allowed(air: Air, breaking: dict[str, Any]) -> None:
    propose(air)
    before = checks(air)["ontology"]
    put(air, breaking, waive=[FARE], migrations=[SEATS])

    told = pull(air)

    assert (before, told["mergeable"], told["waive"], told["migrations"]) == (False, True, [FARE], [SEATS])
