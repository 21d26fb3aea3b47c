"""The demonstration, as `make run` starts it: a platform, the tables, twice."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.demo_platform import run, spice, started

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
FLIGHT = "UA~1545~EWR~2013-01-01T10:00:00Z"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Start a platform for the tests of this module."""
    with started(tmp_path_factory.mktemp("demo") / "data", FLIGHTS="6000", SPICE_DB="nycflights") as environment:
        yield environment


@pytest.fixture(scope="module")
def shown(platform: Mapping[str, str]) -> str:
    """Run the demonstration once."""
    first = run(platform, "cli.demo")
    assert first.returncode == 0, first.stdout + first.stderr
    return first.stdout


def count_of_flights(platform: Mapping[str, str]) -> int:
    """Ask the search index how many flights it has."""
    counted = spice(platform, "aggregate", "--class", "Flight", "--json")
    return int(json.loads(counted.stdout)[0]["count"])


def test_the_demonstration_shows_what_can_be_asked(shown: str) -> None:
    for expected in ("John F Kennedy", "EWR", "the tower's log", "dep_delay: 2 -> 12", "curl -s", "spice open"):
        assert expected in shown.replace("<em>", "").replace("</em>", "")
    assert re.fullmatch(r"open http://127\.0\.0\.1:\d+/", shown.rstrip().splitlines()[-1])


def test_every_flight_is_found(platform: Mapping[str, str], shown: str) -> None:
    assert count_of_flights(platform) >= 6000


def test_a_second_run_loads_nothing_twice(platform: Mapping[str, str], shown: str) -> None:
    again = run(platform, "cli.demo")

    assert again.returncode == 0, again.stdout + again.stderr
    assert "0 lines went into the log" in again.stdout
    history = json.loads(spice(platform, "history", "Flight", FLIGHT, "--json").stdout)
    assert [event["version"] for event in history] == [1, 2]


def test_more_flights_come_beside_those_that_are_there(platform: Mapping[str, str], shown: str) -> None:
    more = run({**platform, "FLIGHTS": "6500"}, "cli.demo")

    assert more.returncode == 0, more.stdout + more.stderr
    assert count_of_flights(platform) == 6500


def test_each_curl_line_repeats_what_was_shown(platform: Mapping[str, str], shown: str) -> None:
    token = spice(platform, "token", "--user", "local").stdout.strip()

    for line in (each.strip() for each in shown.splitlines() if each.strip().startswith("curl ")):
        done = subprocess.run(["bash", "-c", line], env={**platform, "TOKEN": token}, capture_output=True, text=True)
        assert json.loads(done.stdout)["status"] == "success", line


def test_what_was_loaded_is_found_by_its_command_line(platform: Mapping[str, str], shown: str) -> None:
    found = spice(platform, "search", "kennedy", "--class", "Airport", "--json")

    assert [hit["id"] for hit in json.loads(found.stdout)] == ["JFK"]


def test_a_table_with_a_bad_line_tells_which(platform: Mapping[str, str], shown: str, tmp_path: Path) -> None:
    table = tmp_path / "airlines.csv"
    table.write_text("carrier,name\nQ1,One\nQ2,\nQ3,Three\n")

    done = spice(platform, "load", str(table), "--class", "Airline")

    assert done.returncode == 1
    assert "airlines.csv:3: rejected: missing_property" in done.stderr
    assert spice(platform, "get", "Airline", "Q3").returncode == 0
