"""Writes of instances, asked as a client asks."""

from typing import Any
from uuid import UUID

import pytest

from spice.messages.codec import decode
from tests.support.api_client import ApiClient
from tests.support.command_world import DATABASE, WAIT, CommandWorld

PEOPLE = "/database/hr/instances"
KIM = f"{PEOPLE}/Person/kim"


@pytest.fixture
def client(world: CommandWorld) -> ApiClient:
    return world.client()


def a_person(**data: Any) -> dict[str, Any]:
    return {"class": "Person", "id": "kim", "data": {"name": "Kim", **data}}


def test_a_write_is_accepted_as_a_command(client: ApiClient, world: CommandWorld) -> None:
    answer = client.post(PEOPLE, a_person())

    assert (answer.status, answer.json["status"]) == (202, "accepted")
    assert answer.headers["Location"] == f"/api/v1/commands/{answer.data['command_id']}"
    assert (answer.data["type"], answer.data["state"]) == ("CreateInstance", "PENDING")
    assert world.kicks.kicked[-1][0] == "relay"


def test_a_create_that_is_done_in_time_is_201_with_the_instance(client: ApiClient) -> None:
    answer = client.post(PEOPLE, a_person(height=1.5), headers=WAIT)

    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/database/hr/instances/Person/kim"
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Preference-Applied"] == "wait=5"
    assert answer.data["state"] == "COMPLETED"
    result = answer.data["result"]
    assert (result["class"], result["id"], result["version"], result["changed"]) == ("Person", "kim", 1, True)
    assert decode(answer.body)["data"]["result"]["data"] == {"name": "Kim", "height": decode("1.5")}
    assert result["updated_by"] == "kim"


def test_a_command_that_is_not_done_in_time_is_202(client: ApiClient, world: CommandWorld) -> None:
    world.asleep = True

    answer = client.post(PEOPLE, a_person(), headers={"Prefer": "respond-async, wait=1"})

    assert (answer.status, answer.data["state"]) == (202, "PENDING")
    assert answer.headers["Preference-Applied"] == "wait=1"


def test_what_the_worker_refuses_has_the_status_of_its_first_error(client: ApiClient) -> None:
    client.post(PEOPLE, a_person(), headers=WAIT)

    answer = client.post(PEOPLE, a_person(), headers=WAIT)

    assert (answer.status, answer.codes) == (409, ["already_exists"])
    assert answer.data["state"] == "FAILED"
    assert answer.data["errors"] == answer.json["errors"]


def test_the_location_of_an_id_is_escaped(client: ApiClient) -> None:
    body = {"class": "Person", "id": '이 "순신"|1', "data": {"name": "x"}}

    answer = client.post(PEOPLE, body, headers=WAIT)

    assert answer.headers["Location"].isascii()
    assert client.patch(answer.headers["Location"].removeprefix("/api/v1"), {"data": {}}, headers=WAIT).status == 200


def test_without_an_id_it_comes_from_the_key(client: ApiClient) -> None:
    answer = client.post(PEOPLE, {"class": "Airport", "data": {"faa": "a/b ~1"}}, headers=WAIT)

    assert answer.data["result"]["id"] == "a=2Fb =7E1"


def test_without_id_and_key_it_is_a_uuid_in_the_order_of_time(client: ApiClient) -> None:
    ids = [
        client.post(PEOPLE, {"class": "Person", "data": {"name": "x"}}, headers=WAIT).data["result"]["id"]
        for _ in range(3)
    ]

    assert [UUID(each).version for each in ids] == [7, 7, 7]
    assert len(set(ids)) == 3


def reasons(world: CommandWorld, identity: str) -> list[str | None]:
    """Why a person was written, each time."""
    root = world.ontology.read(DATABASE, world.ontology.head(DATABASE) or "")
    assert root is not None
    class_id = next(key for key, each in root.classes.items() if each["name"] == "Person")
    return [event.reason for event in world.instances.events(DATABASE, class_id, identity)]


