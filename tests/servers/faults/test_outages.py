"""Each backing service of the full platform dies and freezes while requests flow: told, and caught up with."""

import time

import pytest

from tests.support.stand.kills import kill, running
from tests.support.stand.load import Pour, Poured
from tests.support.stand.outage import outage, still
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]
TOLD = {"kafka": "kafka", "opensearch": "search", "postgres": "postgres", "seaweedfs": "s3", "redis": "redis"}
"""How readiness calls them."""
LINES, PAUSE = 600, 0.15
"""About a thousand commands a second."""


@pytest.mark.parametrize("name", TOLD)
def test_ten_frozen_seconds_are_told_and_cost_nobody_more_than_their_wait(
    stand: Stand, poured: Poured, name: str
) -> None:
    seen = outage(stand, poured, name, 10)

    assert TOLD[name] in seen.down, seen.readiness


@pytest.mark.parametrize("name", TOLD)
def test_a_killed_service_costs_a_short_while(stand: Stand, poured: Poured, name: str) -> None:
    before = running(stand, name).pid

    outage(stand, poured, name, 3, killed=True)

    assert running(stand, name).pid != before


def test_a_killed_platform_comes_back_with_everything(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=41):
        kill(stand, "everything")

    prove(stand, poured)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_commands_a_second_survive_a_death_and_a_frozen_minute_of_each(stand: Stand, poured: Poured) -> None:
    for number, name in enumerate(TOLD):
        with Pour(stand, poured, seed=50 + number, pause=PAUSE, lines=LINES):
            kill(stand, name)
            stand.wait_ready()
            with still(stand, name):
                time.sleep(60)
            stand.wait_ready()

    proven = prove(stand, poured)

    assert proven.commands > 60 * len(TOLD) * 100
