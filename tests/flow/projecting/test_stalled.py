"""A segment whose message came to no projection is taken in from the log at the second tick, and told."""

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from functions.workers import maintenance, projection
from spice.application.projecting.projections import NAMES
from spice.application.upkeep.nudge_stalled import A_FEW, NudgeStalled, Stalled
from spice.application.upkeep.run_jobs import PLACE
from spice.application.upkeep.take_in import TakeIn
from spice.messages.work import Rebuild
from spice.ports.errors import BrokenChain, Transient
from tests.flow.conftest import AIR, Air

TICK = 60
LIST = f"{AIR}?class=Airport"


def lose(air: Air) -> None:
    """Let everything happen but projecting, and have what was published come to no projection."""
    air.platform.settle(but=("projection",))
    consumer, group, topic = air.platform.consumer, "projection", "instance-events"
    for partition, lag in consumer.lag(group, topic).items():
        if lag:
            last = consumer.fetch(group, topic, partition, max_records=10_000, max_bytes=100_000_000)[-1]
            consumer.commit(group, topic, partition, last.offset + 1)


def lost(air: Air, *codes: str) -> None:
    """Write airports that no projection hears of."""
    for code in codes:
        air.client.put(f"{AIR}/Airport/{code}", {"data": {"code": code}})
    lose(air)


def tick(air: Air, *, after: float = 0) -> list[dict[str, Any]]:
    """Run a tick of maintenance; answers what it had taken in."""
    air.now.advance(after)
    kicked: list[Any] = air.platform.ports.kick.kicked  # type: ignore[attr-defined]  # the twin remembers
    kicked.clear()
    air.platform.maintain()
    return [event for function, event in kicked if function == "projection" and event and "take_in" in event]


def take_in(air: Air, *events: dict[str, Any]) -> None:
    for event in events:
        air.platform.handlers["projection"](json.loads(json.dumps(event)), None)


def found(air: Air) -> set[str]:
    return {row["id"] for row in air.client.get(f"{LIST}&limit=200").data}


def counted(air: Air) -> list[int]:
    classes: dict[str, int] = air.client.get("/database/air/metrics").data["classes"]
    return list(classes.values())


def alarm(air: Air) -> object:
    return next(row for row in air.client.get("/admin/alarms").data if row["name"] == "projection-stalled")["state"]


def test_what_came_to_nobody_is_taken_in_by_the_second_tick(air: Air, capsys: pytest.CaptureFixture[str]) -> None:
    air.put("Airport", "A1", code="A1")
    lost(air, "A2")
    capsys.readouterr()

    first, quiet = tick(air), alarm(air)
    second, rings = tick(air, after=TICK), alarm(air)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"stalled"' in line]
    assert (found(air), counted(air)) == ({"A1"}, [1])
    take_in(air, *second)

    assert (first, quiet, rings) == ([], "ok", "ringing")
    assert {line["projection"] for line in lines} == {*NAMES}
    assert {line["shard"] for line in lines} == {*second[0]["take_in"]}
    assert (found(air), counted(air)) == ({"A1", "A2"}, [2])
    assert (tick(air, after=TICK), alarm(air)) == ([], "ok")


def test_two_ticks_that_follow_at_once_take_nothing_in(air: Air) -> None:
    lost(air, "A1")

    assert [tick(air), tick(air, after=5), tick(air, after=5)] == [[], [], []]


def test_what_moves_is_left_alone(air: Air) -> None:
    lost(air, "A1")
    tick(air)
    air.put("Airport", "A1", code="A1", title="brought")
    lost(air, "A1")

    assert found(air) == {"A1"}
    assert tick(air, after=TICK) == []


def test_what_is_set_apart_is_left_alone(air: Air) -> None:
    lost(air, "A1")
    quarantine, heads = air.platform.ports.quarantine, air.platform.ports.model.heads()
    for head in heads.values():
        quarantine.put(BrokenChain(1, head.shard, 1, "it is gone"))
    tick(air)

    apart = tick(air, after=TICK)
    for head in heads.values():
        quarantine.lift(head.shard)

    # From here on it stands still.
    assert (apart, tick(air)) == ([], [])
    assert len(tick(air, after=TICK)) == 1