def test_put_creates_and_replaces(client: ApiClient) -> None:
    created = client.put(KIM, {"data": {"name": "Kim", "age": 3}}, headers=WAIT)
    replaced = client.put(KIM, {"data": {"name": "Kim"}, "reason": "no age"}, headers=WAIT)
    same = client.put(KIM, {"data": {"name": "Kim", "age": None}}, headers=WAIT)

    assert (created.status, replaced.status, same.status) == (201, 200, 200)
    assert replaced.data["result"]["data"] == {"name": "Kim"}
    assert (same.data["result"]["changed"], same.data["result"]["version"]) == (False, 2)
    assert same.headers["ETag"] == '"2"'


def test_a_reason_is_taken_in_the_body_or_the_query(client: ApiClient, world: CommandWorld) -> None:
    client.put(f"{KIM}?reason=first", {"data": {"name": "Kim"}}, headers=WAIT)
    client.patch(f"{KIM}?reason=second", {"data": {"age": 3}}, headers=WAIT)

    assert reasons(world, "kim") == ["first", "second"]


def test_if_none_match_star_creates_only(client: ApiClient) -> None:
    only = {**WAIT, "If-None-Match": "*"}

    first = client.put(KIM, {"data": {"name": "Kim"}}, headers=only)
    second = client.put(KIM, {"data": {"name": "Lee"}}, headers=only)

    assert first.status == 201
    assert (second.status, second.codes) == (412, ["version_conflict"])
    assert client.put(KIM, {"data": {"name": "x"}}, headers={"If-None-Match": '"1"'}).codes == ["invalid_parameter"]


def test_patch_merges_and_null_removes(client: ApiClient) -> None:
    client.put(KIM, {"data": {"name": "Kim", "age": 3, "tags": ["a"]}}, headers=WAIT)

    answer = client.patch(KIM, {"data": {"age": None, "tags": ["b"]}}, headers=WAIT)

    assert answer.status == 200
    assert answer.data["result"]["data"] == {"name": "Kim", "tags": ["b"]}


def test_delete_leaves_nothing_to_show(client: ApiClient, world: CommandWorld) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)

    answer = client.delete(f"{KIM}?reason=gone", headers=WAIT)
    again = client.delete(KIM, headers=WAIT)

    assert answer.status == 200
    assert answer.data["result"] == {"class": "Person", "id": "kim", "version": 2, "changed": True}
    assert (again.status, again.codes) == (404, ["not_found"])
    assert reasons(world, "kim")[-1] == "gone"


def test_restore_brings_back_a_version_also_after_a_delete(client: ApiClient) -> None:
    client.put(KIM, {"data": {"name": "Kim", "age": 1}}, headers=WAIT)
    client.patch(KIM, {"data": {"age": 2}}, headers=WAIT)
    client.delete(KIM, headers=WAIT)

    answer = client.post(f"{KIM}/restore", {"version": 1, "reason": "undo"}, headers=WAIT)

    assert answer.status == 201
    assert answer.data["result"]["data"] == {"name": "Kim", "age": 1}
    assert answer.data["result"]["version"] == 4


def test_restore_brings_back_what_was_at_a_time(client: ApiClient) -> None:
    first = client.put(KIM, {"data": {"name": "Kim", "age": 1}}, headers=WAIT).data["result"]["updated_at"]
    client.patch(KIM, {"data": {"age": 2}}, headers=WAIT)

    answer = client.post(f"{KIM}/restore", {"at": first}, headers=WAIT)

    assert (answer.status, answer.data["result"]["data"]["age"]) == (200, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"version": 9}, 404, "not_found"),
        ({"at": "1999-01-01"}, 404, "not_found"),
        ({}, 422, "missing_property"),
        ({"version": 1, "at": "2024-01-01"}, 422, "missing_property"),
        ({"version": "1"}, 422, "wrong_type"),
        ({"version": 0}, 422, "constraint_violated"),
        ({"at": "yesterday"}, 422, "wrong_type"),
    ],
)
def test_what_cannot_be_restored_is_refused(client: ApiClient, body: dict[str, Any], status: int, code: str) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)

    answer = client.post(f"{KIM}/restore", body, headers=WAIT)

    assert (answer.status, answer.codes) == (status, [code])


