"""What a load tells of lines that are not in the log: refused, failed, or parked until somebody mends their cause."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from cli.loading import chunk, upload
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
TICK = {"name": "Tick", "key": ["n"], "properties": [{"name": "n", "type": "xsd:integer"}]}
BULK, BATCH = "/database/db/instances/bulk", "/database/db/batches/b1"
PARKED = {"line": 2, "state": "PARKED", "errors": [{"code": "parked", "message": "an earlier command is parked"}]}
FAILED = {"line": 3, "state": "FAILED", "errors": [{"code": "already_exists", "path": "/lines/3/id", "message": "ha"}]}


@pytest.fixture
def ticks(platform: FakePlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    monkeypatch.setattr(upload, "PARKED_SECONDS", 0.5)
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Tick", TICK)
    platform.answers("POST", BULK, {"batch_id": "b1", "accepted": 3, "rejected": []}, status=202)
    (tmp_path / "t.csv").write_text("n\n1\n2\n3\n")
    return platform


def batch(platform: FakePlatform, **told: Any) -> None:
    """Let the platform tell of the batch of three."""
    platform.answers("GET", BATCH, {"accepted": 3, "completed": 0, "failed": 0, "parked": 0, "failures": [], **told})


def test_parked_lines_are_told_and_not_counted_as_done(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    batch(ticks, completed=1, failed=1, parked=1, failures=[PARKED, FAILED])

    told = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    (counted,) = json.loads(spice("load", str(tmp_path / "t.csv"), "--class", "Tick", "--json").stdout).values()

    assert told.exit_code == 1
    assert "t.csv: 1 lines in the log, 1 refused, 1 parked" in told.stdout
    assert "t.csv:3: parked: parked: an earlier command is parked" in told.stderr
    assert "t.csv:4: failed: already_exists at /id: ha" in told.stderr
    assert "1 lines are parked, until somebody mends what they fail of (spice dead-letters)" in told.stderr
    assert (counted["completed"], counted["failed"], counted["parked"]) == (1, 1, 1)
    assert counted["failures"] == [{"line": 4, "errors": [{"code": "already_exists", "path": "/id", "message": "ha"}]}]
    assert counted["waiting"] == [{"line": 3, "errors": PARKED["errors"]}]


def test_the_same_command_tells_what_became_of_parked_lines(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    batch(ticks, completed=2, parked=1, failures=[PARKED])
    first = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    ticks.replies[("GET", BATCH)] = []
    batch(ticks, completed=3)

    second = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    third = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    asked = [each.headers["idempotency-key"] for each in ticks.requests("POST", BULK)]
    assert (first.exit_code, second.exit_code, third.exit_code) == (1, 0, 0)
    assert "3 lines in the log" in second.stdout
    assert asked[0] == asked[1] != asked[2]


def test_a_parked_line_that_the_platform_tries_again_is_waited_for(
    ticks: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    batch(ticks, completed=2, parked=1, failures=[PARKED])
    batch(ticks, completed=2)
    batch(ticks, completed=3)

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    assert done.exit_code == 0, done.output
    assert "3 lines in the log, 0 refused" in done.stdout


def test_a_refused_line_is_told_with_its_place_in_the_file(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    errors = [{"code": "wrong_type", "path": "/lines/2/data/n", "message": "no", "value": "x"}, {"code": "a"}]
    ticks.replies[("POST", BULK)] = []
    rejected = [{"line": 2, "errors": errors}]
    ticks.answers("POST", BULK, {"batch_id": "b1", "accepted": 2, "rejected": rejected}, status=202)
    ticks.answers("GET", BATCH, {"accepted": 2, "completed": 2, "failed": 0})

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Tick", "--json")

    (told,) = json.loads(done.stdout).values()
    within = {"code": "wrong_type", "path": "/data/n", "message": "no", "value": "x"}
    assert told["rejected"] == [{"line": 3, "errors": [within, {"code": "a"}]}]


def test_a_line_that_is_more_than_any_platform_takes_is_refused_by_its_place(
    ticks: FakePlatform, spice: Spice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk, "MOST_PACKED", 100)
    (tmp_path / "t.ndjson").write_text('{"n": 1}\n{"n": "' + bytes(range(32, 127)).hex() * 3 + '"}\n{"n": 3}\n')
    batch(ticks, completed=3)

    done = spice("load", str(tmp_path / "t.csv"), str(tmp_path / "t.ndjson"), "--class", "Tick")

    assert done.exit_code == 1
    assert "t.ndjson:2: rejected: too_large: it has 616 bytes as JSON: an instance has at most" in done.stderr
    assert "t.ndjson: 6 lines in the log, 1 refused" in done.stdout


def test_a_line_that_takes_too_long_is_refused_by_its_place(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    ticks.replies[("POST", BULK)] = []
    refused = [{"code": "too_large", "message": "takes too long to read"}]
    for _ in range(2):
        ticks.answers("POST", BULK, status=413, errors=refused)
    ticks.answers("POST", BULK, {"batch_id": "b1", "accepted": 2, "rejected": []}, status=202)
    ticks.answers("GET", BATCH, {"accepted": 2, "completed": 2, "failed": 0})

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    assert done.exit_code == 1
    assert "t.csv:2: rejected: too_large: takes too long to read" in done.stderr
    assert "t.csv: 2 lines in the log, 1 refused" in done.stdout
