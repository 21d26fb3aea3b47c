"""A family whose workers lag for ten minutes grows by itself."""

from dataclasses import replace

from tests.flow.conftest import AIR, Air
from tests.support.memory_platform import MemoryPlatform


def maintained(air: Air, *, up_to: int) -> int:
    """Let ticks of maintenance see the same lag over a quarter of an hour; answers the growths that were asked for."""
    ports = air.platform.ports
    limited = air.client.put("/admin/partitions/instance", {"grow_up_to": up_to})
    assert (limited.status, limited.data["grow_up_to"]) == (200, up_to)
    settings = replace(ports.settings, grow_at_lag=5)
    platform = MemoryPlatform(ports=replace(ports, settings=settings), consumer=air.platform.consumer)
    for _ in range(3):
        platform.handlers["maintenance"]({}, None)
        air.now.advance(301)
    return len([job for job in ports.jobs.unfinished() if job.name == "grow instance"])


def lag(air: Air, commands: int) -> None:
    for number in range(commands):
        air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number}})
    air.platform.relay()


def test_long_lag_doubles_a_family_once(air: Air) -> None:
    lag(air, 6)

    assert maintained(air, up_to=64) == 1
    assert air.client.get("/admin/partitions").data[1]["growing"]["detail"]["to"] == 12


def test_it_grows_to_its_maximum_and_not_beyond(air: Air) -> None:
    lag(air, 6)

    assert maintained(air, up_to=8) == 1
    assert air.client.get("/admin/partitions").data[1]["growing"]["detail"]["to"] == 8


def test_it_does_not_grow_unless_told_or_when_little_waits(air: Air) -> None:
    lag(air, 5)
    little = maintained(air, up_to=64)
    lag(air, 9)

    assert (little, maintained(air, up_to=0), maintained(air, up_to=6)) == (0, 0, 0)


def test_a_limit_that_cannot_be_is_refused(air: Air) -> None:
    refused = [air.client.put("/admin/partitions/instance", {"grow_up_to": up_to}).codes for up_to in (-1, 100_000)]

    assert refused == [["constraint_violated"]] * 2
    assert air.client.put("/admin/partitions/instances", {"grow_up_to": 12}).codes == ["not_found"]
    assert {row["grow_up_to"] for row in air.client.get("/admin/partitions").data} == {0}


def test_lag_that_goes_away_is_forgotten(air: Air) -> None:
    lag(air, 6)
    first = air.platform.ports.generations.lagging("instance", air.now())

    assert air.platform.ports.generations.lagging("instance", air.now()) == first
    assert air.platform.ports.generations.lagging("instance", None) is None
    assert air.platform.ports.generations.lagging("instance", air.now()) != first
