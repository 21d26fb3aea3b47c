"""However an emulation ends, nothing of it goes on."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from local.emulation.running import Running
from tests.support.ports import free_port

pytestmark = [pytest.mark.emulation, pytest.mark.timeout(120)]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill -9"])
def test_nothing_goes_on(tmp_path_factory: pytest.TempPathFactory, how: signal.Signals) -> None:
    folder: Path = tmp_path_factory.mktemp("ended")
    running = Running(folder / "data", gateway=free_port(), log=folder / "emulation.log")
    running.wait_ready()
    family = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]

    os.kill(running.pid, how)
    _, alive = psutil.wait_procs(family, timeout=45)
    running.stop()

    assert len(family) > 6
    assert alive == []