@pytest.mark.parametrize("tag", ['"1"', "1", '"7", "1"', 'W/"1", "1"', "*"])
def test_if_match_lets_the_current_version_pass(client: ApiClient, tag: str) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)

    assert client.patch(KIM, {"data": {"age": 1}}, headers={**WAIT, "If-Match": tag}).status == 200


@pytest.mark.parametrize("tag", ['"1"', '"abc"', 'W/"0"', 'W/"2"', '"*"'])
def test_a_stale_if_match_is_refused_at_once(client: ApiClient, world: CommandWorld, tag: str) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)
    client.patch(KIM, {"data": {"age": 1}}, headers=WAIT)
    world.asleep = True

    answer = client.patch(KIM, {"data": {"age": 2}}, headers={"If-Match": tag})

    assert (answer.status, answer.codes) == (412, ["version_conflict"])


def test_an_if_match_of_a_version_to_come_is_for_the_worker(client: ApiClient, world: CommandWorld) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)
    world.asleep = True
    client.patch(KIM, {"data": {"age": 1}})

    accepted = client.patch(KIM, {"data": {"age": 2}}, headers={"If-Match": '"2"'})
    world.asleep = False
    refused = client.delete(KIM, headers={**WAIT, "If-Match": '"9"'})

    assert accepted.status == 202
    assert (refused.status, refused.codes) == (412, ["version_conflict"])


@pytest.mark.parametrize("tag", ["", '"1', "a b", '"1";', ","])
def test_an_if_match_that_is_none_is_refused(client: ApiClient, tag: str) -> None:
    assert client.patch(KIM, {"data": {}}, headers={"If-Match": tag}).codes == ["invalid_parameter"]


def test_every_broken_rule_is_told_at_once(client: ApiClient) -> None:
    answer = client.post(
        PEOPLE, {"class": "Person", "id": "a/b", "data": {"nmae": "x", "age": -1, "height": "tall", "boss": "nobody"}}
    )

    assert answer.status == 422
    assert sorted((error["code"], error.get("path")) for error in answer.json["errors"]) == [
        ("constraint_violated", "/data/age"),
        ("constraint_violated", "/id"),
        ("missing_property", "/data/name"),
        ("unknown_property", "/data/nmae"),
        ("unknown_target", "/data/boss"),
        ("wrong_type", "/data/height"),
    ]


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({"class": "Persno", "data": {}}, 422, "unknown_class", "/class"),
        ({"class": "Person"}, 422, "missing_property", "/data"),
        ({"data": {}}, 422, "missing_property", "/class"),
        ({"class": "Person", "data": {"name": "x"}, "oops": 1}, 400, "unknown_field", "/oops"),
        ({"class": 5, "data": {"name": "x"}}, 422, "wrong_type", "/class"),
        ({"class": "Person", "data": []}, 422, "wrong_type", "/data"),
        ({"class": "Person", "data": None}, 422, "wrong_type", "/data"),
        ({"class": "Person", "id": "", "data": {"name": "x"}}, 422, "constraint_violated", "/id"),
        ({"class": "Person", "id": "x" * 513, "data": {"name": "x"}}, 422, "constraint_violated", "/id"),
        ({"class": "Person", "id": "a\0b", "data": {"name": "x"}}, 422, "constraint_violated", "/id"),
        ({"class": "Person", "data": {"name": "x"}, "reason": "r" * 4001}, 422, "constraint_violated", "/reason"),
        ({"class": "Person", "data": {"name": "x"}, "reason": "a\0"}, 422, "constraint_violated", "/reason"),
        ({"class": "Person", "data": {"name": "x"}, "occurred_at": "now"}, 422, "wrong_type", "/occurred_at"),
        ({"class": "Person", "data": {"name": "x"}, "occurred_at": 5}, 422, "wrong_type", "/occurred_at"),
        ({"class": "P\0", "data": {}}, 422, "unknown_class", "/class"),
    ],
)
def test_a_body_that_is_wrong_says_where(
    client: ApiClient, body: dict[str, Any], status: int, code: str, path: str
) -> None:
    answer = client.post(PEOPLE, body)

    error = answer.json["errors"][0]
    assert (answer.status, error["code"], error["path"]) == (status, code, path)


