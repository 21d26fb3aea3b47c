"""A server in a network of its own: reached through its door, and by nobody over the machine's network."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from cli.platform.status import print_services
from cli.printing import Printer
from local.folder.data_folder import DataFolder
from local.folder.plan import make_plan
from local.running.inspection import Seen
from local.running.secluded import NOT_YET
from local.services.opensearch import OPEN, may_seclude, opensearch_service, opensearch_url
from spice.adapters.opensearch.door import connected
from tests.contract.local.platform.conftest import settled
from tests.support.doors import network
from tests.support.ports import free_port, service_ports

alone = pytest.mark.skipif(not may_seclude(), reason="this system allows no network namespace")
PORT = free_port()
SERVER = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(PORT)]


@contextmanager
def secluded(door: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A web server behind a door."""
    start = [sys.executable, "-P", "-m", "local.running.secluded"]
    command = [*start, str(door), str(PORT), "", str(door.parent), NOT_YET, *SERVER]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert settled(lambda: answers(door))
        yield process
        process.kill()


def answers(door: Path) -> bool:
    """Tell whether the server behind a door does."""
    try:
        with connected(door) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return connection.recv(8) == b"HTTP/1.0"
    except OSError:
        return False


def on_the_machine() -> bool:
    """Tell whether anybody listens on its port in the machine's network."""
    with socket.socket() as stranger:
        return not stranger.connect_ex(("127.0.0.1", PORT))


@alone
def test_it_is_reached_through_its_door_alone_however_deep_that_lies(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    door = deep / "door.sock"
    door.write_bytes(b"stale")

    with secluded(door) as process:
        (server,) = psutil.Process(process.pid).children()

        assert network(server.pid) == network(process.pid) != network(os.getpid())
        assert not on_the_machine()
        assert door.stat().st_mode & 0o077 == 0


@alone
@pytest.mark.parametrize("half", ["door", "server"])
def test_when_one_half_is_killed_the_other_ends(tmp_path: Path, half: str) -> None:
    with secluded(tmp_path / "door.sock") as process:
        door = psutil.Process(process.pid)
        (server,) = door.children()
        (door if half == "door" else server).kill()

        process.wait(10)
        assert not psutil.wait_procs([server], timeout=10)[1]
        assert process.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        assert not answers(tmp_path / "door.sock")


@alone
def test_asked_to_stop_it_stops_as_its_server_does(tmp_path: Path) -> None:
    with secluded(tmp_path / "door.sock") as process:
        process.terminate()

        assert process.wait(10) == 128 + signal.SIGTERM


def test_where_it_cannot_be_alone_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    plan = make_plan(folder, among=service_ports(), full=True)

    open_, shut = (opensearch_service(folder, plan, secluded=secluded) for secluded in (False, True))
    seen = Seen(name="opensearch", state="ready", pid=1, port=2, memory_mb=3, uptime_seconds=4, warning=open_.warning)
    print_services(Printer(), [seen])

    assert (open_.warning, shut.warning) == (OPEN, "")
    assert f"WARNING: opensearch: {OPEN[:60]}" in capsys.readouterr().out
    assert opensearch_url(folder, plan, secluded=False) == f"http://127.0.0.1:{plan.ports['opensearch']}"
    assert opensearch_url(folder, plan, secluded=True) == f"unix:{folder.root}/opensearch.sock"
