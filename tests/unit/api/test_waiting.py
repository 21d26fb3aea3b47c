"""Requests that wait outlive grants and tokens: who may no longer is told nothing of what came."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from spice.ports.command_store import CommandState
from tests.support.api_client import Issuer, Reply
from tests.support.command_world import CommandWorld, a_command_world
from tests.support.query_world import DATABASE, START, World, a_world

WAIT = {"Prefer": "wait=20"}
BESIDE = 0.4
"""Long enough for a request to have begun to wait."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = a_world(Issuer(tmp_path))
    world.flight("UA1")
    return world


@pytest.fixture
def commands(tmp_path: Path) -> CommandWorld:
    return a_command_world(Issuer(tmp_path))


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], Reply], Callable[[], None]], Reply]]:
    """Sends a request, lets something happen while it waits, and gives its answer."""
    with ThreadPoolExecutor(1) as threads:

        def run(request: Callable[[], Reply], happen: Callable[[], None]) -> Reply:
            answer = threads.submit(request)
            time.sleep(BESIDE)
            assert not answer.done()
            happen()
            return answer.result()

        yield run


Beside = Callable[[Callable[[], Reply], Callable[[], None]], Reply]


def revoke(world: World | CommandWorld, subject: str = "kim", uuid: UUID = DATABASE) -> None:
    del world.state.grants[uuid][subject]


def test_a_long_poll_tells_nothing_that_came_after_the_grant_was_revoked(world: World, beside: Beside) -> None:
    client = world.client()
    cursor = client.get("/database/air/events").json["meta"]["next_cursor"]

    def happen() -> None:
        revoke(world)
        world.flight("secret")

    answer = beside(lambda: client.get(f"/database/air/events?cursor={cursor}", headers=WAIT), happen)

    assert (answer.status, answer.codes) == (403, ["forbidden"])
    assert b"secret" not in answer.body


def test_a_long_poll_ends_when_the_grant_is_revoked_though_nothing_comes(world: World, beside: Beside) -> None:
    client = world.client()
    cursor = client.get("/database/air/events").json["meta"]["next_cursor"]

    answer = beside(lambda: client.get(f"/database/air/events?cursor={cursor}", headers=WAIT), lambda: revoke(world))

    assert answer.status == 403


def test_a_long_poll_ends_when_the_token_does(world: World, beside: Beside) -> None:
    client = world.client()
    cursor = client.get("/database/air/events").json["meta"]["next_cursor"]

    def expire() -> None:
        world.now.moment = START.replace(year=2014)

    answer = beside(lambda: client.get(f"/database/air/events?cursor={cursor}", headers=WAIT), expire)

    assert (answer.status, answer.codes) == (401, ["token_expired"])


@pytest.mark.parametrize("url", ["/instances", "/instances/Flight/UA1", "/instances/Flight/UA1/history", "/ontology"])
def test_a_read_that_waits_for_a_command_is_refused_when_the_grant_is_revoked(
    world: World, beside: Beside, url: str
) -> None:
    client, command = world.client(), uuid4()
    world.state.commands[command] = a_command(command, "RUNNING")

    def happen() -> None:
        revoke(world)
        world.state.commands[command] = a_command(command, "COMPLETED")

    answer = beside(lambda: client.get(f"/database/air{url}?after={command}", headers=WAIT), happen)

    assert (answer.status, answer.codes) == (403, ["forbidden"])


def test_a_command_that_waits_shows_no_resource_when_the_grant_is_revoked(
    commands: CommandWorld, beside: Beside
) -> None:
    commands.asleep, client = True, commands.client()

    def happen() -> None:
        revoke(commands)
        commands.asleep = False
        commands.kick("relay")

    answer = beside(
        lambda: client.post("/database/hr/instances", {"class": "Person", "data": {"name": "x"}}, headers=WAIT), happen
    )

    assert answer.status in (200, 202)
    assert "result" not in answer.data


def test_who_gives_their_own_role_away_is_told_that_it_is_done(commands: CommandWorld) -> None:
    commands.state.grant(DATABASE, "han", "owner", at=START, by="lee")

    answer = commands.client("lee").delete("/database/hr/grants/lee", headers=WAIT)

    assert (answer.status, answer.data["state"]) == (200, "COMPLETED")


def a_command(identity: UUID, state: str) -> CommandState:
    return CommandState(
        id=identity, type="PutInstance", state=state, actor="lee", database=DATABASE, submitted_at=START
    )
