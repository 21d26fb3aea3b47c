"""More partitions while commands flow: nothing is lost, done twice, or done in another order."""

import time

import pytest

from spice.domain.shards import Shard
from tests.flow.conftest import AIR, Air, Killed
from tests.flow.growing import POINTS, ask, at, check_log, die, events_of, grow, segments, with_crash

FLIGHTS = range(30)


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
    with pytest.raises(Killed) if point == "grow.after_put" else at_ease():
        with_crash(flown, at(point, die)).maintain()
    flown.platform.maintain()
    flown.platform.settle()

    assert flown.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert states(flown, commands) == {"COMPLETED"}
    assert delays(flown) == {2}
    check_log(flown, {1: 6, 2: 12})


class at_ease:
    """Whatever happens is fine."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        """End; a death is no surprise."""
        return kind is Killed
