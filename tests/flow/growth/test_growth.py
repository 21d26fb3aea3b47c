"""More partitions while commands flow: nothing is lost, done twice, or done in another order."""

import copy
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pytest

from functions.workers.maintenance import build as maintenance
from spice.adapters.memory.state import MemoryState
from spice.domain.shards import Shard
from spice.ports.errors import Transient
from spice.ports.topics import Topics
from tests.flow.conftest import AIR, Air, Killed
from tests.flow.growth.growing import POINTS, ask, at, check_log, die, events_of, grow, segments, with_crash

FLIGHTS = range(30)
RESTORED = ("shards", "generations", "maps")
"""What PostgreSQL knows of maps."""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody: what has to happen first is done by the test."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.fixture
def flown(air: Air) -> Air:
    for number in FLIGHTS:
        air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number, "delay": 0}})
    air.platform.settle()
    return air


def put_all(air: Air, delay: int) -> list[str]:
    """Submit a write to every flight."""
    url = f"{AIR}/Flight"
    replies = [air.client.put(f"{url}/{n}", {"data": {"number": n, "delay": delay}}) for n in FLIGHTS]
    return [str(reply.data["command_id"]) for reply in replies]


def states(air: Air, commands: list[str]) -> set[str]:
    return {air.client.get(f"/commands/{command}").data["state"] for command in commands}


def delays(air: Air) -> set[object]:
    return {air.get("Flight", str(number))["delay"] for number in FLIGHTS}


def everyone_works(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relay and workers go on while growth waits for them."""
    busy: list[bool] = []

    def work(seconds: float) -> None:
        if not busy:
            busy.append(True)
            air.platform.settle()
            busy.clear()

    monkeypatch.setattr(time, "sleep", work)


def test_a_family_grows_and_goes_on(flown: Air) -> None:
    grow(flown, 12)
    after = put_all(flown, 1)
    flown.platform.settle()

    assert flown.client.get("/admin/partitions").data[1] == {
        "family": "instance",
        "generation": 2,
        "partitions": 12,
        "grow_up_to": 0,
        "growing": None,
    }
    assert states(flown, after) == {"COMPLETED"}
    assert delays(flown) == {1}
    check_log(flown, {1: 6, 2: 12})
    assert max(Shard.named(segment.header.shard).partition for segment in segments(flown)) > 5
    assert all(events_of(flown, str(number)) == [1, 2] for number in FLIGHTS)


def test_it_grows_again(flown: Air) -> None:
    for to in (7, 12, 24):
        grow(flown, to)
        put_all(flown, to)
        flown.platform.settle()

    check_log(flown, {1: 6, 2: 7, 3: 12, 4: 24})
    assert all(events_of(flown, str(number)) == [1, 2, 3, 4] for number in FLIGHTS)


def test_the_ontology_family_grows(flown: Air) -> None:
    grow(flown, 5, "ontology")
    changed = flown.write("PATCH", "/database/air", {"description": "grown"})
    granted = flown.write("PUT", "/database/air/grants/lee", {"role": "viewer"})

    assert changed.data["state"] == granted.data["state"] == "COMPLETED"


def test_commands_are_accepted_all_the_time_and_end_in_order(flown: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone_works(flown, monkeypatch)
    commands, delay = put_all(flown, 1), iter(range(2, 1000))

    def more() -> None:
        commands.extend(put_all(flown, next(delay)))

    job = ask(flown, 12)
    for point in POINTS:
        with_crash(flown, at(point, more)).maintain()
    flown.platform.settle()

    assert flown.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert states(flown, commands) == {"COMPLETED"}
    assert delays(flown) == {next(delay) - 1}
    assert all(events_of(flown, str(n)) == list(range(1, len(commands) // len(FLIGHTS) + 2)) for n in FLIGHTS)
    check_log(flown, {1: 6, 2: 12})


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("busy", [False, True])
def test_a_death_at_any_point_is_made_good_by_the_next_tick(
    flown: Air, monkeypatch: pytest.MonkeyPatch, point: str, busy: bool
) -> None:
    everyone_works(flown, monkeypatch)
    job = ask(flown, 12)
    commands = put_all(flown, 1) if busy else []

    with pytest.raises(Killed):
        with_crash(flown, at(point, die)).maintain()
    commands += put_all(flown, 2)
    flown.platform.settle()
    with pytest.raises(Killed) if point == "grow.after_put" else suppress(Killed):
        with_crash(flown, at(point, die)).maintain()
    flown.platform.maintain()
    flown.platform.settle()

    assert flown.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert states(flown, commands) == {"COMPLETED"}
    assert delays(flown) == {2}
    check_log(flown, {1: 6, 2: 12})


class Refusing:
    """Topics of a cluster that adds no partitions while it is told so."""

    def __init__(self, topics: Topics) -> None:
        self._topics, self.refuses = topics, True

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics, or refuse."""
        if self.refuses:
            raise Transient("kafka", "PolicyViolationError: no more partitions")
        self._topics.create_topics(topics)

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count what is unread."""
        return self._topics.lag(group, topic)


def test_a_cluster_that_refuses_partitions_holds_nothing_up(flown: Air) -> None:
    ports = flown.platform.ports
    topics = Refusing(ports.topics)
    maintain = maintenance(replace(ports, topics=topics))
    job = ask(flown, 12)
    behind = flown.platform.ports.model.heads()

    with pytest.raises(Transient, match="no more partitions"):
        maintain({}, None)
    commands = put_all(flown, 1)
    flown.platform.settle(but=("maintenance",))

    told = flown.client.get(f"/admin/jobs/{job}").data
    assert (told["state"], told["detail"]["trouble"]) == ("RUNNING", "kafka: PolicyViolationError: no more partitions")
    assert states(flown, commands) == {"COMPLETED"}
    assert not any(head.closes for head in {**behind, **ports.model.heads()}.values())

    topics.refuses = False
    maintain({}, None)
    assert flown.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    check_log(flown, {1: 6, 2: 12})


def test_a_generation_that_was_only_in_the_log_begins_in_the_round_that_finds_it(flown: Air) -> None:
    """As after PostgreSQL was restored to before a growth."""
    ports = flown.platform.ports
    state: MemoryState = vars(ports.model)["_state"]
    kept = {name: copy.deepcopy(getattr(state, name)) for name in RESTORED}
    grow(flown, 12)
    for name, held in kept.items():
        setattr(state, name, held)

    flown.platform.maintain()

    assert ports.model.generation("instance").number == ports.generations.current("instance").generation == 2
    commands = put_all(flown, 1)
    flown.platform.settle()
    assert states(flown, commands) == {"COMPLETED"}
