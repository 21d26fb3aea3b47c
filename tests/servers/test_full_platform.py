"""The full platform as a person starts it: a command flows, it survives a kill, and changes its kind when it may."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.folder.lock import read_holder
from local.folder.plan import read_plan
from tests.support.ports import as_option, free_port

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]


class Spice:
    """The command line, on one data folder."""

    def __init__(self, data: Path) -> None:
        self.folder, self.port = DataFolder(data), free_port()

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "cli.main", *arguments, "--data", str(self.folder.root)]
        own = {"SPICE_DATA": str(self.folder.root), "COLUMNS": "200", "SPICE_SERVICE_PORTS": as_option()}
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | own, timeout=300)

    def up(self, *flags: str) -> str:
        """Start it; return what went wrong."""
        said = self("up", "--detach", "--port", str(self.port), *flags)
        return said.stderr if said.returncode else ""

    def kill(self) -> None:
        """End everything at once."""
        holder = read_holder(self.folder.lock)
        assert holder is not None
        root = psutil.Process(holder.pid)
        family = [root, *root.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)

    def kinds(self) -> set[str]:
        """Name the services that run."""
        return {line.split()[0] for line in self("status").stdout.splitlines() if line.strip()}


@pytest.fixture
def spice(tmp_path: Path) -> Iterator[Spice]:
    spice = Spice(tmp_path / "data")
    yield spice
    if read_holder(spice.folder.lock) is not None:
        spice("down")


def test_it_keeps_its_kind_through_a_kill_and_changes_it_when_nothing_is_under_way(spice: Spice) -> None:
    started = spice.up("--full")
    first = spice.kinds()
    spice.kill()
    again = spice.up()
    second = spice.kinds()
    spice("down")
    changed = spice.up("--light")
    third = spice.kinds()

    assert (started, again, changed) == ("", "", "")
    assert {"kafka", "opensearch", "postgres", "host"} <= first & second
    assert not {"kafka", "opensearch"} & third
    plan = read_plan(spice.folder)
    assert plan is not None
    assert not plan.full
