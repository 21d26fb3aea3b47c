"""Runs: an interrupted load goes on with the same keys, one that ended is written again."""

import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from cli.failure import Failure
from cli.loading import watched
from cli.loading.runs import command_name, take_up
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
TICK = {"name": "Tick", "key": ["n"], "properties": [{"name": "n", "type": "xsd:integer"}]}
BULK, BATCH = "/database/db/instances/bulk", "/database/db/batches/b1"


@pytest.fixture
def ticks(platform: FakePlatform) -> FakePlatform:
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Tick", TICK)
    platform.answers("GET", BATCH, {"accepted": 1, "completed": 1, "failed": 0})
    return platform


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "ticks.csv"
    file.write_text("n\n" + "".join(f"{n}\n" for n in range(10_001)))
    return file


def accepts(platform: FakePlatform) -> None:
    """Let every bulk request be accepted from now on."""
    platform.replies[("POST", BULK)] = []
    platform.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)


def refuses_the_second(platform: FakePlatform) -> None:
    """Let the first bulk request be accepted and no other."""
    accepts(platform)
    platform.answers("POST", BULK, status=403, errors=[{"code": "forbidden", "message": "no"}])


def keys(platform: FakePlatform) -> list[str]:
    """List the keys of the bulk requests so far, and forget them."""
    found = [each.headers["idempotency-key"] for each in platform.requests("POST", BULK)]
    platform.asked.clear()
    return found


