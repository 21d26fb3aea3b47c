"""Writes of the ontology: what they answer, where it is, and by which codes and paths they are refused."""

from typing import Any

import pytest

from spice.domain.bounds import REASON
from tests.support.api_client import ApiClient, Reply
from tests.support.command_world import PERSON, WAIT, CommandWorld

ONTOLOGY, CHANGES = "/database/hr/ontology", "/database/hr/ontology/changes"
BRANCHES = "/database/hr/branches"
CITY: dict[str, Any] = {"name": "City", "properties": [{"name": "size", "type": "xsd:integer"}]}
COMMIT = {"classes", "commit", "changed", "changes"}


def result(reply: Reply) -> Any:
    assert reply.status in (200, 201), reply.body
    return reply.data["result"]


def told(reply: Reply) -> list[tuple[str, str]]:
    return [(error["code"], error.get("path", "")) for error in reply.json["errors"]]


def test_a_class_made_on_a_branch_is_where_the_answer_says(owner: ApiClient) -> None:
    owner.post(BRANCHES, {"name": "새-길"}, headers=WAIT)

    made = owner.post(f"{ONTOLOGY}?branch=새-길", CITY, headers=WAIT)

    assert made.headers["Location"] == "/api/v1/database/hr/ontology/City?branch=%EC%83%88-%EA%B8%B8"


@pytest.mark.parametrize(
    "change",
    [
        {"op": "create", "class": CITY},
        {"op": "update", "name": "Airport", "patch": {"label": "Port"}},
        {"op": "rename", "class": "Airport", "to": "Airfield"},
        {"op": "delete", "name": "Airport"},
    ],
)
def test_a_change_of_any_number_of_operations_is_answered_as_a_commit(
    owner: ApiClient, change: dict[str, object]
) -> None:
    would = owner.post(f"{CHANGES}?dry_run=true", {"changes": [change]})
    made = owner.post(CHANGES, {"changes": [change]}, headers=WAIT)

    assert result(made).keys() == COMMIT == would.data["result"].keys()
    assert len(result(made)["classes"]) == (change["op"] != "delete")


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PUT", {**CITY, "label": "Town"}),
        ("PUT", {**CITY, "name": "Town"}),
        ("PATCH", {"name": "Town"}),
        ("PATCH", {"properties": CITY["properties"]}),
        ("PUT", CITY),
    ],
)
def test_who_writes_a_class_is_answered_with_it_and_with_all_that_this_changed(
    owner: ApiClient, world: CommandWorld, method: str, body: dict[str, object]
) -> None:
    made = result(owner.post(ONTOLOGY, CITY, headers=WAIT))
    owner.post(ONTOLOGY, {"name": "Capital", "parent": "City"}, headers=WAIT)

    would = owner.call(method, f"{ONTOLOGY}/City?dry_run=true", body)
    written = result(owner.call(method, f"{ONTOLOGY}/City", body, headers=WAIT))

    assert written["id"] == made["id"]
    assert written["name"] == body.get("name", "City")
    assert written.keys() - {"label"} == made.keys()
    names = {"Town", "Capital"} if written["name"] == "Town" else {"City"} if "label" in body else set()
    assert {each["name"] for each in written["classes"]} == names
    assert written["changed"] == bool(names)
    assert would.data["result"] == written | {"commit": None}
    (kept,) = [
        each.result for each in world.state.commands.values() if (each.result or {}).get("commit") == written["commit"]
    ][-1:]
    assert {**written} == {**(kept or {})}


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PATCH", {"label": "x"}), ("PUT", CITY)])
@pytest.mark.parametrize("name", ["no-such", "Nope", "1st"])
@pytest.mark.parametrize("asleep", [False, True])
def test_a_class_that_is_not_there_is_not_found_whatever_its_path_says(
    owner: ApiClient, world: CommandWorld, method: str, body: object, name: str, *, asleep: bool
) -> None:
    errors = refused(owner, world, method, f"{ONTOLOGY}/{name}", body, asleep=asleep)

    assert errors == [("not_found", "")]


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "at"),
    [
        ("POST", "", {"name": "A", "properties": [{"name": "a", "type": "b"}]}, "wrong_type", "/properties/0/type"),
        ("PATCH", "/Person", {"name": "1st"}, "constraint_violated", "/name"),
        ("PUT", "/Person", {**PERSON, "parent": "Nobody"}, "unknown_class", "/parent"),
        ("POST", "", {**CITY, "id": 5}, "wrong_type", "/id"),
        (
            "POST",
            "",
            {"name": "A", "properties": [{"id": 5, "name": "a", "type": "xsd:int"}]},
            "wrong_type",
            "/properties/0/id",
        ),
        (
            "POST",
            "",
            {"name": "A", "relationships": [{"id": [], "name": "a", "target": "A"}]},
            "wrong_type",
            "/relationships/0/id",
        ),
        (
            "POST",
            "",
            {"name": "A", "properties": [{"name": "a", "type": "ENUM", "values": [{"id": True, "name": "x"}]}]},
            "wrong_type",
            "/properties/0/values/0/id",
        ),
    ],
)
@pytest.mark.parametrize("asleep", [False, True])
def test_codes_and_paths_are_the_same_at_once_and_by_the_worker(
    owner: ApiClient, world: CommandWorld, method: str, path: str, body: object, code: str, at: str, *, asleep: bool
) -> None:
    assert refused(owner, world, method, ONTOLOGY + path, body, asleep=asleep) == [(code, at)]


