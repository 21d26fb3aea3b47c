"""A process dies at each arrow of the flow while commands flow; afterwards everything accepted is there, once."""

import time

import pytest

from tests.support.stand.load import Pour, Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
POINTS = (
    "worker.before_put",
    "worker.after_put",
    "worker.after_index",
    "worker.after_publish",
    "relay.after_publish",
    "projection.after_search",
    "projection.after_metrics",
)


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_a_point_loses_and_doubles_nothing(stand: Stand, poured: Poured, point: str) -> None:
    before = poured.commands

    with Pour(stand, poured, seed=POINTS.index(point)):
        stand.arm(point)
        until = time.monotonic() + 30
        while stand.armed(point) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)

    assert not stand.armed(point), f"nobody passed {point}"
    assert poured.commands > before
    prove(stand, poured)
