"""Words that cannot be written: a status says so, and a load tells what became of it when it is given again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import FakePlatform

NOTE = {"name": "Note", "key": [], "properties": [{"name": "s", "type": "xsd:string"}]}
BULK, BATCH = "/database/db/instances/bulk", "/database/db/batches/b1"
FULL = Path("/dev/full")


@pytest.fixture
def notes(platform: FakePlatform, tmp_path: Path) -> FakePlatform:
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Note", NOTE)
    platform.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)
    platform.answers("GET", BATCH, {"accepted": 1, "completed": 1, "failed": 0})
    (tmp_path / "t.csv").write_text("s\nx\n")
    return platform


def run(platform: FakePlatform, folder: Path, *words: str, full: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `spice` in a process of its own, with full devices for some of its streams."""
    environment = {**os.environ, "SPICE_ENDPOINT": platform.endpoint, "SPICE_TOKEN": "t", "SPICE_DB": "db"}
    environment["XDG_STATE_HOME"] = str(folder / "state")
    with FULL.open("w") as device:
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            env=environment,
            stdout=device if "out" in full else subprocess.PIPE,
            stderr=device if "err" in full else subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.mark.parametrize("full", ["out", "err", "out and err"])
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_load_that_cannot_tell_of_itself_is_told_of_by_the_same_command(
    notes: FakePlatform, tmp_path: Path, full: str, words: tuple[str, ...]
) -> None:
    command = ("load", str(tmp_path / "t.csv"), "--class", "Note", *words)

    ended = run(notes, tmp_path, *command, full=full)
    notes.replies[("POST", BULK)][0][2]["Idempotency-Replayed"] = "true"
    again = run(notes, tmp_path, *command)

    assert ended.returncode == 1, ended
    assert not ended.stderr or ended.stderr.splitlines()[-1] == (
        "the output cannot be written: No space left on device"
    )
    assert "Traceback" not in (ended.stderr or "") + again.stderr
    first, second = notes.requests("POST", BULK)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert again.returncode == 0, again.stderr
    if words:
        assert [each["replayed"] for each in json.loads(again.stdout).values()] == [1]
    else:
        assert "1 lines in the log, 1 of them loaded before, 0 refused" in again.stdout


@pytest.mark.parametrize("words", [("--help",), ("load", "--help"), ("imports", "ls"), ("imports", "ls", "--json")])
def test_any_command_says_that_its_output_cannot_be_written(
    notes: FakePlatform, tmp_path: Path, words: tuple[str, ...]
) -> None:
    notes.answers("GET", "/database/db/imports", [])

    ended = run(notes, tmp_path, *words, full="out")

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.endswith("the output cannot be written: No space left on device\n")


def test_an_export_says_that_it_cannot_be_written(notes: FakePlatform, tmp_path: Path) -> None:
    notes.answers("GET", "/database/db/instances/export", {})

    ended = run(notes, tmp_path, "export", "--class", "Note", full="out")
    to_a_file = run(notes, tmp_path, "export", "--class", "Note", "--output", "/dev/full")

    assert (ended.returncode, to_a_file.returncode) == (1, 2)
    assert ended.stderr == "spice: the output cannot be written: No space left on device\n"
    assert to_a_file.stderr == "/dev/full cannot be written: No space left on device\n"
