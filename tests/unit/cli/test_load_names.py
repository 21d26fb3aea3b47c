"""Files with names that are hard to write, and words of a command line that are no text: told in one sentence."""

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
NOTE: dict[str, Any] = {"name": "Note", "key": [], "properties": [{"name": "s", "type": "xsd:string"}]}
BULK = "/database/db/instances/bulk"
BYTES = os.fsdecode(b"\xb0\xa1.csv")
"""A name in CP949, as Python has it."""


@pytest.fixture
def notes(platform: FakePlatform) -> FakePlatform:
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Note", NOTE)
    platform.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)
    platform.answers("GET", "/database/db/batches/b1", {"accepted": 1, "completed": 1, "failed": 0})
    return platform


def test_a_file_whose_name_is_no_utf_8_is_loaded(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / BYTES).write_text("s\nx\n")
    with tarfile.open(tmp_path / "a.tar", "w", encoding="utf-8", errors="surrogateescape") as archive:
        archive.add(tmp_path / BYTES, BYTES)

    told = spice("load", str(tmp_path / BYTES), str(tmp_path / "a.tar"), "--class", "Note")
    counted = spice("load", str(tmp_path / BYTES), "--class", "Note", "--json")

    assert (told.exit_code, counted.exit_code) == (0, 0), (told.output, told.exception, counted.exception)
    assert [line.split("/")[-1] for line in told.stdout.splitlines()] == [
        "\\xb0\\xa1.csv: 1 lines in the log, 0 refused",
        "\\xb0\\xa1.csv: 1 lines in the log, 0 refused",
    ]
    assert [name.split("/")[-1] for name in json.loads(counted.stdout)] == ["\\xb0\\xa1.csv"]


def test_a_file_whose_name_is_no_utf_8_is_told_by_its_bytes(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / BYTES).write_text("s\nx,y\n")

    done = spice("load", str(tmp_path / BYTES), "--class", "Note")

    assert done.exit_code == 1
    assert "/\\xb0\\xa1.csv: line 2, column 2: the row has 2 cells" in done.stderr
    assert notes.requests("POST", BULK) == []


def test_a_name_with_a_line_feed_stays_on_its_line(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "a\nb.csv").write_text("s\nx\n")

    done = spice("load", str(tmp_path / "a\nb.csv"), "--class", "Note")

    assert done.exit_code == 0, done.output
    assert "a\\x0ab.csv: 1 lines in the log" in done.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 300, "cannot be read: File name too long"),
        ("nope.csv", "there is no file"),
        (os.fsdecode(b"\xb0"), "there is no file \\xb0"),
    ],
)
@pytest.mark.parametrize("words", [("--class", "Note"), ("--propose",)])
def test_a_file_that_is_not_there_is_told(
    notes: FakePlatform, spice: Spice, name: str, told: str, words: tuple[str, ...]
) -> None:
    done = spice("load", name, *words)

    assert done.exit_code == 2, (done.output, done.exception)
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--reason", BYTES),
        ("--id", BYTES),
        ("--map", f"s={BYTES}"),
        ("--skip", BYTES),
        ("--na", BYTES),
        ("--db", BYTES),
    ],
)
def test_words_that_are_no_text_are_refused(
    notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "t.csv").write_text("s\nx\n")

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Note", *words)

    assert done.exit_code == 2, (done.output, done.exception)
    assert "\\xb0\\xa1.csv' is no text: its bytes are no UTF-8" in done.stderr
    assert notes.asked == []


def test_a_device_is_read_once_and_not_to_its_end(notes: FakePlatform, spice: Spice) -> None:
    done = spice("load", "/dev/zero", "--class", "Note")

    assert done.exit_code == 1, (done.output, done.exception)
    assert "/dev/zero: line 1: the line has more than 4,194,304 characters" in done.stderr
