"""What may be killed, and how it comes back."""

import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil

from tests.support.stand.stand import Stand

FUNCTIONS = ("oms", "bff", "relay", "instance-worker", "projection", "maintenance")
SERVICES = ("postgres", "seaweedfs", "redis", "host")
REAL_SERVERS = ("kafka", "opensearch")
"""What the full platform has besides."""
ANYTHING = (*FUNCTIONS, *SERVICES, "supervisor", "everything")
BUSY_SECONDS = 5.0
START_SECONDS = 20.0
NAME_LENGTH = 15
"""As long as Linux keeps a process's name."""


def kill(stand: Stand, name: str) -> None:
    """Kill one part; the platform, when it was all of it, is started again."""
    if name in FUNCTIONS:
        _when_there(lambda: kill_function(stand, name))
    elif name in SERVICES + REAL_SERVERS:
        _when_there(lambda: kill_service(stand, name))
    elif name == "supervisor":
        stand.kill_supervisor()
        stand.up()
    else:
        stand.kill_everything()
        stand.up()


def kill_anything(stand: Stand, chance: random.Random) -> str:
    """Kill a part by chance; answers which."""
    name = chance.choice(ANYTHING)
    kill(stand, name)
    return name


def services(stand: Stand) -> Mapping[str, int]:
    """The services' processes by name, as the platform tells them."""
    state = json.loads((stand.data / "state.json").read_bytes())
    return {each["name"]: each["pid"] for each in state if each["pid"]}


def running(stand: Stand, name: str) -> psutil.Process:
    """A service's process, as soon as it has one: what was killed is started again a moment later."""
    until = time.monotonic() + START_SECONDS
    while True:
        with suppress(psutil.NoSuchProcess, KeyError):
            process = psutil.Process(services(stand)[name])
            if process.status() != psutil.STATUS_ZOMBIE:
                return process
        assert time.monotonic() < until, f"{name} does not run"
        time.sleep(0.02)


def kill_service(stand: Stand, name: str) -> bool:
    """Kill a service; False when it is not running at the moment."""
    pid = services(stand).get(name)
    with suppress(psutil.NoSuchProcess):
        if pid is not None:
            psutil.Process(pid).kill()
            return True
    return False


def kill_function(stand: Stand, name: str) -> bool:
    """Kill every environment of a function; False when there is none at the moment."""
    found = [each for each in _environments(stand) if _named(each) == f"fn:{name}"[:NAME_LENGTH]]
    for each in found:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    return bool(found)


def _environments(stand: Stand) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess, KeyError, FileNotFoundError):
        return psutil.Process(services(stand)["host"]).children(recursive=True)
    return []


def _named(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def _when_there(attempt: Callable[[], bool]) -> None:
    until = time.monotonic() + BUSY_SECONDS
    while not attempt() and time.monotonic() < until:
        time.sleep(0.02)
