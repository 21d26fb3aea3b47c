"""What `spice export` writes: every part, into a file whole or not at all."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
EXPORT = "/database/db/instances/export"


def parts(platform: FakePlatform, *, broken: bool = False) -> None:
    """Let an export come in two parts, or break off behind the first."""
    platform.answers("GET", EXPORT, 1, headers={"X-Next-Cursor": "c"})
    platform.answers("GET", EXPORT, 2, status=422 if broken else 200, errors=[{"code": "x"}] if broken else [])


def test_every_part_is_written(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    parts(platform)

    done = spice("export", "--class", "C", "--output", str(tmp_path / "x.csv"), "--spreadsheet")

    first, second = platform.requests("GET", EXPORT)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x.csv").read_bytes().count(b'"status"') == 2
    assert "format=csv&spreadsheet=true&limit=10000" in first.query
    assert second.query.endswith("cursor=c")


@pytest.mark.parametrize("before", [None, b"what was there"])
def test_an_export_that_breaks_off_leaves_what_was_there(
    platform: FakePlatform, spice: Spice, tmp_path: Path, before: bytes | None
) -> None:
    parts(platform, broken=True)
    folder = tmp_path / "out"
    folder.mkdir()
    if before is not None:
        (folder / "x.ndjson").write_bytes(before)

    done = spice("export", "--class", "C", "--output", str(folder / "x.ndjson"))

    assert done.exit_code == 1
    assert [file.read_bytes() for file in folder.iterdir()] == ([] if before is None else [before])


def test_a_pipe_is_written_into_and_stays_one(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    parts(platform)
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()

    done = spice("export", "--class", "C", "--output", str(tmp_path / "pipe"))
    reader.join()

    assert done.exit_code == 0, done.output
    assert (tmp_path / "pipe").is_fifo()
    assert read[0].count(b'"status"') == 2


def test_a_file_that_cannot_be_written_is_wrong_use(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    parts(platform)

    done = spice("export", "--class", "C", "--output", str(tmp_path / "missing" / "x.csv"))

    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
