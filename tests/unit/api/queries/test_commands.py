"""Commands, batches and reads of one's own writes through the BFF."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from spice.messages.problem import ProblemRow, RejectedLine
from spice.ports.command_store import Batch, CommandState
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import DATABASE, START, World, a_world

LIST = "/database/air/instances"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    return a_world(issuer)


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


def a_command(world: World, state: str = "PENDING", **parts: Any) -> UUID:
    command = CommandState(
        **{
            "id": uuid4(),
            "type": "PutInstance",
            "state": state,
            "actor": "kim",
            "database": DATABASE,
            "submitted_at": START + timedelta(seconds=len(world.state.commands)),
            **parts,
        }
    )
    world.state.commands[command.id] = command
    return command.id


def test_a_command_tells_its_outcome(world: World) -> None:
    event = world.flight("UA1")

    command = world.client("lee").get(f"/commands/{event.command_id}").data

    assert command == {
        "command_id": str(event.command_id),
        "type": "PutInstance",
        "state": "COMPLETED",
        "actor": "lee",
        "submitted_at": "2013-01-01T00:01:00Z",
        "finished_at": "2013-01-01T00:01:00Z",
        "attempts": 1,
        "result": {
            "class": "Flight",
            "id": "UA1",
            "version": 1,
            "changed": True,
            "data": {"title": "a flight"},
            "created_at": "2013-01-01T00:01:00Z",
            "updated_at": "2013-01-01T00:01:00Z",
            "updated_by": "lee",
        },
    }


def test_who_lost_the_role_sees_the_outcome_without_the_data(world: World) -> None:
    event = world.happen("Created", "c-flight", "UA1", data={"p-name": "secret"}, actor="park")

    command = world.client("park").get(f"/commands/{event.command_id}").data

    assert command["result"] == {"class": "Flight", "id": "UA1", "version": 1, "changed": True}


def test_a_failed_command_tells_its_errors(world: World, kim: ApiClient) -> None:
    command = a_command(world, "FAILED", errors=[ProblemRow(code="version_conflict", message="it moved")])

    assert kim.get(f"/commands/{command}").data["errors"][0]["code"] == "version_conflict"


def test_a_command_is_seen_by_its_actor_owners_and_administrators(world: World, kim: ApiClient) -> None:
    mine, theirs = a_command(world), a_command(world, actor="park")

    assert kim.get(f"/commands/{mine}").status == 200
    assert kim.get(f"/commands/{theirs}").status == 404
    assert world.client("lee").get(f"/commands/{theirs}").status == 200
    assert world.client("root", roles=["admin"]).get(f"/commands/{theirs}").status == 200
    assert kim.get(f"/commands/{uuid4()}").status == 404
    assert kim.get("/commands/x").status == 400


def test_a_pending_command_is_not_kept(world: World, kim: ApiClient) -> None:
    command = a_command(world)
    kim.get(f"/commands/{command}")

    world.commands.finish(command, "COMPLETED")

    assert kim.get(f"/commands/{command}").data["state"] == "COMPLETED"
    assert kim.get(f"/commands/{command}").data["state"] == "COMPLETED"
    assert world.cache.ratios()["cmd"]["hits"] == 1


def test_commands_are_listed_newest_first_in_pages(world: World, kim: ApiClient) -> None:
    ids = [str(a_command(world)) for _ in range(3)]
    a_command(world, actor="park")

    first = kim.get("/commands?limit=2").json
    second = kim.get(f"/commands?limit=2&cursor={first['meta']['next_cursor']}").json

    assert [row["command_id"] for row in first["data"] + second["data"]] == ids[::-1]
    assert "next_cursor" not in second["meta"]


def test_only_owners_and_administrators_list_the_commands_of_others(world: World, kim: ApiClient) -> None:
    a_command(world, actor="park")
    owner, admin = world.client("lee"), world.client("root", roles=["admin"])

    assert kim.get("/commands?actor=park").status == 403
    assert kim.get("/commands?database=air").data == []
    assert len(owner.get("/commands?database=air&actor=park").data) == 1
    assert len(admin.get("/commands?state=PENDING").data) == 1
    assert kim.get("/commands?database=sea").status == 404
    assert kim.get("/commands?state=DONE").status == 400


def test_commands_are_found_by_id_type_class_and_time(world: World, kim: ApiClient) -> None:
    flight = a_command(world, key=f"{DATABASE}:c-flight:UA1")
    grant = a_command(world, type="SetGrant", key=str(DATABASE))
    theirs = a_command(world, actor="park")

    def found(query: str, client: ApiClient = kim) -> list[str]:
        return [row["command_id"] for row in client.get(f"/commands?{query}").data]

    assert found(f"ids={flight},{theirs}") == [str(flight)]
    assert found(f"database=air&ids={flight},{theirs}", world.client("lee")) == [str(theirs), str(flight)]
    assert found("type=SetGrant") == [str(grant)]
    assert found("database=air&class=Flight") == [str(flight)]
    assert found("since=2013-01-01T00:00:01Z") == [str(grant)]
    assert found("since=2099-01-01") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("class=Flight", 400),
        ("database=air&class=Nothing", 422),
        ("type=Nothing", 400),
        ("ids=x", 400),
        ("since=yesterday", 400),
    ],
)
def test_a_search_for_commands_that_cannot_be_read_is_refused(kim: ApiClient, query: str, status: int) -> None:
    assert kim.get(f"/commands?{query}").status == status


def a_batch(world: World, states: list[str]) -> UUID:
    batch = Batch(
        id=uuid4(),
        database=DATABASE,
        actor="kim",
        accepted=len(states),
        rejected=[RejectedLine(9, [ProblemRow(code="wrong_type", message="no")])],
        submitted_at=START,
    )
    world.state.batches[batch.id] = batch
    for line, state in enumerate(states, 1):
        key = f"{DATABASE}:c-flight:UA:{line}"
        a_command(
            world,
            state,
            batch=batch.id,
            line=line,
            key=key,
            errors=[ProblemRow(code="referenced", message="kept")],
            shard="instance-0001",
            sequence=line,
        )
    return batch.id


def test_a_batch_tells_its_progress_and_pages_of_failures(world: World, kim: ApiClient) -> None:
    batch = a_batch(world, ["COMPLETED", "FAILED", "FAILED"])

    reply = kim.get(f"/database/air/batches/{batch}?limit=1").json
    second = kim.get(f"/database/air/batches/{batch}?limit=1&cursor={reply['meta']['next_cursor']}").json

    assert reply["data"]["state"] == "COMPLETED"
    assert (reply["data"]["accepted"], reply["data"]["completed"], reply["data"]["failed"]) == (3, 1, 2)
    assert reply["data"]["rejected"][0]["line"] == 9
    failure = reply["data"]["failures"][0]
    assert {name: failure[name] for name in ("line", "class", "id", "errors")} == {
        "line": 2,
        "class": "Flight",
        "id": "UA:2",
        "errors": [{"code": "referenced", "message": "kept", "path": "/lines/2"}],
    }
    assert [each["line"] for each in second["data"]["failures"]] == [3]
    assert kim.get(f"/database/air/batches/{uuid4()}").status == 404


def test_a_search_waits_for_the_projection_of_a_command(world: World, kim: ApiClient) -> None:
    command = a_command(world, "COMPLETED", shard="instance-0001", generation=1, sequence=5)

    behind = kim.get(f"{LIST}?after={command}")
    world.operations.reach("search", "instance-0001", 5)

    assert (behind.status, behind.codes) == (409, ["not_yet_visible"])
    assert behind.headers["Retry-After"] == "1"
    assert kim.get(f"{LIST}?after={command}").status == 200
    assert kim.post(LIST + "/search", {"after": str(command)}).status == 200


def test_a_direct_read_waits_for_the_command_alone(world: World, kim: ApiClient) -> None:
    world.flight("UA1")
    pending, done = a_command(world), a_command(world, "COMPLETED", shard="instance-0001", generation=1, sequence=99)

    assert kim.get(f"{LIST}/Flight/UA1?after={pending}").codes == ["not_yet_visible"]
    assert kim.get(f"{LIST}/Flight/UA1?after={done}").status == 200


def test_a_failed_command_is_visible_and_a_parked_one_never(world: World, kim: ApiClient) -> None:
    failed, parked = a_command(world, "FAILED"), a_command(world, "PARKED")

    refused = kim.get(f"{LIST}?after={parked}", headers={"prefer": "wait=5"})

    assert kim.get(f"{LIST}?after={failed}").status == 200
    assert refused.codes == ["not_yet_visible"]
    assert "parked" in refused.json["message"]


def test_after_takes_a_batch(world: World, kim: ApiClient) -> None:
    batch = a_batch(world, ["COMPLETED", "COMPLETED"])
    world.operations.reach("search", "instance-0001", 1)

    behind = kim.get(f"{LIST}?after={batch}")
    world.operations.reach("search", "instance-0001", 2)

    assert behind.codes == ["not_yet_visible"]
    assert kim.get(f"{LIST}?after={batch}").status == 200


def test_after_names_something_of_this_database(world: World, kim: ApiClient) -> None:
    elsewhere = a_command(world, "COMPLETED", database=uuid4())

    assert kim.get(f"{LIST}?after={elsewhere}").codes == ["not_found"]
    assert kim.get(f"{LIST}?after={uuid4()}").status == 404


def test_prefer_waits_until_it_is_there(world: World, kim: ApiClient) -> None:
    command = a_command(world)
    reads = 0
    read = world.commands.command

    def later(command_id: UUID) -> CommandState | None:
        nonlocal reads
        reads += 1
        if reads == 3:
            world.state.commands[command_id] = replace(world.state.commands[command_id], state="COMPLETED")
        return read(command_id)

    world.commands.command = later  # type: ignore[method-assign]  # the worker finishes while the request waits

    assert kim.get(f"{LIST}?after={command}", headers={"prefer": "wait=5"}).status == 200
