"""What may be killed, and how it comes back."""

import random
import time
from collections.abc import Callable

from tests.faults.stand import Stand

FUNCTIONS = ("oms", "bff", "relay", "instance-worker", "projection", "maintenance")
SERVICES = ("postgres", "seaweedfs", "redis", "host")
ANYTHING = (*FUNCTIONS, *SERVICES, "supervisor", "everything")
BUSY_SECONDS = 5.0


def kill(stand: Stand, name: str) -> None:
    """Kill one part; the platform, when it was all of it, is started again."""
    if name in FUNCTIONS:
        _when_there(lambda: stand.kill_function(name))
    elif name in SERVICES:
        _when_there(lambda: stand.kill_service(name))
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


def _when_there(attempt: Callable[[], bool]) -> None:
    until = time.monotonic() + BUSY_SECONDS
    while not attempt() and time.monotonic() < until:
        time.sleep(0.02)
