"""A page ends at 4 MB even below its limit, and goes on where it ended; what has no pages says how to ask for less."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from spice.messages.problem import ProblemRow
from spice.ports.command_store import Batch
from spice.ports.dead_letters import DeadLetter
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import DATABASE, START, World, a_world

FLIGHT = "/database/air/instances/Flight/UA1"
MOST = 20_000
BATCH = UUID(int=9)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    return a_world(issuer)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of 20 KB: what is told of the others is the same."""
    monkeypatch.setattr("spice.application.queries.pages.PAGE_BYTES", MOST)


def rows_of(client: ApiClient, path: str, key: str | None = None) -> tuple[list[Any], list[int]]:
    """Read all pages; tells the rows, and how many bytes each page had."""
    rows, sizes, cursor = list[Any](), list[int](), ""
    while True:
        reply = client.get(path + cursor)
        assert reply.status == 200, reply.body
        rows += reply.data if key is None else reply.data[key]
        sizes.append(len(reply.body))
        if (following := reply.json["meta"].get("next_cursor")) is None:
            return rows, sizes
        cursor = ("&" if "?" in path else "?") + f"cursor={following}"


def written(world: World, times: int, size: int) -> None:
    """Let a flight have so many versions, each with another title of a size."""
    world.flight("UA1", "x" * size)
    for number in range(1, times):
        world.happen("Updated", "c-flight", "UA1", set={"p-name": f"{number}" + "x" * size})


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_history_of_large_versions_has_pages_of_4_mb(world: World, order: str) -> None:
    written(world, 12, 800_000)

    rows, sizes = rows_of(world.client(), f"{FLIGHT}/history?order={order}")

    versions = [row["version"] for row in rows]
    assert versions == sorted(range(1, 13), reverse=order == "desc")
    assert len(sizes) > 4
    assert max(sizes) <= 4_100_000


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("narrowed", ["actor=lee", "path=/title", "order=desc&actor=lee"])
def test_a_history_that_is_narrowed_has_pages_too(world: World, narrowed: str) -> None:
    written(world, 12, 4000)

    rows, sizes = rows_of(world.client(), f"{FLIGHT}/history?{narrowed}")

    assert sorted(row["version"] for row in rows) == [*range(1, 13)]
    assert max(sizes) <= MOST + 1000


def test_versions_are_as_long_as_what_is_told_of_them(world: World) -> None:
    written(world, 12, 800_000)

    rows, sizes = rows_of(world.client(), f"{FLIGHT}/versions")

    assert (len(rows), len(sizes)) == (12, 1)


@pytest.mark.usefixtures("small")
def test_versions_with_long_reasons_have_pages(world: World) -> None:
    world.flight("UA1")
    for number in range(20):
        world.happen("Updated", "c-flight", "UA1", set={"p-name": f"{number}"}, reason="r" * 4000)

    rows, sizes = rows_of(world.client(), f"{FLIGHT}/versions")

    assert [row["version"] for row in rows] == [*range(1, 22)]
    assert max(sizes) <= MOST + 1000


@pytest.mark.parametrize("told", ["changes", "lineage"])
def test_what_has_no_pages_is_refused_when_it_is_too_large_and_says_how_to_go_on(world: World, told: str) -> None:
    written(world, 12, 800_000)

    reply = world.client().get(f"{FLIGHT}/{told}")

    assert (reply.status, reply.codes) == (413, ["too_large"])
    assert "/history" in reply.json["errors"][0]["hint"]


def test_changes_between_nearer_times_are_told(world: World) -> None:
    written(world, 12, 800_000)

    reply = world.client().get(f"{FLIGHT}/changes?from=2013-01-01T00:03:00Z&to=2013-01-01T00:04:00Z")

    assert reply.status == 200, reply.body[:300]
    assert len(reply.data["events"]) == 1
    assert len(reply.body) <= 4_100_000


def failing(world: World, number: int, batch: UUID | None) -> UUID:
    """Let a command have failed, with much to say."""
    event = world.flight(f"F{number}")
    state = world.state.commands[event.command_id]
    problems = [ProblemRow(code="wrong_type", message="no", path="/data/title", value="v" * 4000)]
    world.state.commands[event.command_id] = replace(
        state, state="FAILED", result=None, errors=problems, batch=batch, line=number
    )
    return event.command_id


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("path", "key", "batch"),
    [("/commands?database=air", None, None), (f"/database/air/batches/{BATCH}", "failures", BATCH)],
)
def test_commands_and_failures_of_a_batch_have_pages(
    world: World, path: str, key: str | None, batch: UUID | None
) -> None:
    world.state.batches[BATCH] = a_batch()
    made = {str(failing(world, number, batch)) for number in range(1, 14)}

    rows, sizes = rows_of(world.client("lee"), path, key)

    assert len(rows) == 13
    assert {row["command_id"] for row in rows} == made
    assert max(sizes) <= MOST + 1000


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("path", ["/database/air/audit", "/database/air/audit?actor=lee"])
def test_an_audit_has_pages(world: World, path: str) -> None:
    written(world, 12, 4000)

    rows, sizes = rows_of(world.client("lee"), path)

    assert len({row["event_id"] for row in rows}) == len(rows) == 12
    assert max(sizes) <= MOST + 1000


@pytest.mark.usefixtures("small")
def test_dead_letters_have_pages(world: World) -> None:
    for number in range(1, 14):
        world.letters.park(a_letter(number, "e" * 4000))

    rows, sizes = rows_of(world.client(roles=["admin"]), "/admin/dead-letters")

    assert [row["id"] for row in rows] == [str(UUID(int=number)) for number in range(1, 14)]
    assert max(sizes) <= MOST + 1000


@pytest.mark.usefixtures("small")
def test_databases_and_grants_have_pages(world: World) -> None:
    labels: Mapping[str, str] = {"en": "l" * 4000}
    for number in range(1, 14):
        uuid = UUID(int=number)
        world.database(f"db{number:02}", uuid)
        world.state.databases[uuid] = replace(world.state.databases[uuid], label=labels)
        world.state.grant(DATABASE, f"{number:02}" + "s" * 4000, "viewer", at=START, by="lee")

    databases, sizes = rows_of(world.client(), "/database")
    grants, granted = rows_of(world.client(), "/database/air/grants")

    assert [row["name"] for row in databases] == ["air", *(f"db{number:02}" for number in range(1, 14))]
    assert len({row["subject"] for row in grants}) == len(grants) == 15
    assert max(sizes) <= MOST + 1000
    assert max(granted) <= MOST + 7000  # the cursor names the subject told last


def a_batch() -> Batch:
    return Batch(id=BATCH, database=DATABASE, actor="lee", accepted=13, rejected=[], submitted_at=START)


def a_letter(number: int, error: str) -> DeadLetter:
    return DeadLetter(
        id=UUID(int=number),
        shard="instance-0001",
        key="k",
        command_id=UUID(int=number),
        type="PutInstance",
        database=None,
        reason="poison",
        error=error,
        attempts=3,
        parked_at=START,
        state="manual",
        record={},
    )