def test_an_unknown_class_in_a_path_is_not_found_with_a_hint(client: ApiClient) -> None:
    answer = client.patch(f"{PEOPLE}/Persn/kim", {"data": {}})

    assert (answer.status, answer.codes) == (404, ["not_found"])
    assert "Person" in answer.json["errors"][0]["hint"]


def test_an_instance_of_more_than_900_kb_is_too_large(client: ApiClient) -> None:
    answer = client.post(PEOPLE, a_person(tags=["x" * 1000] * 950))

    assert (answer.status, answer.codes) == (413, ["too_large"])


@pytest.mark.parametrize(
    "text", ["C# developer", "order #12; DROP TABLE person", "' OR 1=1 --", "<script>", "홍길동 😀"]
)
def test_ordinary_texts_are_stored_exactly(client: ApiClient, text: str) -> None:
    answer = client.post(PEOPLE, a_person(name=text), headers=WAIT)

    assert answer.data["result"]["data"]["name"] == text


def test_numbers_are_stored_with_all_their_digits(client: ApiClient) -> None:
    exact = '"age":123456789012345678901234567890,"height":3.14159265358979323846264338327950288419716939937511'
    body = f'{{"class": "Person", "id": "n", "data": {{"name": "n",{exact}}}}}'

    answer = client.post(PEOPLE, body, headers=WAIT)

    assert answer.status == 201
    assert exact.encode() in answer.body


def test_targets_that_must_exist_are_looked_for(client: ApiClient) -> None:
    client.post(PEOPLE, a_person(), headers=WAIT)
    body = {"class": "Person", "id": "lee", "data": {"name": "Lee", "boss": "kim", "friends": ["nobody"]}}

    assert client.post(PEOPLE, body, headers=WAIT).status == 201
    assert client.patch(f"{PEOPLE}/Person/lee", {"data": {"boss": "none"}}).codes == ["unknown_target"]


def test_a_viewer_may_not_write(world: CommandWorld) -> None:
    world.state.grant(DATABASE, "park", "viewer", at=world.now(), by="lee")

    assert world.client("park").post(PEOPLE, a_person()).codes == ["forbidden"]
    assert world.client("nobody").post(PEOPLE, a_person()).codes == ["forbidden"]
    assert world.client().post("/database/other/instances", a_person()).codes == ["not_found"]


def test_a_dry_run_tells_the_result_and_its_difference_and_does_nothing(client: ApiClient, world: CommandWorld) -> None:
    client.put(KIM, {"data": {"name": "Kim", "age": 1}}, headers=WAIT)
    before = dict(world.state.commands)

    answer = client.patch(f"{KIM}?dry_run=true", {"data": {"age": 2}})

    assert answer.status == 200
    assert answer.data["result"]["version"] == 2
    assert answer.data["diff"] == [{"path": "/age", "before": 1, "after": 2}]
    assert world.state.commands == before
    assert world.instances.instance(DATABASE, next(iter(world.state.instances))[1], "kim").version == 1  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(
    ("method", "url", "body", "code"),
    [
        ("POST", PEOPLE, {"class": "Person", "id": "kim", "data": {"name": "Kim"}}, "already_exists"),
        ("POST", PEOPLE, {"class": "Person", "data": {}}, "missing_property"),
        ("PATCH", f"{PEOPLE}/Person/none", {"data": {"age": 1}}, "not_found"),
        ("DELETE", f"{PEOPLE}/Person/none", None, "not_found"),
        ("POST", f"{KIM}/restore", {"version": 5}, "not_found"),
    ],
)
def test_a_dry_run_tells_what_would_be_refused(
    client: ApiClient, method: str, url: str, body: object, code: str
) -> None:
    client.put(KIM, {"data": {"name": "Kim"}}, headers=WAIT)

    answer = client.call(method, f"{url}?dry_run=true", body)

    assert (answer.status, answer.codes) == (200, [code])
    assert answer.data["errors"] == answer.json["errors"]


@pytest.mark.parametrize("query", ["dry_run=yes", "dry_run=", "dry_run=true&dry_run=true", "reasn=x"])
def test_parameters_that_cannot_be_read_are_refused(client: ApiClient, query: str) -> None:
    assert client.delete(f"{KIM}?{query}").codes == ["invalid_parameter"]
