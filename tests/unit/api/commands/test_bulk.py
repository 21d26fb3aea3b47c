"""Bulk writes, asked as a client asks."""

import gzip
import json
from typing import Any
from uuid import UUID

import pytest

from spice.domain.identity import derived_id
from tests.support.api_client import ApiClient, Reply
from tests.support.command_world import DATABASE, WAIT, CommandWorld

BULK = "/database/hr/instances/bulk"
LINES = {"content-type": "application/x-ndjson"}
PACKED = {**LINES, "content-encoding": "gzip"}
KEYED = {**LINES, "Idempotency-Key": "load-1"}


@pytest.fixture
def client(world: CommandWorld) -> ApiClient:
    return world.client()


def a_line(identity: str = "kim", **more: Any) -> str:
    return json.dumps({"class": "Person", "id": identity, "data": {"name": "x"}, **more})


def rejected(answer: Reply) -> list[tuple[int, str, str]]:
    return [
        (row["line"], error["code"], error.get("path", ""))
        for row in answer.data["rejected"]
        for error in row["errors"]
    ]


def test_good_lines_are_accepted_though_others_are_not(client: ApiClient) -> None:
    lines = [a_line("a"), "", a_line("b", data={"nam": "x"}), "{", a_line("c", clas=1), a_line("d"), "5", ""]

    answer = client.post(BULK, "\n".join(lines), headers=LINES)

    assert (answer.status, answer.data["accepted"]) == (202, 2)
    assert rejected(answer) == [
        (3, "unknown_property", "/lines/3/data/nam"),
        (3, "missing_property", "/lines/3/data/name"),
        (4, "malformed_json", "/lines/4"),
        (5, "unknown_field", "/lines/5/clas"),
        (7, "wrong_type", "/lines/7"),
    ]
    assert answer.headers["Location"] == f"/api/v1/database/hr/batches/{answer.data['batch_id']}"


def test_lines_become_commands_whose_ids_derive_from_batch_and_line(client: ApiClient, world: CommandWorld) -> None:
    world.asleep = True

    answer = client.post(BULK, "\n".join(["", a_line("a"), a_line("b")]), headers=LINES)

    batch = UUID(answer.data["batch_id"])
    commands = [command for _, command in world.waiting]
    assert [(command.id, command.line) for command in commands] == [
        (derived_id(batch, "2"), 2),
        (derived_id(batch, "3"), 3),
    ]
    assert {command.batch for command in commands} == {batch}


def test_operations_are_create_update_upsert_delete(client: ApiClient, world: CommandWorld) -> None:
    lines = [
        a_line("a"),
        a_line("a", op="update", data={"age": 3}, reason="birthday"),
        a_line("b", op="upsert", if_version=None),
        json.dumps({"class": "Person", "id": "b", "op": "delete"}),
        json.dumps({"class": "Airport", "op": "upsert", "data": {"faa": "JFK", "name": "Kennedy"}}),
        json.dumps({"class": "Airport", "op": "update", "data": {"faa": "JFK", "name": "JFK"}}),
        json.dumps({"class": "Airport", "op": "delete", "data": {"faa": "JFK"}}),
    ]

    answer = client.post(BULK, "\n".join(lines), headers={**LINES, **WAIT})

    assert (answer.status, answer.data["state"]) == (200, "COMPLETED")
    assert (answer.data["completed"], answer.data["failed"]) == (7, 0)
    states = {key[2]: each for key, each in world.state.instances.items()}
    assert (states["a"].version, states["a"].deleted) == (2, False)
    assert states["b"].deleted
    assert (states["JFK"].version, states["JFK"].deleted) == (3, True)


def test_a_version_is_demanded_by_its_line(client: ApiClient) -> None:
    lines = [a_line("a"), a_line("a", op="update", if_version=1), a_line("a", op="update", if_version=7)]

    answer = client.post(BULK, "\n".join(lines), headers={**LINES, **WAIT})

    assert (answer.data["completed"], answer.data["failed"]) == (2, 1)


