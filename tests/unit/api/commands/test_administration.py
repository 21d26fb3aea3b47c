"""Writes of databases, grants, the ontology and dead letters; idempotency of them all."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from spice.domain.administration import Release
from spice.messages.registry import decode_payload
from spice.ports.dead_letters import DeadLetter
from tests.support.api_client import ApiClient
from tests.support.command_world import DATABASE, PERSON, WAIT, CommandWorld

ONTOLOGY = "/database/hr/ontology"
CITY: dict[str, Any] = {"name": "City", "properties": [{"name": "size", "type": "xsd:integer"}]}


@pytest.fixture
def admin(world: CommandWorld) -> ApiClient:
    return world.client("root", roles=["admin"])


def head(world: CommandWorld) -> str:
    return world.ontology.head(DATABASE) or ""


def test_an_admin_creates_a_database_and_owns_it(admin: ApiClient, world: CommandWorld) -> None:
    answer = admin.post("/database", {"name": "korea", "region": "KR", "label": {"ko": "한국"}}, headers=WAIT)

    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/database/korea"
    assert answer.data["result"]["name"] == "korea"
    access = world.directory.access("korea", "root")
    assert access is not None
    assert access.role == "owner"


def test_only_an_admin_creates_databases(owner: ApiClient) -> None:
    assert owner.post("/database", {"name": "korea"}).codes == ["forbidden"]


def test_a_name_that_is_taken_is_refused(admin: ApiClient) -> None:
    assert admin.post("/database", {"name": "hr"}, headers=WAIT).codes == ["already_exists"]
    assert admin.post("/database?dry_run=true", {"name": "hr"}).codes == ["already_exists"]


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({}, 422, "missing_property", "/name"),
        ({"name": "a b"}, 422, "constraint_violated", "/name"),
        ({"name": "a\0"}, 422, "constraint_violated", "/name"),
        ({"name": 5}, 422, "wrong_type", "/name"),
        ({"name": "ok", "regoin": "KR"}, 400, "unknown_field", "/regoin"),
        ({"name": "ok", "region": "Korea"}, 422, "constraint_violated", "/region"),
        ({"name": "ok", "timezone": "Nowhere/City"}, 422, "constraint_violated", "/timezone"),
        ({"name": "ok", "compatibility": "SOME"}, 422, "constraint_violated", "/compatibility"),
    ],
)
def test_a_database_that_cannot_be_says_why(
    admin: ApiClient, body: dict[str, Any], status: int, code: str, path: str
) -> None:
    answer = admin.post("/database", body)

    error = answer.json["errors"][0]
    assert (answer.status, error["code"], error["path"]) == (status, code, path)


def test_settings_are_patched_but_never_the_name(owner: ApiClient, world: CommandWorld) -> None:
    answer = owner.patch("/database/hr", {"compatibility": "NONE"}, headers=WAIT)

    assert (answer.status, answer.data["result"]["compatibility"]) == (200, "NONE")
    assert world.state.databases[DATABASE].compatibility == "NONE"
    assert owner.patch("/database/hr", {"name": "x"}).codes == ["unknown_field"]


def test_a_database_is_deleted_only_by_its_name(owner: ApiClient, world: CommandWorld) -> None:
    assert owner.delete("/database/hr").codes == ["invalid_parameter"]
    assert owner.delete("/database/hr?confirm=rh").codes == ["invalid_parameter"]

    answer = owner.delete("/database/hr?confirm=hr", headers=WAIT)

    assert answer.status == 200
    assert world.state.databases[DATABASE].deleted
    assert owner.delete("/database/hr?confirm=hr").codes == ["not_found"]


def test_owners_grant_roles_and_take_them(owner: ApiClient, world: CommandWorld) -> None:
    granted = owner.put("/database/hr/grants/park", {"role": "editor"}, headers=WAIT)
    taken = owner.delete("/database/hr/grants/park", headers=WAIT)

    assert (granted.status, taken.status) == (200, 200)
    assert "park" not in world.state.grants[DATABASE]
    assert owner.delete("/database/hr/grants/park", headers=WAIT).codes == ["not_found"]
    assert owner.delete("/database/hr/grants/lee", headers=WAIT).codes == ["constraint_violated"]
    assert owner.put("/database/hr/grants/park", {"role": "king"}).codes == ["constraint_violated"]
    assert world.client("kim").put("/database/hr/grants/kim", {"role": "owner"}).codes == ["forbidden"]


def test_a_grant_rehearsed_is_not_given(owner: ApiClient, world: CommandWorld) -> None:
    answer = owner.put("/database/hr/grants/park?dry_run=true", {"role": "editor"})

    assert answer.data["diff"] == [{"path": "/park", "before": None, "after": "editor"}]
    assert "park" not in world.state.grants[DATABASE]


def test_a_class_is_created_with_stable_ids(owner: ApiClient, world: CommandWorld) -> None:
    answer = owner.post(ONTOLOGY, CITY, headers=WAIT)

    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/database/hr/ontology/City"
    assert answer.headers["ETag"] == f'"{head(world)}"'
    result = answer.data["result"]
    assert (result["name"], result["commit"]) == ("City", head(world))
    assert result["id"]
    assert result["properties"][0]["id"]


def test_a_class_created_just_now_takes_instances(owner: ApiClient) -> None:
    owner.post(ONTOLOGY, CITY, headers=WAIT)

    assert owner.post("/database/hr/instances", {"class": "City", "data": {"size": 1}}, headers=WAIT).status == 201


def test_a_class_is_replaced_patched_and_deleted(owner: ApiClient, world: CommandWorld) -> None:
    owner.post(ONTOLOGY, CITY, headers=WAIT)

    replaced = owner.put(f"{ONTOLOGY}/City", {**CITY, "label": {"en": "City"}}, headers=WAIT)
    patched = owner.patch(f"{ONTOLOGY}/City", {"name": "Town"}, headers=WAIT)
    deleted = owner.delete(f"{ONTOLOGY}/Town", headers=WAIT)

    assert (replaced.status, patched.status, deleted.status) == (200, 200, 200)
    assert patched.data["result"]["name"] == "Town"
    commit = world.ontology.read(DATABASE, head(world))
    assert commit is not None
    assert "Town" not in {each["name"] for each in commit.classes.values()}


def test_problems_of_a_class_point_into_the_body(owner: ApiClient) -> None:
    bad = {
        "name": "City",
        "properties": [
            {"name": "a", "type": "xsd:nope"},
            {"name": "b", "type": "ARRAY", "items": {"type": "EMAIL", "personal": True}},
        ],
    }

    answer = owner.post(ONTOLOGY, bad)

    assert answer.status == 422
    assert all(error["path"].startswith("/properties/") for error in answer.json["errors"])
    assert {"not_supported"} <= set(answer.codes)


def test_what_the_worker_says_of_a_class_points_into_the_body_too(owner: ApiClient, world: CommandWorld) -> None:
    world.asleep = True
    owner.post(ONTOLOGY, CITY)
    world.asleep = False

    answer = owner.post(ONTOLOGY, {"name": "City", "properties": [{"name": "a", "type": "xsd:nope"}]}, headers=WAIT)

    assert answer.data["state"] == "FAILED"
    assert all(not error["path"].startswith("/changes") for error in answer.json["errors"])


def test_a_change_that_builds_on_one_under_way_is_for_the_worker(owner: ApiClient, world: CommandWorld) -> None:
    world.asleep = True
    owner.post(ONTOLOGY, CITY)

    answer = owner.post(ONTOLOGY, {"name": "Village", "parent": "City", "properties": []})

    assert answer.status == 202


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "code"),
    [
        ("POST", ONTOLOGY, PERSON, 409, "already_exists"),
        ("PUT", f"{ONTOLOGY}/Nope", CITY, 404, "not_found"),
        ("PATCH", f"{ONTOLOGY}/Nope", {"label": {"en": "x"}}, 404, "not_found"),
        ("DELETE", f"{ONTOLOGY}/Nope", None, 404, "not_found"),
        ("POST", ONTOLOGY, {"name": "1st"}, 422, "constraint_violated"),
        ("POST", ONTOLOGY, {"nam": "x"}, 400, "unknown_field"),
        ("POST", ONTOLOGY, [], 422, "wrong_type"),
        ("POST", ONTOLOGY, "{", 400, "malformed_json"),
        ("POST", f"{ONTOLOGY}/changes", {"changes": []}, 422, "constraint_violated"),
        ("POST", f"{ONTOLOGY}/changes", {"changes": [{"op": "explode"}]}, 422, "constraint_violated"),
        ("POST", f"{ONTOLOGY}?branch=dev", CITY, 404, "not_found"),
    ],
)
def test_ontology_writes_that_cannot_be_are_refused(
    owner: ApiClient, method: str, url: str, body: object, status: int, code: str
) -> None:
    answer = owner.call(method, url, body)

    assert (answer.status, answer.codes[0]) == (status, code)


def test_if_match_guards_the_head(owner: ApiClient, world: CommandWorld) -> None:
    before = head(world)

    first = owner.post(ONTOLOGY, CITY, headers={**WAIT, "If-Match": f'"{before}"'})
    stale = owner.delete(f"{ONTOLOGY}/City", headers={"If-Match": f'"{before}"'})
    fresh = owner.delete(f"{ONTOLOGY}/City", headers={**WAIT, "If-Match": first.headers["ETag"]})

    assert first.status == 201
    assert (stale.status, stale.codes) == (412, ["version_conflict"])
    assert fresh.status == 200


def test_several_changes_are_one_commit(owner: ApiClient, world: CommandWorld) -> None:
    before = len(world.ontology.log(DATABASE))
    body = {
        "message": "cities",
        "changes": [{"op": "create", "class": CITY}, {"op": "rename", "class": "Airport", "to": "Airfield"}],
    }

    answer = owner.post(f"{ONTOLOGY}/changes", body, headers=WAIT)

    assert answer.status == 200
    assert {each["name"] for each in answer.data["result"]["classes"]} == {"City", "Airfield"}
    assert len(world.ontology.log(DATABASE)) == before + 1


def test_a_check_tells_problems_severities_and_instances_affected(owner: ApiClient, world: CommandWorld) -> None:
    owner.post("/database/hr/instances", {"class": "Airport", "data": {"faa": "JFK", "name": "K"}}, headers=WAIT)
    before = head(world)
    body = {
        "changes": [
            {"op": "update", "name": "Airport", "patch": {"properties": [{"name": "faa", "type": "xsd:string"}]}}
        ]
    }

    answer = owner.post(f"{ONTOLOGY}/check", body)

    assert answer.status == 200
    assert answer.data["problems"][0]["code"] == "breaking_change"
    assert "breaking" in {change["severity"] for change in answer.data["changes"]}
    assert answer.data["affected"] == 1
    assert head(world) == before


def test_a_change_rehearsed_is_not_committed(owner: ApiClient, world: CommandWorld) -> None:
    before = head(world)

    answer = owner.post(f"{ONTOLOGY}?dry_run=true", CITY)

    assert (answer.status, answer.data["changed"]) == (200, True)
    assert answer.data["diff"][0]["op"] == "create"
    assert head(world) == before


def test_an_editor_does_not_change_the_ontology(world: CommandWorld) -> None:
    assert world.client("kim").post(ONTOLOGY, CITY).codes == ["forbidden"]


def test_a_retry_with_its_key_finds_its_command(owner: ApiClient, world: CommandWorld) -> None:
    keyed = {"Idempotency-Key": "k-1", **WAIT}

    first = owner.post(ONTOLOGY, CITY, headers=keyed)
    again = owner.post(ONTOLOGY, CITY, headers=keyed)
    other = owner.post(ONTOLOGY, {**CITY, "name": "Town"}, headers=keyed)

    assert (first.status, again.status) == (201, 201)
    assert again.data["command_id"] == first.data["command_id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])


def test_a_retry_of_a_failed_command_fails_the_same(owner: ApiClient) -> None:
    keyed = {"Idempotency-Key": "k-2", **WAIT}

    first = owner.delete("/database/hr/grants/nobody", headers=keyed)
    again = owner.delete("/database/hr/grants/nobody", headers=keyed)

    assert (first.status, again.status) == (404, 404)
    assert again.data["command_id"] == first.data["command_id"]


def test_the_same_query_in_another_order_is_the_same_request(owner: ApiClient) -> None:
    keyed = {"Idempotency-Key": "k-3"}

    first = owner.post(f"{ONTOLOGY}?branch=main&message=a", CITY, headers=keyed)
    again = owner.post(f"{ONTOLOGY}?message=a&branch=main", CITY, headers=keyed)

    assert again.data["command_id"] == first.data["command_id"]


def test_keys_belong_to_their_subject(owner: ApiClient, world: CommandWorld) -> None:
    keyed = {"Idempotency-Key": "k-4"}
    body = {"class": "Person", "data": {"name": "x"}}

    mine = owner.post("/database/hr/instances", body, headers=keyed)
    yours = world.client("kim").post("/database/hr/instances", body, headers=keyed)

    assert mine.data["command_id"] != yours.data["command_id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\0"])
def test_a_key_that_is_none_is_refused(owner: ApiClient, key: str) -> None:
    answer = owner.post(ONTOLOGY, CITY, headers={"Idempotency-Key": key})

    assert (answer.status, answer.codes) == (400, ["invalid_parameter"])


def a_letter(world: CommandWorld) -> UUID:
    letter = DeadLetter(
        id=uuid4(),
        shard="instance-0003",
        key=f"{DATABASE}:c:x",
        command_id=uuid4(),
        type="CreateInstance",
        database=DATABASE,
        reason="decide",
        error="KeyError",
        attempts=4,
        parked_at=datetime.now(UTC),
        state="manual",
    )
    world.letters.park(letter)
    return letter.id


def test_a_dead_letter_is_released_on_its_key(admin: ApiClient, world: CommandWorld) -> None:
    letter = a_letter(world)
    world.asleep = True

    answer = admin.post(f"/admin/dead-letters/{letter}/redrive")

    topic, command = world.waiting[-1]
    assert (answer.status, answer.data["type"]) == (202, "Release")
    assert (topic, command.key) == ("instance-commands", f"{DATABASE}:c:x")
    assert decode_payload(command.type, command.payload) == Release(letter=letter, discard=False)


def test_a_dead_letter_is_discarded_with_a_reason(admin: ApiClient, world: CommandWorld) -> None:
    letter = a_letter(world)
    world.asleep = True

    assert admin.post(f"/admin/dead-letters/{letter}/discard", {}).codes == ["missing_property"]
    answer = admin.post(f"/admin/dead-letters/{letter}/discard", {"reason": "a test"})

    _, command = world.waiting[-1]
    assert answer.status == 202
    assert decode_payload(command.type, command.payload) == Release(letter=letter, discard=True)
    assert command.reason == "a test"


def test_dead_letters_are_for_admins(owner: ApiClient, admin: ApiClient, world: CommandWorld) -> None:
    assert owner.post(f"/admin/dead-letters/{a_letter(world)}/redrive").codes == ["forbidden"]
    assert admin.post(f"/admin/dead-letters/{uuid4()}/redrive").codes == ["not_found"]
    assert admin.post("/admin/dead-letters/x/redrive").codes == ["invalid_parameter"]


def test_the_routes_are_those_of_the_catalogue(world: CommandWorld) -> None:
    from functions.api.command_routes import command_routes
    from infra.catalogue.functions import COMMAND_ROUTES

    assert {(route.method, route.path) for route in command_routes(world.ports)} == set(COMMAND_ROUTES)