def refused(
    owner: ApiClient, world: CommandWorld, method: str, url: str, body: object, *, asleep: bool
) -> list[tuple[str, str]]:
    """Send what is refused: at once, or by the worker, where another change is under way."""
    if not asleep:
        return told(owner.call(method, url, body))
    world.asleep = True
    owner.post(ONTOLOGY, {"name": "Village", "properties": []})
    accepted = owner.call(method, url, body)
    assert accepted.status == 202, accepted.body
    world.asleep = False
    world.kick("relay")
    (command,) = [each for id_, each in world.state.commands.items() if str(id_) == accepted.data["command_id"]]
    assert command.state == "FAILED"
    return [(error.code, error.path or "") for error in command.errors]


@pytest.mark.parametrize("fields", [("misspelt", "parent"), ("parent", "misspelt")])
@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_a_body_that_is_not_understood_is_so_whatever_else_is_wrong(
    owner: ApiClient, fields: tuple[str, str], query: str
) -> None:
    parts = [{"name": "a", "type": "nope"}, {"name": "b", "type": "xsd:int", "misspelt": 1}]
    body = {"name": "City", "properties": parts if fields[0] == "parent" else parts[::-1]}

    answer = owner.post(f"{ONTOLOGY}{query}", body)

    assert answer.status == 400
    assert {code for code, _ in told(answer)} == {"unknown_field", "wrong_type"}
    assert answer.codes[0] == "unknown_field"


@pytest.mark.parametrize("url", [f"{ONTOLOGY}?message=", "/database/hr/instances/Person/1?reason="])
def test_a_reason_has_its_bound_in_the_query_too(owner: ApiClient, url: str) -> None:
    method, body = ("POST", CITY) if "message" in url else ("DELETE", None)

    assert owner.call(method, url + "x" * (REASON + 1), body).codes == ["invalid_parameter"]
    assert "invalid_parameter" not in owner.call(method, url + "x" * REASON, body).codes


def test_a_rollback_takes_as_many_waivers_as_a_change(owner: ApiClient, world: CommandWorld) -> None:
    first = world.ontology.head(next(iter(world.state.databases)))
    owner.post(ONTOLOGY, CITY, headers=WAIT)
    waive = [{"path": "/City", "reason": str(n)} for n in range(1000)]

    back = owner.post(f"{BRANCHES}/main/rollback", {"to": first, "waive": waive}, headers=WAIT)

    assert back.status == 200, back.body


@pytest.mark.parametrize("name", ["शाखा", "หลัก", "한글", "2026.1-rc_1"])
def test_a_branch_is_called_in_any_script(owner: ApiClient, name: str) -> None:
    assert owner.post(BRANCHES, {"name": name}, headers=WAIT).status == 201


@pytest.mark.parametrize("name", [".a", "-a", "_a", "a b", "a/b", "\u0301a", "a" * 129, "0" * 64])
def test_what_no_path_could_carry_names_no_branch(owner: ApiClient, name: str) -> None:
    assert owner.post(BRANCHES, {"name": name}).codes == ["constraint_violated"]
