"""Parts are killed while commands flow; afterwards everything accepted is there, once."""

import os
import random
import time

import pytest

from tests.support.stand.kills import FUNCTIONS, SERVICES, kill, kill_anything
from tests.support.stand.load import Pour, Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
SOAK_SECONDS = float(os.environ.get("SPICE_SOAK_SECONDS", "600"))
ROUND_SECONDS = 30.0


def test_services_killed_one_after_another_lose_and_double_nothing(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=10):
        for name in SERVICES:
            time.sleep(1.0)
            kill(stand, name)
            stand.wait_ready()

    prove(stand, poured)


def test_functions_killed_one_after_another_lose_and_double_nothing(stand: Stand, poured: Poured) -> None:
    chance = random.Random(20)

    with Pour(stand, poured, seed=20):
        for name in ("instance-worker", "relay", "projection", "oms", "instance-worker", "relay"):
            time.sleep(chance.random())
            kill(stand, name)

    prove(stand, poured)


def test_a_power_cut_loses_and_doubles_nothing(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=21):
        time.sleep(1.0)
        kill(stand, "everything")
        time.sleep(1.0)

    prove(stand, poured)


def test_a_supervisor_that_is_killed_leaves_nothing_running_and_loses_nothing(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=22):
        time.sleep(1.0)
        kill(stand, "supervisor")
        time.sleep(1.0)

    prove(stand, poured)


def test_a_few_kills_by_chance_lose_and_double_nothing(stand: Stand, poured: Poured) -> None:
    chance = random.Random(23)

    with Pour(stand, poured, seed=23):
        for _ in range(5):
            time.sleep(chance.uniform(0.2, 1.5))
            kill(stand, chance.choice((*FUNCTIONS, *SERVICES)))

    prove(stand, poured)


@pytest.mark.slow
@pytest.mark.timeout(SOAK_SECONDS + 1200)
def test_anything_killed_again_and_again_loses_and_doubles_nothing(stand: Stand, poured: Poured) -> None:
    seed = int(os.environ.get("SPICE_SOAK_SEED", "1"))
    chance, until = random.Random(seed), time.monotonic() + SOAK_SECONDS

    while time.monotonic() < until:
        round_ends = min(until, time.monotonic() + ROUND_SECONDS)
        with Pour(stand, poured, seed=chance.getrandbits(30)):
            while time.monotonic() < round_ends:
                time.sleep(chance.uniform(0.1, 4.0))
                kill_anything(stand, chance)
        prove(stand, poured)