def test_a_json_body_says_the_class_once(client: ApiClient, world: CommandWorld) -> None:
    body = {
        "class": "Person",
        "op": "upsert",
        "reason": "import",
        "instances": [{"id": "a", "data": {"name": "A"}}, {"id": "b", "dta": {}}, 7, {"class": "Airport", "data": {}}],
    }

    answer = client.post(BULK, body)

    assert answer.data["accepted"] == 1
    assert rejected(answer) == [
        (2, "unknown_field", "/lines/2/dta"),
        (3, "wrong_type", "/lines/3"),
        (4, "missing_property", "/lines/4/data/faa"),
    ]
    assert next(iter(world.state.events.values()))[0].reason == "import"


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ({"data": {"name": "x"}}, "missing_property", "/lines/1/class"),
        ({"class": "Persn", "data": {}}, "unknown_class", "/lines/1/class"),
        ({"class": "Person", "id": "a/b", "data": {"name": "x"}}, "constraint_violated", "/lines/1/id"),
        ({"class": "Person", "op": "delete"}, "missing_property", "/lines/1/id"),
        ({"class": "Person", "op": "update", "data": {"age": 1}}, "missing_property", "/lines/1/id"),
        ({"class": "Person", "op": "remove", "id": "a"}, "constraint_violated", "/lines/1/op"),
        (
            {"class": "Person", "id": "a", "data": {"name": "x"}, "if_version": 0},
            "constraint_violated",
            "/lines/1/if_version",
        ),
        ({"class": "Person", "id": "a", "data": {"name": "x"}, "if_version": "1"}, "wrong_type", "/lines/1/if_version"),
        ({"class": "Person", "id": 5, "data": {"name": "x"}}, "wrong_type", "/lines/1/id"),
        ({"class": "Person", "data": {"name": "x"}, "occurred_at": "x"}, "wrong_type", "/lines/1/occurred_at"),
        ({"class": "Person", "data": {"name": "x"}, "reason": "\0"}, "constraint_violated", "/lines/1/reason"),
        ({"class": "Person", "data": {"name": "x", "tags": ["y" * 1000] * 950}}, "too_large", "/lines/1/data"),
        ({"class": "Person"}, "wrong_type", "/lines/1/data"),
    ],
)
def test_a_line_that_is_wrong_says_where(client: ApiClient, line: dict[str, Any], code: str, path: str) -> None:
    answer = client.post(BULK, json.dumps(line), headers=LINES)

    assert answer.status == 422
    assert (answer.json["errors"][0]["code"], answer.json["errors"][0]["path"]) == (code, path)


@pytest.mark.parametrize(
    "text",
    [
        '{"class": "Person", "id": "a", "data": {"name": "x", "name": "y"}}',
        '{"class": "Person", "class": "Person", "data": {"name": "x"}}',
        '{"class": "Person", "data": {"name": "\\ud800"}}',
        '{"class": "Person", "data": {"name": NaN}}',
        '{"class": "Person", "data": {"age": 1e99999999999999999999}}',
        '{"class": "Person", "data": ' + "[" * 5000 + "]" * 5000 + "}",
    ],
)
def test_a_line_that_is_no_exact_json_is_rejected_alone(client: ApiClient, text: str) -> None:
    answer = client.post(BULK, "\n".join([a_line("a"), text, a_line("c")]), headers=LINES)

    assert (answer.status, answer.data["accepted"]) == (202, 2)
    assert rejected(answer) == [(2, "malformed_json", "/lines/2")]


def test_bytes_that_are_no_utf_8_reject_their_line_alone(client: ApiClient) -> None:
    body = a_line("a").encode() + b'\n{"class": "Person", "data": {"name": "\xff"}}'

    answer = client.post(BULK, body, headers=LINES, packed=True)

    assert answer.data["accepted"] == 1
    assert rejected(answer) == [(2, "malformed_json", "/lines/2")]


def test_10_000_lines_are_taken_and_10_001_are_not(client: ApiClient, world: CommandWorld) -> None:
    world.asleep = True
    line = '{"class":"Person","data":{"name":"x"}}\n'

    fits = client.post(
        BULK, gzip.compress((line * 10_000).encode()), headers={**LINES, "content-encoding": "gzip"}, packed=True
    )
    exceeds = client.post(BULK, line * 10_001, headers=LINES)
    too_many = client.post(BULK, {"class": "Person", "instances": [1] * 10_001})

    assert (fits.status, fits.data["accepted"]) == (202, 10_000)
    assert (exceeds.status, exceeds.codes) == (413, ["too_many_lines"])
    assert (too_many.status, too_many.codes) == (413, ["too_many_lines"])


