"""Requests that wait: a subject's are counted, and those too many are answered at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from spice.adapters.memory.waits import MemoryWaits
from spice.entrypoints.http.patience import LONGEST_WAIT, Patience
from spice.ports.command_store import CommandState
from spice.ports.waits import EACH
from tests.support.api_client import Issuer, Reply
from tests.support.command_world import CommandWorld, a_command_world
from tests.support.query_world import DATABASE, START, World, a_world

LONG = {"prefer": "wait=25"}
FEED = "/database/air/events"
LIST = "/database/air/instances"
PEOPLE = "/database/hr/instances"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def reads(issuer: Issuer) -> World:
    world = a_world(issuer)
    world.flight("UA1", "one")
    return world


@pytest.fixture
def writes(issuer: Issuer) -> CommandWorld:
    world = a_command_world(issuer)
    world.asleep = True
    return world


def crowd(waits: MemoryWaits, subject: str = "kim", count: int = EACH) -> None:
    for _ in range(count):
        waits.enter(subject, str(uuid4()), 60)


def free(waits: MemoryWaits, subject: str = "kim") -> int:
    return sum(waits.enter(subject, str(uuid4()), 60) > 0 for _ in range(EACH + 1))


def a_pending_command(world: World) -> str:
    command = CommandState(
        id=uuid4(), type="PutInstance", state="PENDING", actor="kim", database=DATABASE, submitted_at=START
    )
    world.state.commands[command.id] = command
    return str(command.id)


def test_a_long_poll_too_many_is_an_empty_page_at_once(reads: World) -> None:
    kim = reads.client()
    cursor = kim.get(FEED).json["meta"]["next_cursor"]
    crowd(reads.waits)

    reply = kim.get(f"{FEED}?cursor={cursor}", headers=LONG)

    assert (reply.status, reply.data, reply.headers["Retry-After"]) == (200, [], "1")


def test_what_is_there_already_is_told_though_too_many_wait(reads: World) -> None:
    crowd(reads.waits)

    reply = reads.client().get(FEED, headers=LONG)

    assert len(reply.data) == 1
    assert "Retry-After" not in reply.headers


def test_a_read_after_a_command_too_many_is_not_yet_visible_at_once(reads: World) -> None:
    command = a_pending_command(reads)
    crowd(reads.waits)

    reply = reads.client().get(f"{LIST}?after={command}", headers=LONG)

    assert (reply.status, reply.codes, reply.headers["Retry-After"]) == (409, ["not_yet_visible"], "1")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PEOPLE, {"class": "Person", "id": "a", "data": {"name": "A"}}),
        (f"{PEOPLE}/bulk", {"class": "Person", "instances": [{"id": "a", "data": {"name": "A"}}]}),
    ],
)
def test_a_write_too_many_is_accepted_at_once(writes: CommandWorld, path: str, body: dict[str, Any]) -> None:
    crowd(writes.waits)

    reply = writes.client().post(path, body, headers=LONG)

    assert (reply.status, reply.headers["Retry-After"]) == (202, "1")
    assert "Preference-Applied" not in reply.headers


def test_the_places_of_all_may_be_taken_by_others(writes: CommandWorld) -> None:
    writes.waits = MemoryWaits(each=EACH, most=1)
    crowd(writes.waits, "lee", 1)

    reply = writes.client().post(PEOPLE, {"class": "Person", "data": {"name": "A"}}, headers=LONG)

    assert (reply.status, reply.headers["Retry-After"]) == (202, "1")


def ask_for_nothing(world: World) -> Reply:
    return world.client().get(LIST, headers=LONG)


def poll(world: World) -> Reply:
    return world.client().get(FEED, headers={"prefer": "wait=1"})


def fail(world: World) -> Reply:
    return world.client().get(f"{LIST}?after={a_pending_command(world)}", headers={"prefer": "wait=1"})


@pytest.mark.parametrize("ask", [ask_for_nothing, poll, fail])
def test_a_place_is_free_when_the_answer_is_given(reads: World, ask: Callable[[World], Reply]) -> None:
    ask(reads)

    assert free(reads.waits) == EACH


def test_a_dry_run_waits_for_nothing(writes: CommandWorld) -> None:
    crowd(writes.waits)

    reply = writes.client().post(f"{PEOPLE}?dry_run=true", {"class": "Person", "data": {"name": "A"}}, headers=LONG)

    assert reply.status == 200
    assert "Retry-After" not in reply.headers


def test_a_wait_ends_before_the_function_does() -> None:
    now = 100.0
    waits = MemoryWaits(each=1, most=1)

    usual = Patience(waits, "a", 99, life=29.0, clock=lambda: now)
    assert usual.seconds() == LONGEST_WAIT
    usual.leave()
    assert Patience(waits, "b", 25, life=13.0, clock=lambda: now).seconds() == 10.0
    late = Patience(waits, "c", 25, life=2.0, clock=lambda: now)
    assert (late.seconds(), bool(late.come_again)) == (0.0, True)


def test_one_that_waits_twice_has_one_patience() -> None:
    clock = iter([0.0, 0.0, 7.0, 40.0])
    patience = Patience(MemoryWaits(each=1, most=1), "a", 10, clock=lambda: next(clock))

    assert [patience.seconds(), patience.seconds(), patience.seconds()] == [10.0, 3.0, 0.0]
