"""`spice imports` asks the platform and prints what it tells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]

PLACE = "/database/db/imports"
ONE: dict[str, Any] = {
    "import_id": "i1",
    "state": "RUNNING",
    "class": "Order",
    "source": {"file": "주문.csv"},
    "total": 9,
}


def test_imports_are_listed_with_their_files(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", PLACE, [ONE])

    printed = spice("imports", "ls")

    assert ("주문.csv" in printed.output, printed.exit_code) == (True, 0)


def test_one_is_stopped(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("DELETE", f"{PLACE}/i1", {**ONE, "state": "STOPPING"}, status=202)

    printed = spice("imports", "stop", "i1")

    assert ("STOPPING" in printed.output, printed.exit_code) == (True, 0)


def test_one_is_resumed(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("POST", f"{PLACE}/i1/resume", {**ONE, "state": "REQUESTED"}, status=202)

    printed = spice("imports", "resume", "i1")

    assert ("REQUESTED" in printed.output, printed.exit_code) == (True, 0)


def test_a_file_is_brought_into_a_class_and_followed(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    file = tmp_path / "주문.xlsx"
    file.write_bytes(b"PK\x03\x04")
    ended = {**ONE, "state": "COMPLETED", "done": 9, "succeeded": 9, "rejected": 0, "errors": [], "finished_at": "t"}
    upload = {"upload_id": "u1", "url": f"{platform.endpoint}/put", "headers": {"Content-Type": "x/y"}}
    platform.answers("POST", "/uploads", upload, status=201)
    platform.answers("PUT", "/put")
    platform.answers("POST", PLACE, {**ended, "finished_at": None}, status=202)
    platform.answers("GET", f"{PLACE}/i1", ended)

    done = spice("imports", "add", str(file), "-c", "Order", "--map", "번호=number", "--sheet", "둘", "--stop")

    assert ("COMPLETED" in done.output, done.exit_code) == (True, 0), done.output
    (asked,) = platform.requests("POST", PLACE)
    assert asked.json == {
        "source": {"upload_id": "u1", "sheet": "둘"},
        "class": "Order",
        "mapping": {"번호": "number"},
        "op": "create",
        "on_error": "stop",
        "dry_run": False,
    }


def test_rejects_are_written_part_by_part(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    platform.answers("GET", f"{PLACE}/i1/rejects", 1, headers={"X-Next-Cursor": "c"})
    platform.answers("GET", f"{PLACE}/i1/rejects", 2)

    done = spice("imports", "rejects", "i1", "--output", str(tmp_path / "rejects.csv"))

    assert done.exit_code == 0, done.output
    assert (tmp_path / "rejects.csv").read_text().count("success") == 2
    first, second = platform.requests("GET", f"{PLACE}/i1/rejects")
    assert ("cursor" in first.query, "cursor=c" in second.query) == (False, True)
