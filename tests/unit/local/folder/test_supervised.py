"""A service that cannot begin, or ends again and again, is tried later each time and named with what it said last."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from local.errors import NotStarted
from local.folder.data_folder import DataFolder
from local.folder.room import RESERVE, Reserve, disk_of
from local.running.service import Service
from local.running.supervised import WAITING, Supervised
from local.running.supervisor import Supervisor, read_running
from spice.adapters.disk.disk import Disk

SECONDS = 20.0


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def running(folder: DataFolder, code: str, prepare: Callable[[], None] = lambda: None) -> Service:
    return Service(
        name="oddity",
        command=[sys.executable, "-I", "-S", "-c", code],
        folder=folder.root,
        port=1,
        log=folder.log("oddity"),
        answers=lambda: folder.log("oddity").stat().st_size > 0,
        prepare=prepare,
    )


def said_something(log: Path) -> bool:
    return log.stat().st_size > 0


def stepped(service: Supervised, until: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not until():
        service.step()
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_service_that_ends_at_once_is_named_with_its_last_words(folder: DataFolder) -> None:
    broken = running(folder, "import sys; sys.exit('no licence')")

    with pytest.raises(NotStarted, match=r"(?s)oddity does not start; its log ends with.*no licence"):
        Supervisor(folder, [replace(broken, answers=lambda: False)], disk_of(folder, full=False)).run(lambda: None)


def test_a_service_that_begins_to_fail_is_tried_later_each_time_and_told(folder: DataFolder) -> None:
    service = Supervised(running(folder, "print('good day'); raise SystemExit('then not')"))

    service.start()
    stepped(service, lambda: service.is_failing and service.state == WAITING)

    assert "then not" in service.last_words()
    service.ask_to_stop()


def test_what_the_world_does_not_allow_is_tried_again(folder: DataFolder) -> None:
    refusals = [OSError(28, "No space left on device")]

    def prepare() -> None:
        if refusals:
            raise refusals.pop()

    service = Supervised(running(folder, "import time; print('here', flush=True); time.sleep(60)", prepare))

    service.start()
    stepped(service, lambda: service.was_ready)

    assert service.restarts == 1
    assert "No space left" in service.trouble
    service.ask_to_stop()
    service.wait_stopped()


class Shrinking(Disk):
    """A disk of which a test says how much is free."""

    free = 1 << 40

    @property
    def free_bytes(self) -> int:
        """What is free."""
        return self.free


def test_what_does_not_heal_is_started_again_when_there_is_room(folder: DataFolder) -> None:
    """The supervisor's signals need the main thread: what a person would do runs beside it."""
    disk = Shrinking(folder.root, needed_bytes=100 << 20)
    sleeper = running(folder, "import time; print('here', flush=True); time.sleep(60)")
    seen: list[tuple[bool, int]] = []

    def wait(true: Callable[[], bool]) -> None:
        ends = time.monotonic() + SECONDS
        while not true() and time.monotonic() < ends:
            time.sleep(0.05)

    def person() -> None:
        wait(folder.reserve.exists)
        seen.append((folder.reserve.exists(), read_running(folder)[0].restarts))
        disk.free = 1 << 20
        wait(lambda: not folder.reserve.exists())
        seen.append((folder.reserve.exists(), read_running(folder)[0].restarts))
        disk.free = 1 << 40
        wait(lambda: read_running(folder)[0].restarts == 1)
        seen.append((folder.reserve.exists(), read_running(folder)[0].restarts))
        signal.raise_signal(signal.SIGTERM)

    Supervisor(folder, [replace(sleeper, heals=False)], disk).run(threading.Thread(target=person).start)

    assert seen == [(True, 0), (False, 0), (True, 1)]


def test_the_reserve_is_kept_where_there_is_room_for_it(folder: DataFolder) -> None:
    reserve, disk = Reserve(folder.reserve), Shrinking(folder.root, needed_bytes=1)
    disk.free = RESERVE
    reserve.keep(disk)
    scarce = folder.reserve.exists()

    disk.free = RESERVE + 1
    reserve.keep(disk)

    assert (scarce, folder.reserve.stat().st_size) == (False, RESERVE)
    reserve.release()
    reserve.release()
    assert not folder.reserve.exists()


def test_what_is_asked_while_it_settles_does_not_keep_it_from_stopping(folder: DataFolder) -> None:
    service: Supervised
    asking, given_up = threading.Event(), threading.Event()

    def settle() -> None:
        asking.set()
        pid = service.pid
        while pid is not None and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        given_up.set()

    lasting = running(folder, "print('good day', flush=True); import time; time.sleep(600)")
    service = Supervised(replace(lasting, settle=settle))
    service.start()
    stepped(service, asking.is_set)

    service.ask_to_stop()

    assert given_up.wait(SECONDS)
    service.wait_stopped()
    assert service.pid is None


LEAVING = """
import pathlib, signal, sys, time
own, others = pathlib.Path(sys.argv[1]), [pathlib.Path(other) for other in sys.argv[2:]]
def leave(*_):
    own.touch()
    while not all(other.exists() for other in others):
        time.sleep(0.01)
    own.with_suffix(".left").touch()
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("good day", flush=True)
time.sleep(600)
"""


def test_what_others_use_stops_after_them_and_together(folder: DataFolder) -> None:
    asked = {name: folder.root / f"{name}.asked" for name in ("one", "other", "user")}
    waits = {"one": ["other", "user"], "other": ["one", "user"], "user": []}
    services = [
        replace(
            running(folder, LEAVING),
            name=name,
            log=folder.log(name),
            answers=partial(said_something, folder.log(name)),
            command=[sys.executable, "-I", "-S", "-c", LEAVING, str(file), *(str(asked[each]) for each in waits[name])],
        )
        for name, file in asked.items()
    ]

    supervisor = Supervisor(folder, services, disk_of(folder, full=False))
    supervisor.run(lambda: signal.raise_signal(signal.SIGTERM))

    assert [name for name, file in asked.items() if not file.with_suffix(".left").exists()] == []
    assert asked["user"].with_suffix(".left").stat().st_mtime_ns <= asked["one"].stat().st_mtime_ns
