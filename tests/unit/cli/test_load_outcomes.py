"""What a load tells of lines that are not in the log: refused, failed, or parked until somebody mends their cause."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import Result

from cli.loading import batches, chunk, upload
from spice.domain.identity import derived_id
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
TICK = {"name": "Tick", "key": ["n"], "properties": [{"name": "n", "type": "xsd:integer"}]}
BULK, BATCH = "/database/db/instances/bulk", "/database/db/batches/b1"
PARKED = {"line": 2, "state": "PARKED", "errors": [{"code": "parked", "message": "an earlier command is parked"}]}
FAILED = {"line": 3, "state": "FAILED", "errors": [{"code": "already_exists", "path": "/lines/3/id", "message": "ha"}]}


@pytest.fixture
def ticks(platform: FakePlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    monkeypatch.setattr(batches, "PARKED_SECONDS", 0.5)
    monkeypatch.setattr(batches, "STILL_SECONDS", 0.5)
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


def test_other_contents_after_parked_lines_are_a_load_of_their_own(
    ticks: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    batch(ticks, completed=2, parked=1, failures=[PARKED])
    spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    (tmp_path / "t.csv").write_text("n\n4\n5\n6\n")

    other = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    same = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    asked = [each.headers["idempotency-key"] for each in ticks.requests("POST", BULK)]
    assert "--again" not in other.stderr
    assert "t.csv: 2 lines in the log, 0 refused, 1 parked" in other.stdout
    assert "all of it was sent before, and is not sent anew" not in other.stderr
    assert "all of it was sent before, and is not sent anew" in same.stderr
    assert asked[0] != asked[1] == asked[2]


def test_parked_lines_of_long_ago_do_not_stand_in_the_way(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    batch(ticks, completed=2, parked=1, failures=[PARKED])
    spice("load", str(tmp_path / "t.csv"), "--class", "Tick")
    (journal,) = (tmp_path / "state" / "spice" / "loads").glob("*.json")
    run = json.loads(journal.read_text())
    journal.write_text(json.dumps({**run, "began_at": run["began_at"] - 30 * 24 * 3600}))

    spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    first, second = [each.headers["idempotency-key"] for each in ticks.requests("POST", BULK)]
    assert first != second


LOST = uuid4()


@pytest.fixture
def losing(ticks: FakePlatform) -> FakePlatform:
    """Accept three lines, end the first, and know nothing of the last."""
    first, second = (str(derived_id(LOST, number)) for number in "12")
    ticks.replies[("POST", BULK)] = []
    ticks.answers("POST", BULK, {"batch_id": str(LOST), "accepted": 3, "rejected": []}, status=202)
    ticks.answers("GET", f"/database/db/batches/{LOST}", {"accepted": 3, "completed": 1, "failed": 0})
    states = [{"command_id": first, "state": "COMPLETED"}, {"command_id": second, "state": "PENDING"}]
    ticks.answers("GET", "/commands", states)
    return ticks


def test_lines_whose_commands_are_lost_are_not_waited_for_without_end(
    losing: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    told = spice("load", str(tmp_path / "t.csv"), "--class", "Tick", "--json")
    again = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    (counted,) = json.loads(told.stdout).values()
    lost = [{"line": line, "command_id": str(derived_id(LOST, number))} for line, number in ((3, "2"), (4, "3"))]
    assert (told.exit_code, again.exit_code) == (1, 1)
    assert (counted["completed"], counted["without_outcome"]) == (1, lost)
    assert "t.csv: 1 lines in the log, 1 of them loaded before" not in again.stdout
    assert "t.csv: 1 lines in the log, 0 refused, 2 without an outcome" in again.stdout
    assert f"t.csv:4: without an outcome: spice commands {derived_id(LOST, '3')} tells of it" in again.stderr
    assert "of 2 it is not known what becomes: the same command then tells, and sends nothing twice" in again.stderr
    assert len({each.headers["idempotency-key"] for each in losing.requests("POST", BULK)}) == 1


def test_a_load_that_is_stuck_before_its_end_names_the_commands_and_goes_on(
    losing: FakePlatform, spice: Spice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "AHEAD", 1)
    monkeypatch.setattr(chunk, "MOST_LINES", 3)
    (tmp_path / "t.csv").write_text("n\n1\n2\n3\n4\n")

    told = spice("load", str(tmp_path / "t.csv"), "--class", "Tick")

    assert told.exit_code == 1
    named = f"of 2 it is not known what becomes: line 3 (command {derived_id(LOST, '2')}), line 4 (command"
    assert named in told.stderr
    assert "interrupted: 3 lines of" in told.stderr
    assert "the same command goes on where it ended" in told.stderr
    assert len(losing.requests("POST", BULK)) == 1


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