@pytest.mark.parametrize("body", ["", "\n\n"])
def test_no_lines_are_no_request(client: ApiClient, body: str) -> None:
    answer = client.post(BULK, body, headers=LINES)

    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "/lines")


def test_without_a_good_line_nothing_is_kept(client: ApiClient, world: CommandWorld) -> None:
    answer = client.post(BULK, "{\n}", headers=LINES)

    assert (answer.status, answer.data["accepted"]) == (422, 0)
    assert answer.codes == ["malformed_json", "malformed_json"]
    assert not world.state.batches


def test_on_error_refuse_keeps_nothing_when_a_line_is_bad(client: ApiClient, world: CommandWorld) -> None:
    body = "\n".join([a_line("a"), "{"])

    answer = client.post(f"{BULK}?on_error=refuse", body, headers=LINES)

    assert (answer.status, rejected(answer)) == (422, [(2, "malformed_json", "/lines/2")])
    assert not world.state.batches
    assert client.post(f"{BULK}?on_error=stop", body, headers=LINES).codes == ["invalid_parameter"]


def test_the_same_key_gives_the_same_batch_with_its_rejections(client: ApiClient, world: CommandWorld) -> None:
    body = "\n".join([a_line("a"), "{", a_line("c")])
    first = client.post(BULK, body, headers=KEYED)
    count = len(world.state.commands)

    again = client.post(BULK, gzip.compress(body.encode()), headers={**KEYED, "content-encoding": "gzip"}, packed=True)

    assert again.status == 202
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(world.state.commands) == count


def test_the_same_key_with_another_body_is_refused(client: ApiClient) -> None:
    client.post(BULK, a_line("a"), headers=KEYED)

    answer = client.post(BULK, a_line("b"), headers=KEYED)

    assert (answer.status, answer.codes) == (422, ["idempotency_key_reused"])


def test_a_dry_run_keeps_nothing(client: ApiClient, world: CommandWorld) -> None:
    answer = client.post(f"{BULK}?dry_run=true", "\n".join([a_line("a"), "{"]), headers=LINES)

    assert (answer.status, answer.data["accepted"]) == (200, 1)
    assert rejected(answer) == [(2, "malformed_json", "/lines/2")]
    assert not world.state.batches


def test_another_media_type_is_refused(client: ApiClient) -> None:
    answer = client.post(BULK, a_line("a"), headers={"content-type": "text/csv"})

    assert (answer.status, answer.codes) == (415, ["unsupported_media_type"])


def test_lines_of_one_id_keep_their_order(client: ApiClient, world: CommandWorld) -> None:
    lines = [a_line("a", op="upsert", data={"name": str(n)}) for n in range(50)]

    client.post(BULK, "\n".join(lines), headers={**LINES, **WAIT})

    kept = next(each for key, each in world.state.instances.items() if key[0] == DATABASE)
    assert kept.version == 50
    assert "49" in kept.data.values()


def test_past_5000_problems_each_line_tells_its_first(client: ApiClient) -> None:
    line = json.dumps({"class": "Person", "data": {f"wrong{n}": "x" for n in range(30)}})

    answer = client.post(BULK, gzip.compress("\n".join([line] * 300).encode()), headers=PACKED, packed=True)

    assert [row["line"] for row in answer.data["rejected"]] == list(range(1, 301))
    assert len(answer.data["rejected"][0]["errors"]) == 31
    assert len(answer.data["rejected"][-1]["errors"]) == 1


def test_lines_that_take_too_long_to_read_are_refused_together(
    client: ApiClient, world: CommandWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spice.entrypoints.http.api.READING", 50)
    lines = [a_line(name, data={"name": "x", "email": "kim@bücher.example"}) for name in ("a", "b", "c")]

    taken = client.post(BULK, "\n".join(lines[:2]), headers=LINES)
    refused = client.post(BULK, "\n".join(lines), headers=LINES)

    assert (taken.status, taken.data["accepted"]) == (202, 2)
    assert (refused.status, refused.codes) == (413, ["too_large"])
    assert len(world.state.batches) == 1
