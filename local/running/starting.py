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
from local.running.service import Process, Service

PATIENCE = 60.0
PAUSE = 0.05


@contextmanager
def running(service: Service) -> Iterator[None]:
    """Run one service for a while, without a supervisor. NotStarted when it ends or does not answer."""
    service.prepare()
    process = spawned(service)
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


def _await(service: Service, process: Process) -> None:
    until = time.monotonic() + PATIENCE
    while not service.answers():
        if process.poll() is not None or time.monotonic() > until:
            raise NotStarted(f"{service.name} does not start; its log is {service.log}")
        time.sleep(PAUSE)


def spawned(service: Service) -> Process:
    """Start a service's process. The thread it is started from must live as long: its end would end the process."""
    command, log = started_by(service), open_log(service.log)
    try:
        return service.from_where(
            lambda: subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(service.environment),
                pass_fds=tuple(service.inherited),
                start_new_session=True,
            )
        )
    finally:
        os.close(log)


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
    command: Sequence[str],
    *,
    folder: Path,
    user: int | None,
    death_signal: int,
    capability: int | None = None,
    group: int | None = None,
) -> list[str]:
    """Write the command line that becomes `command` in a folder, as a user, tied to this process."""
    script = [sys.executable, "-I", "-S", launch.__file__]
    who = runs_as(user, capability, group)
    return [*script, str(os.getpid()), who, str(int(death_signal)), str(folder), *command]


def runs_as(user: int | None, capability: int | None, group: int | None = None) -> str:
    """Write a user, its group if that has another number, and what it keeps of root's, as `launch.py` reads it."""
    if user is None:
        return ""
    return f"{user}" + ("" if group is None else f":{group}") + ("" if capability is None else f"+{capability}")
