"""Random faults at every arrow; the seed is printed when one leaves a trace."""

import os
import time

import pytest

from spice.application.upkeep import grow_family
from tests.simulation.proof import prove
from tests.simulation.simulation import Simulation

SEEDS = int(os.environ.get("SEEDS", "200"))
FIRST = int(os.environ.get("FIRST_SEED", "0"))
GROUPS = 10


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits: pauses between tries are for a world with a clock of its own."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(grow_family, "PATIENCE_SECONDS", 2 * grow_family.PAUSE_SECONDS)


@pytest.mark.parametrize("group", range(GROUPS))
def test_whatever_goes_wrong_every_command_ends_once_and_every_read_model_is_the_log(group: int) -> None:
    for seed in range(FIRST + group, FIRST + SEEDS, GROUPS):
        simulation = Simulation(seed)
        try:
            simulation.run()
            prove(simulation)
        except Exception as failed:
            raise AssertionError(f"seed {seed}") from failed
