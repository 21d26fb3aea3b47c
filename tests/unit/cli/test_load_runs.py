"""Runs: an interrupted load goes on with the same keys, one that ended is written again."""

import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from cli.failure import Failure
from cli.loading import watched
from cli.loading.runs import command_name, take_up
from cli.loading.sent import Sent, keys_in
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


def test_a_load_that_would_send_something_else_cannot_go_on(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    refuses_the_second(ticks)
    spice("load", str(table), "--class", "Tick")
    asked = keys(ticks)
    accepts(ticks)
    as_it_was = ticks.replies[("GET", "/database/db/ontology/Tick")]
    changed = {**TICK, "properties": [{"name": "n", "type": "xsd:string"}]}
    ticks.replies[("GET", "/database/db/ontology/Tick")] = [(200, {"data": changed}, {})]

    refused = spice("load", str(table), "--class", "Tick")
    ticks.replies[("GET", "/database/db/ontology/Tick")] = as_it_was
    sent_anew = keys(ticks)
    done = spice("load", str(table), "--class", "Tick")

    assert refused.exit_code == 1
    assert "the class, or spice itself, changed since this load was interrupted" in refused.stderr
    assert "--again" in refused.stderr
    assert "goes on" not in refused.stderr.replace("cannot go on", "")
    assert sent_anew == []
    assert done.exit_code == 0, done.output
    assert keys(ticks) == asked


@pytest.mark.parametrize("words", [(), ("--again",)])
def test_what_another_version_left_is_not_gone_on_with(
    ticks: FakePlatform, spice: Spice, table: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    refuses_the_second(ticks)
    spice("load", str(table), "--class", "Tick")
    (kept,) = (tmp_path / "state" / "spice" / "loads").glob("*.keys")
    kept.unlink()  # of what it sent, that version kept no list
    keys(ticks)
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick", *words)

    assert done.exit_code == (0 if words else 1)
    assert len(keys(ticks)) == (2 if words else 0)
    if not words:
        assert "which was interrupted, was begun by another version of spice" in done.stderr
        assert "it cannot go on; --again begins a new one, which sends all of it anew" in done.stderr


def test_a_load_that_is_too_old_is_not_gone_on_with(
    ticks: FakePlatform, spice: Spice, table: Path, tmp_path: Path
) -> None:
    refuses_the_second(ticks)
    spice("load", str(table), "--class", "Tick")
    (journal,) = (tmp_path / "state" / "spice" / "loads").glob("*.json")
    run = msgspec.json.decode(journal.read_bytes())
    journal.write_bytes(msgspec.json.encode({**run, "began_at": run["began_at"] - 30 * 24 * 3600}))
    keys(ticks)
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick")

    assert done.exit_code == 1
    assert "is older than the 29 days for which its requests are known: it cannot go on" in done.stderr
    assert keys(ticks) == []


def test_what_was_sent_in_halves_goes_on_in_halves(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    table.write_text("n\n1\n2\n3\n")
    ticks.answers("POST", BULK, status=413, errors=[{"code": "too_large", "message": "takes too long"}])
    ticks.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)
    ticks.answers("POST", BULK, status=403, errors=[{"code": "forbidden", "message": "no"}])
    spice("load", str(table), "--class", "Tick")
    whole, first, second = keys(ticks)
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick")

    assert done.exit_code == 0, done.output
    assert keys(ticks) == [first, second]
    assert whole == first[:-1]


def test_a_list_of_keys_that_a_crash_tore_is_whole_to_its_last_line(tmp_path: Path) -> None:
    file = tmp_path / "a.keys"
    file.write_text("load-a\nload-b\nload")

    found = keys_in(file)
    Sent(file, found or ()).note("load-a")
    Sent(file).note("load-c")

    assert found == ["load-a", "load-b"]
    assert file.read_text() == "load-a\nload-b\nload-c\n"


def test_a_load_whose_outcome_is_not_known_is_kept(ticks: FakePlatform, spice: Spice, table: Path) -> None:
    ticks.answers("POST", BULK, status=500, errors=[{"code": "internal", "message": "oh"}])
    first = spice("load", str(table), "--class", "Tick")
    asked = keys(ticks)
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick")

    assert "the same command goes on" in first.stderr
    assert done.exit_code == 0, done.output
    assert keys(ticks)[0] == asked[0]


@pytest.mark.parametrize(("status", "code"), [(403, "forbidden"), (422, "wrong_type"), (413, "too_large")])
def test_a_load_whose_repeated_request_is_refused_is_kept(
    ticks: FakePlatform, spice: Spice, table: Path, status: int, code: str
) -> None:
    table.write_text("n\n1\n2\n")
    ticks.answers("POST", BULK, status=502)  # the platform had taken it, and the gateway lost its answer
    ticks.answers("POST", BULK, status=status, errors=[{"code": code, "message": "no", "path": "/lines/1"}])
    first = spice("load", str(table), "--class", "Tick")
    asked = keys(ticks)
    accepts(ticks)

    done = spice("load", str(table), "--class", "Tick")

    assert first.exit_code == 1
    assert "the same command goes on" in first.stderr
    assert done.exit_code == 0, done.output
    assert {*keys(ticks), *asked} == {asked[0]}


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
