"""What people were refused is in the audit: at the door, and by the worker; and nothing of what they sent."""

from datetime import timedelta
from pathlib import Path

import pytest

from spice.messages.segment import read_segment
from spice.ports.errors import Transient
from tests.support.api_client import ApiClient, Issuer
from tests.support.command_world import CommandWorld, a_command_world

AUDIT = "/database/hr/audit"
PEOPLE = "/database/hr/instances/Person"
WAIT = {"Prefer": "wait=5"}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> CommandWorld:
    world = a_command_world(issuer)
    world.state.grant(next(iter(world.state.databases)), "park", "viewer", at=world.now(), by="lee")
    world.platform.client("lee").patch("/database/hr", {"audit": "refusals"})
    world.platform.settle()
    return world


@pytest.fixture
def owner(world: CommandWorld) -> ApiClient:
    return world.platform.client("lee")


def of(world: CommandWorld, client: ApiClient, query: str = "?state=REFUSED") -> list[dict[str, object]]:
    world.platform.settle()
    rows: list[dict[str, object]] = client.get(AUDIT + query).data
    return rows


def test_a_database_that_does_not_ask_for_it_keeps_none(world: CommandWorld, owner: ApiClient) -> None:
    owner.patch("/database/hr", {"audit": None})
    world.platform.settle()
    world.platform.client("park").delete(f"{PEOPLE}/ada")

    assert of(world, owner) == []


@pytest.mark.parametrize(("asks", "told"), [("changes", False), ("refusals", True)])
def test_an_audit_tells_of_events_alone_unless_more_is_asked_for(
    world: CommandWorld, owner: ApiClient, asks: str, told: bool
) -> None:
    owner.patch("/database/hr", {"audit": asks})
    world.asleep = True
    kim = world.client("kim")
    for name in ("Ada", "Bob"):
        kim.post("/database/hr/instances", {"class": "Person", "id": "ada", "data": {"name": name}})
    world.asleep = False

    rows = of(world, owner, "")

    assert ("FAILED" in {row["state"] for row in rows}) == told
    assert len(of(world, owner, "?state=FAILED")) == 1


def test_what_the_door_refuses_is_told_with_its_reason(world: CommandWorld, owner: ApiClient) -> None:
    world.platform.client("park").delete(f"{PEOPLE}/ada")
    world.platform.client("stranger").delete(f"{PEOPLE}/ada")
    world.platform.client("kim").put(f"{PEOPLE}/ada", {"data": {"age": -1, "naem": "Ada"}})

    rows = of(world, owner)

    told = {row["actor"]: (row["codes"], row["request"]) for row in rows}
    route = "/database/{db}/instances/{class}/{id}"
    names = {"class": "Person", "id": "ada"}
    assert told["park"] == (["forbidden"], {"method": "DELETE", "route": route, "status": 403, "names": names})
    assert told["stranger"] == told["park"]
    assert told["kim"][0] == ["constraint_violated", "missing_property", "unknown_property"]
    assert {row["type"] for row in rows} == {"RequestRefused"}


def test_what_the_worker_refuses_is_told_with_its_command(world: CommandWorld, owner: ApiClient) -> None:
    world.asleep = True
    kim = world.client("kim")
    first = kim.post("/database/hr/instances", {"class": "Person", "id": "ada", "data": {"name": "Ada"}})
    second = kim.post("/database/hr/instances", {"class": "Person", "id": "ada", "data": {"name": "Bob"}})
    world.asleep = False

    rows = of(world, owner, "?state=FAILED")

    assert first.status == second.status == 202
    assert [(row["command_id"], row["type"], row["actor"], row["codes"]) for row in rows] == [
        (second.data["command_id"], "CreateInstance", "kim", ["already_exists"])
    ]
    assert (rows[0]["class"], rows[0]["id"], rows[0]["event_id"]) == ("Person", "ada", None)


def test_a_refusal_holds_nothing_of_what_was_sent(world: CommandWorld, owner: ApiClient) -> None:
    secret = "canary-7f3a"
    world.platform.client("kim").post(
        f"/database/hr/instances?dry_run=maybe-{secret}",
        {"class": "Person", "reason": secret, "data": {"name": 1, secret: secret}},
    )
    world.platform.client("kim").put(f"{PEOPLE}/ada", {"data": {"age": secret}, secret: secret})

    rows = of(world, owner)

    log = world.ports.log
    assert len(rows) == 2
    assert secret not in str(rows)
    for shard, head in world.state.shards.items():
        for sequence in range(1, head.sequence + 1):
            body = log.read(1, shard, sequence)
            assert body is not None
            segment = read_segment(body)
            assert secret not in str((segment.header, segment.lines))


def test_refusals_of_others_are_told_to_owners_alone(world: CommandWorld, owner: ApiClient) -> None:
    park, kim = world.platform.client("park"), world.platform.client("kim")
    park.delete(f"{PEOPLE}/ada")

    assert [row["actor"] for row in of(world, owner)] == ["park"]
    assert [row["actor"] for row in of(world, park)] == ["park"]
    assert of(world, kim) == []


def test_the_same_refusal_is_told_once_a_minute(world: CommandWorld, owner: ApiClient) -> None:
    park = world.platform.client("park")
    for _ in range(5):
        park.delete(f"{PEOPLE}/ada")
    world.now.moment += timedelta(minutes=1)
    park.delete(f"{PEOPLE}/ada")

    assert len(of(world, owner)) == 2


def test_a_flood_of_different_refusals_is_told_in_few_words(world: CommandWorld, owner: ApiClient) -> None:
    park = world.platform.client("park")
    for number in range(100):
        park.delete(f"{PEOPLE}/p{number}")

    rows = of(world, owner, "?state=REFUSED&limit=1000")

    assert len(rows) == 61
    assert rows[-1]["request"]["names"] == {}  # type: ignore[index]  # a row of JSON


def test_a_stranger_without_a_token_or_a_database_leaves_nothing(world: CommandWorld, owner: ApiClient) -> None:
    world.platform.client("park").delete("/database/nowhere/instances/Person/ada")
    ApiClient(world.platform.handlers["oms"], "no token", described=True).delete(f"{PEOPLE}/ada")

    assert of(world, owner) == []
    assert not world.state.outbox


def test_refusals_are_not_among_the_commands_and_pages_go_on_behind_them(world: CommandWorld, owner: ApiClient) -> None:
    for number in range(3):
        world.platform.client("kim").put(f"{PEOPLE}/p{number}", {"data": {"age": -1}})
        world.platform.client("kim").put(f"{PEOPLE}/p{number}", {"data": {"name": "x"}})
    everything = of(world, owner, "?limit=1000")

    seen, cursor = [], ""
    for _ in range(len(everything)):
        page = owner.get(f"{AUDIT}?limit=1{cursor}").json
        seen += page["data"]
        cursor = "&cursor=" + page["meta"].get("next_cursor", "")

    assert seen == everything
    assert {row["state"] for row in seen} == {"COMPLETED", "REFUSED"}
    assert "NoteRefusal" not in {row["type"] for row in owner.get("/commands?database=hr").data}


def test_a_refusal_that_cannot_be_kept_is_no_answer_yet(world: CommandWorld, issuer: Issuer) -> None:
    def away(*_: object) -> None:
        raise Transient("postgres", "away")

    world.ports.commands.keep = away  # type: ignore[method-assign,assignment]  # the store goes away

    reply = world.platform.client("park").delete(f"{PEOPLE}/ada")

    assert (reply.status, reply.codes) == (503, ["unavailable"])
