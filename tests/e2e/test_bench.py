"""`spice bench`: figures of a platform that runs, and nothing left behind."""

import json

import pytest

from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]


def test_a_platform_is_measured_in_a_database_that_goes_away(stand: Stand) -> None:
    before = {each["name"] for each in stand.admin().get("/database").data}

    done = stand.spice("bench", "--instances", "300", "--asks", "3", "--json")

    told = json.loads(done.stdout)
    assert told["instances"] == 300
    assert told["new_per_second"] > 0
    assert {
        name for name, figure in told.items() if isinstance(figure, dict) and figure["p99"] >= figure["p50"] > 0
    } == {
        "single_command_ms",
        "get_ms",
        "search_ms",
        "aggregate_ms",
    }
    assert {each["name"] for each in stand.admin().get("/database").data} == before
