"""An erasure that was asked for and does not happen rings; one that happened does not."""

from infra.watch import FLOW
from tests.erasure.world import PEOPLE, People
from tests.support.measuring import lines_of, measured, rings

PENDING = "erasures_pending_seconds"
LATE = 901


def test_an_erasure_that_nobody_carries_out_rings(world: People) -> None:
    world.kim()
    world.client.post(f"{PEOPLE}/subjects/kim/erase")
    waits = measured(world.platform)

    world.platform.ports.now.advance(LATE)  # type: ignore[attr-defined]  # the clock of tests
    late = measured(world.platform)
    world.platform.settle()
    done = measured(world.platform)

    assert not rings(waits, PENDING)
    assert rings(late, PENDING)
    assert (rings(done, PENDING), done[PENDING]) == (False, 0)


def test_what_it_watches_is_what_is_measured(world: People) -> None:
    (watch,) = [each for each in FLOW if each.name == "erasure-age"]

    (line,) = [each for each in lines_of(world.platform) if PENDING in each]

    (told,) = line["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], told["Dimensions"]) == ("Spice", [["Stage", "Service"]])
    assert {"Name": watch.of, "Unit": "Seconds"} in told["Metrics"]