def test_an_interrupted_load_goes_on_with_the_same_keys(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    refuses_the_second(ticks)
    first = spice("load", str(table), "--class", "Tick")
    asked = keys(ticks)

    accepts(ticks)
    second = spice("load", str(table), "--class", "Tick")

    assert (first.exit_code, second.exit_code) == (1, 0), first.output + second.output
    assert "the same command goes on where it ended" in first.stderr
    assert "going on" in second.stderr
    assert keys(ticks) == asked


def test_the_same_content_twice_is_sent_twice_and_gone_on_with(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    table.write_text("n\n1\n")
    with tarfile.open(table.with_name("two.tar"), "w") as archive:
        for name in ("a.csv", "b.csv"):
            archive.add(table, name)
    files = [str(table), str(table.with_name("two.tar")), str(table)]
    accepts(ticks)
    for _ in range(2):
        ticks.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)
    ticks.answers("POST", BULK, status=403, errors=[{"code": "forbidden", "message": "no"}])
    interrupted = spice("load", *files, "--class", "Tick")
    asked = keys(ticks)

    accepts(ticks)
    done = spice("load", *files, "--class", "Tick")

    assert (interrupted.exit_code, done.exit_code) == (1, 0), done.output
    assert len(set(asked)) == 4
    assert keys(ticks) == asked


def test_a_load_that_ended_is_written_again(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    accepts(ticks)
    table.write_text("n\n1\n")

    for _ in range(2):
        assert spice("load", str(table), "--class", "Tick").exit_code == 0

    assert len(set(keys(ticks))) == 2


def test_a_file_that_changed_cannot_be_gone_on_with(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    refuses_the_second(ticks)
    spice("load", str(table), "--class", "Tick")
    keys(ticks)
    accepts(ticks)
    table.write_text("n\n1\n")

    refused = spice("load", str(table), "--class", "Tick")
    anew = spice("load", str(table), "--class", "Tick", "--again")

    assert refused.exit_code == 1
    assert f"{table} changed since the load of" in refused.stderr
    assert anew.exit_code == 0, anew.output
    assert len(keys(ticks)) == 1


def test_a_load_of_which_nothing_was_accepted_leaves_no_run(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    ticks.answers("POST", BULK, status=403, errors=[{"code": "forbidden", "message": "no"}])
    spice("load", str(table), "--class", "Tick")
    keys(ticks)
    accepts(ticks)
    table.write_text("n\n1\n")

    done = spice("load", str(table), "--class", "Tick")

    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n50000\n", "\n50001\n"),
        lambda text: text + "1\n",
        lambda text: text[: text.index("\n40000\n") + 1],
    ],
    ids=["its end", "appended to", "cut"],
)
def test_a_file_that_changes_while_it_is_loaded_is_not_mixed(
    ticks: FakePlatform, spice: Spice, table: Path, change: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "BLOCK", 16 * 1024)
    before = "n\n" + "".join(f"{n}\n" for n in range(50_001))
    table.write_text(before)
    accepts(ticks)
    changes = iter([lambda: table.write_text(change(before))])
    ticks.when = lambda: next(changes, lambda: 0)() if ticks.requests("POST", BULK) else 0

    done = spice("load", str(table), "--class", "Tick")

    sent = [line["data"]["n"] for each in ticks.requests("POST", BULK) for line in each.lines]
    assert done.exit_code == 1
    assert f"{table} changed while it was loaded" in done.stderr
    assert "had been accepted" in done.stderr
    assert 0 < len(sent) < 50_001
    assert sent == [*range(len(sent))]


@pytest.mark.parametrize("words", [("--op", "create"), ("--reason", "because"), ("--db", "other")])
def test_another_command_has_a_run_of_its_own(
    ticks: FakePlatform, spice: Spice, table: Path, words: tuple[str, ...]
) -> None:
    for path in ("", "/ontology/Tick", "/batches/b1"):
        ticks.replies[("GET", f"/database/other{path}")] = ticks.replies[("GET", f"/database/db{path}")]
    ticks.answers("POST", "/database/other/instances/bulk", {"batch_id": "b1", "accepted": 1, "rejected": []})
    refuses_the_second(ticks)
    spice("load", str(table), "--class", "Tick")
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick", *words)

    assert done.exit_code == 0, done.output
    assert "going on" not in done.stderr


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_load_that_is_killed_goes_on(
    ticks: FakePlatform, spice: Spice, table: Path, tmp_path: Path, end: signal.Signals
) -> None:
    accepts(ticks)
    ticks.answers("POST", BULK, status=429, headers={"Retry-After": "9"})
    asked_twice = threading.Event()
    ticks.when = lambda: asked_twice.set() if len(ticks.requests("POST", BULK)) > 1 else None
    environment = {**os.environ, "SPICE_ENDPOINT": ticks.endpoint, "SPICE_TOKEN": "t", "SPICE_DB": "db"}
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    command = [sys.executable, "-m", "cli.main", "load", str(table), "--class", "Tick"]

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as load:
        assert asked_twice.wait(60)
        load.send_signal(end)
        said = load.communicate(timeout=60)[1]
    asked = keys(ticks)
    accepts(ticks)
    again = spice("load", str(table), "--class", "Tick")

    assert load.returncode == (-signal.SIGKILL if end is signal.SIGKILL else 130), said
    assert end is signal.SIGKILL or "interrupted: 1 lines of" in said
    assert again.exit_code == 0, again.output
    assert keys(ticks) == asked


def test_the_same_load_runs_once_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = command_name("load", "x.csv")

    with (
        take_up(name, {}, again=False),
        pytest.raises(Failure, match=f"under way in another process .process {os.getpid()}"),
        take_up(name, {}, again=True),
    ):
        pass


def test_a_journal_that_a_crash_tore_is_no_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "spice" / "loads").mkdir(parents=True)
    (tmp_path / "spice" / "loads" / "torn.json").write_text('{"id": "r')

    with take_up("torn", {}, again=False) as held:
        assert not held.resumed


def test_a_load_without_a_journal_says_that_it_cannot_go_on(
    ticks: FakePlatform, spice: Spice, tmp_path: Path, table: Path
) -> None:
    accepts(ticks)
    (tmp_path / "state").write_text("no folder")

    done = spice("load", str(table), "--class", "Tick")

    assert done.exit_code == 0, done.output
    assert "no journal can be kept" in done.stderr
