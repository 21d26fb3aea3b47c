"""The command line that becomes a server: `launch.py` stands between it and whoever starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from local.errors import NotStarted
from local.logs import open_log
from local.running import launch
from local.running.service import Service

PATIENCE = 60.0
PAUSE = 0.05


@contextmanager
def running(service: Service) -> Iterator[None]:
    """Run one service for a while, without a supervisor. NotStarted when it ends or does not answer."""
    service.prepare()
    log = open_log(service.log)
    try:
        process = subprocess.Popen(
            started_by(service),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(service.environment),
            start_new_session=True,
        )
    finally:
        os.close(log)
    try:
        _await(service, process)
        service.settle()
        yield
    finally:
        process.send_signal(service.stop_signal)
        try:
            process.wait(service.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(service: Service, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not service.answers():
        if process.poll() is not None or time.monotonic() > until:
            raise NotStarted(f"{service.name} does not start; its log is {service.log}")
        time.sleep(PAUSE)


def started_by(service: Service) -> list[str]:
    """Write the command line that becomes a service, tied to this process."""
    return launched(
        service.command,
        folder=service.folder,
        user=service.user,
        death_signal=service.death_signal,
        capability=service.capability,
    )


def launched(
    command: Sequence[str], *, folder: Path, user: int | None, death_signal: int, capability: int | None = None
) -> list[str]:
    """Write the command line that becomes `command` in a folder, as a user, tied to this process."""
    script = [sys.executable, "-I", "-S", launch.__file__]
    return [*script, str(os.getpid()), runs_as(user, capability), str(int(death_signal)), str(folder), *command]


def runs_as(user: int | None, capability: int | None) -> str:
    """Write a user, and what it keeps of root's, as `launch.py` reads it."""
    return "" if user is None else str(user) if capability is None else f"{user}+{capability}"
