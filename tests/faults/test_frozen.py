"""Backing services that stop moving, one after another, while requests flow: 2xx, or 503 with a time to come again."""

import pytest

from tests.support.stand.load import Poured
from tests.support.stand.outage import outage
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]


@pytest.mark.parametrize("name", ["redis", "seaweedfs", "postgres"])
def test_ten_frozen_seconds_cost_nobody_more_than_their_wait(stand: Stand, poured: Poured, name: str) -> None:
    outage(stand, poured, name, 10)


@pytest.mark.parametrize("name", ["redis", "seaweedfs", "postgres"])
def test_a_killed_service_costs_a_short_while(stand: Stand, poured: Poured, name: str) -> None:
    outage(stand, poured, name, 3, killed=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["redis", "seaweedfs", "postgres"])
def test_a_frozen_minute_costs_nobody_more_than_their_wait(stand: Stand, poured: Poured, name: str) -> None:
    outage(stand, poured, name, 60)
