"""What comes by an old map when a family has grown: late rows, zombies, parked keys; and what a rebuild makes of it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from infra.catalogue.names import TOPICS
from spice.adapters.memory.state import MemoryState
from spice.application.work.close_shard import CloseShard
from spice.application.work.workers import Workers
from spice.domain.identity import partition_of
from spice.domain.shards import INSTANCE, Shard
from spice.messages.segment import Closing
from spice.ports.crash import never
from tests.flow.conftest import AIR, Air
from tests.flow.growth.growing import at, check_log, events_of, grow, segments, state_of, with_crash
from tests.flow.poison import COMMANDS, a_killer
from tests.flow.projecting.test_rebuild import everything, rebuild, run_jobs, some_history


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def moved_flight(air: Air) -> str:
    """Find a flight that growth to twelve moves, and make it."""
    class_id = air.client.get("/database/air/ontology/Flight").data["id"]
    database = air.platform.ports.directory.databases(subject=None)[0].uuid
    number = next(n for n in range(1000) if partition_of(f"{database}:{class_id}:{n}", 12) >= 6)
    assert air.put("Flight", str(number), number=number, delay=0).data["state"] == "COMPLETED"
    return str(number)


def late(air: Air, act: Callable[[], Any]) -> str:
    """Submit by a map that is no longer used: the writer began before growth and commits after it."""
    state = state_of(air)
    maps, state.maps = state.maps, {}
    topics = state.topics[COMMANDS]
    state.topics[COMMANDS] = topics[:6]
    try:
        return str(act().data["command_id"])
    finally:
        state.maps, state.topics[COMMANDS] = maps, topics


def put(air: Air, number: str, delay: int) -> Any:
    return air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": int(number), "delay": delay}})


def outcome(air: Air, command: str) -> Any:
    return air.client.get(f"/commands/{command}").data["state"]


def test_a_late_row_of_the_old_map_goes_where_its_key_says_now_and_before_later_ones(air: Air) -> None:
    flight = moved_flight(air)
    grow(air, 12)

    first = late(air, lambda: put(air, flight, 1))
    second = put(air, flight, 2).data["command_id"]
    air.platform.settle()

    assert [outcome(air, each) for each in (first, second)] == ["COMPLETED", "COMPLETED"]
    assert air.get("Flight", flight)["delay"] == 2
    assert events_of(air, flight) == [1, 2, 3]
    check_log(air, {1: 6, 2: 12})


def test_a_late_row_waits_while_a_generation_is_closed(air: Air) -> None:
    flight = moved_flight(air)
    commands: list[str] = []

    air.client.post("/admin/partitions/instance/grow", {"to": 12})
    writes = at("grow.after_pause", lambda: commands.append(late(air, lambda: put(air, flight, 1))))
    with_crash(air, writes).maintain()
    air.platform.settle()

    assert outcome(air, commands[0]) == "COMPLETED"
    check_log(air, {1: 6, 2: 12})


def test_a_zombie_relay_publishes_nothing_anew(air: Air) -> None:
    flight = moved_flight(air)
    old = [record for partition in state_of(air).topics[COMMANDS] for record in partition]
    grow(air, 12)
    before = everything(air)

    for record in old:
        air.platform.ports.bus.publish(COMMANDS, record.partition, [record])
    air.platform.settle()

    assert everything(air) == before
    assert events_of(air, flight) == [1]


def test_a_record_of_the_old_map_that_nobody_carried_out_is_handed_on(air: Air) -> None:
    flight = moved_flight(air)
    grow(air, 12)
    accepted = put(air, flight, 1).data["command_id"]
    row, _ = state_of(air).outbox.popitem()[1]

    air.platform.ports.bus.publish(COMMANDS, row.partition % 6, row.records)
    air.platform.settle()

    assert outcome(air, accepted) == "COMPLETED"
    assert air.get("Flight", flight)["delay"] == 1
    check_log(air, {1: 6, 2: 12})


def close_everything(air: Air) -> None:
    """Close six shards behind a worker's back, as a growth does."""
    ports = air.platform.ports
    workers = Workers(ports)
    close = CloseShard(ports.log, ports.model, ports.now, never)
    for partition in range(6):
        close(
            workers(INSTANCE),
            Shard(INSTANCE, partition).name,
            Closing(next_generation=2, partitions=12, before=6),
        )