def test_what_is_made_again_is_left_alone(air: Air) -> None:
    lost(air, "A1")
    jobs, made = air.platform.ports.jobs, {name: uuid4() for name in NAMES}
    tick(air)

    for name, job in made.items():
        jobs.request(job, Rebuild(name), {})
    meanwhile = tick(air, after=TICK)
    for job in made.values():
        jobs.tell(job, "COMPLETED", {})

    assert (meanwhile, tick(air)) == ([], [])
    assert len(tick(air, after=TICK)) == 1


def test_what_is_not_made_again_goes_on_beside_it(air: Air) -> None:
    lost(air, "A1")
    tick(air)

    air.platform.ports.jobs.request(uuid4(), Rebuild("search"), {})

    assert len(tick(air, after=TICK)) == 1


def test_two_ticks_at_once_have_it_counted_once(air: Air) -> None:
    lost(air, "A1", "A2", "A3")
    ports = air.platform.ports
    ticks = [maintenance.build(ports) for _ in range(2)]
    kicked: list[Any] = ports.kick.kicked  # type: ignore[attr-defined]  # the twin remembers
    for one in ticks:
        one({}, None)
    air.now.advance(TICK)
    kicked.clear()
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda one: one({}, None), ticks))
        events = [event for function, event in kicked if function == "projection"]
        list(both.map(lambda event: projection.build(ports)(event, None), events))

    assert len(events) == 2
    assert (found(air), counted(air)) == ({"A1", "A2", "A3"}, [3])


def test_who_has_no_turn_takes_nothing_in_and_is_asked_again(air: Air) -> None:
    lost(air, "A1")
    tick(air)
    with air.platform.ports.jobs.turn(PLACE):
        take_in(air, *tick(air, after=TICK))
    left = found(air)

    take_in(air, *tick(air, after=TICK))

    assert (left, found(air)) == (set(), {"A1"})


def test_a_few_shards_are_taken_in_at_a_time_and_each_has_its_turn(air: Air) -> None:
    lost(air, *(f"A{n}" for n in range(60)))
    tick(air)

    asked = [[*event["take_in"]] for _ in range(3) for event in tick(air, after=TICK)]

    assert [len(shards) for shards in asked] == [A_FEW] * 3
    assert len({*asked[0], *asked[1]}) == 6


def test_one_that_never_ends_is_not_the_first_again(air: Air) -> None:
    lost(air, *(f"A{n}" for n in range(4)))
    tick(air)

    first, second = ([*event["take_in"]] for _ in range(2) for event in tick(air, after=TICK))

    assert {*first} == {*second}
    assert first[0] == second[-1]


def test_so_many_events_are_taken_in_and_the_rest_later(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.nudge_stalled.MOST_EVENTS", 1)
    for _ in range(2):
        lost(air, "A1")
    tick(air)

    (event,) = tick(air, after=TICK)

    (shard, upto) = event["take_in"].popitem()
    assert upto == air.platform.ports.model.heads()[shard].published - 1


def test_each_projection_that_stands_still_is_told(air: Air) -> None:
    told = list[Stalled]()
    nudge = NudgeStalled(air.platform.ports, lambda place, published: told.append(place))
    lost(air, "A1")

    assert (nudge(), told) == (0, [])
    air.now.advance(TICK)
    assert nudge() == 1
    assert {place.projection for place in told} == {*NAMES} == {place.projection for place in nudge.stalled}


def test_one_that_cannot_be_taken_in_keeps_no_other_from_it(air: Air) -> None:
    asked = list[tuple[str, str]]()

    def catch_up(which: Any, upto: Any) -> Any:
        asked.append((which.name, *upto))
        if (which.name, *upto) == ("one", "instance-0000"):
            raise KeyError("poison")
        raise Transient("search", "away")

    projections: Any = [SimpleNamespace(name="one"), SimpleNamespace(name="other")]
    with pytest.raises(Transient):
        TakeIn(air.platform.ports.jobs, projections, catch_up)({"instance-0000": 1, "instance-0001": 1})

    shards = ("instance-0000", "instance-0001")
    assert asked == [(name, shard) for shard in shards for name in ("one", "other")]
