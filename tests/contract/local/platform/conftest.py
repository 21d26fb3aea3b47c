"""A platform of small functions, started as a process of its own and spoken to from outside."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.running.supervisor import Running, read_running
from tests.support.ports import free_port, service_ports

RUN = """
import sys
from pathlib import Path
from local.platform import Platform
ports = range(int(sys.argv[3]), int(sys.argv[4]))
Platform(Path(sys.argv[1]), int(sys.argv[2]), ports, "tests.support.local_functions:FUNCTIONS").run()
"""


class Started:
    """A platform and the ways to look at it."""

    def __init__(self, data: Path) -> None:
        self.folder = DataFolder(data)
        self.port = free_port()
        self.notes = data / "notes"
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> float:
        """Start it and wait until it answers; return the seconds that took."""
        began, ports = time.monotonic(), service_ports()
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, *map(str, (self.folder.root, self.port, ports.start, ports.stop))],
            env=os.environ | {"NOTES": str(self.notes)},
            start_new_session=True,
        )
        while self.get("/api/v1/health") != 200:
            assert self.process.poll() is None, "the platform ended"
            assert time.monotonic() - began < 60, (self.folder.log("host")).read_text()
            time.sleep(0.05)
        return time.monotonic() - began

    def get(self, path: str) -> int:
        """Ask for a page; 0 when nobody answers."""
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).status_code
        return 0

    def service(self, name: str) -> Running:
        """Tell how a service is."""
        return next(each for each in read_running(self.folder) if each.name == name)

    def family(self) -> list[psutil.Process]:
        """List every process of it."""
        assert self.process is not None
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def stop(self, number: int = signal.SIGINT) -> float:
        """Send a signal and wait until it has ended; return the seconds that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(40)
        return time.monotonic() - began

    def noted(self) -> list[dict[str, Any]]:
        """Read what the functions noted."""
        return [json.loads(line) for line in self.notes.read_text().splitlines()] if self.notes.exists() else []


def settled(condition: Any, seconds: float = 20.0) -> bool:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A platform for tests that leave it running."""
    closed = tmp_path_factory.mktemp("running") / "closed"
    closed.mkdir(mode=0o700)
    started = Started(closed / "data")
    started.up()
    yield started
    started.stop(signal.SIGTERM)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Started]:
    """A platform not yet started, below a folder closed to other users."""
    (tmp_path / "closed").mkdir(mode=0o700)
    started = Started(tmp_path / "closed" / "data")
    yield started
    if started.process is not None and started.process.poll() is None:
        started.stop(signal.SIGTERM)