def test_a_worker_that_decided_by_the_old_map_appends_nothing(air: Air) -> None:
    flight = moved_flight(air)
    accepted = put(air, flight, 1).data["command_id"]
    air.platform.relay()
    zombie = with_crash(air, at("worker.before_put", lambda: close_everything(air)))

    zombie.settle(but=("projection", "dead-letters"))
    air.platform.maintain()
    air.platform.settle()

    closed = [segment for segment in segments(air) if segment.header.closes is not None]
    assert len(closed) == 6
    assert outcome(air, accepted) == "COMPLETED"
    assert events_of(air, flight) == [1, 2]
    check_log(air, {1: 6, 2: 12})


def test_what_is_parked_is_found_on_its_new_shard(air: Air) -> None:
    flight = moved_flight(air)
    killer = a_killer(air, int(flight))
    air.insist()
    waiting = put(air, flight, 1).data["command_id"]
    air.insist()
    grow(air, 12)
    rebuild(air, "index")
    behind = put(air, flight, 2).data["command_id"]
    air.insist()
    parked = [outcome(air, each) for each in (waiting, behind)]

    letter = air.client.get("/admin/dead-letters").data[0]
    air.client.post(f"/admin/dead-letters/{letter['id']}/discard", {"reason": "poison"})
    air.insist()

    assert parked == ["PARKED", "PARKED"]
    assert Shard.named(letter["shard"]).partition >= 6
    assert [outcome(air, each) for each in (killer, waiting, behind)] == ["FAILED", "COMPLETED", "COMPLETED"]
    assert air.get("Flight", flight)["delay"] == 2
    check_log(air, {1: 6, 2: 12})


def test_a_clock_that_is_behind_reorders_nothing(air: Air) -> None:
    flight = moved_flight(air)
    grow(air, 12)

    air.now.moment -= timedelta(hours=1)
    put(air, flight, 1)
    air.platform.settle()

    assert events_of(air, flight) == [1, 2]


@pytest.mark.parametrize("what", ["index", "all"])
def test_a_rebuild_after_growth_gives_what_was_there(air: Air, what: str) -> None:
    some_history(air)
    grow(air, 12)
    grow(air, 4, "ontology")
    for number in range(12):
        air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number, "delay": 1}})
    air.insist()
    before = everything(air)

    rebuild(air, what)

    assert everything(air) == before


def test_the_log_alone_tells_how_many_partitions_there_are(air: Air) -> None:
    flight = moved_flight(air)
    grow(air, 12)
    grow(air, 24)
    put(air, flight, 1)
    air.platform.settle()
    state, fresh = state_of(air), MemoryState()

    for name in MemoryState.__slots__:
        if name not in ("lock", "keys"):
            setattr(state, name, getattr(fresh, name))
    air.platform.ports.topics.create_topics(TOPICS)
    air.platform.ports.model.forget()
    air.platform.maintain()
    run_jobs(air)

    assert air.client.get("/admin/partitions").data[1]["partitions"] == 24
    assert len(state.topics[COMMANDS]) == 24
    assert air.put("Flight", flight, number=int(flight), delay=2).data["state"] == "COMPLETED"
    check_log(air, {1: 6, 2: 12, 3: 24})


def test_a_growth_of_which_only_the_log_knows_is_finished(air: Air) -> None:
    flight = moved_flight(air)
    close_everything(air)
    rebuild(air, "index")

    air.platform.maintain()
    written = put(air, flight, 1).data["command_id"]
    air.platform.settle()

    assert outcome(air, written) == "COMPLETED"
    assert air.client.get("/admin/partitions").data[1]["partitions"] == 12
    check_log(air, {1: 6, 2: 12})
