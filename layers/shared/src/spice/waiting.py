"""Waiting: ask until there is an answer, or the time is over."""

import time
from collections.abc import Callable
from typing import TypeVar

LONGEST = 0.25
SHARE = 0.1
Found = TypeVar("Found")


def ignore() -> None:
    """Do nothing meanwhile."""


def until(
    find: Callable[[], Found],
    seconds: float,
    *,
    enough: Callable[[Found], bool] = bool,
    first: float = 0.05,
    usual: float = 0.05,
    meanwhile: Callable[[], None] = ignore,
    # Looked up when it is called: a simulation takes the pauses out of `time`.
    sleep: Callable[[float], None] = lambda pause: time.sleep(pause),
) -> Found:
    """Ask at once, and after every pause, until what is found is enough; answers what was found last.

    Pauses double from `first` to `usual`. Later who waited long learns of it a tenth later, so that many who wait cost
    little. `meanwhile` is called before each further question, and ends the waiting when it raises.
    """
    began, slept, pause = time.monotonic(), 0.0, first
    while not enough(found := find()):
        # What was slept counts where no time goes by, too.
        waited = max(time.monotonic() - began, slept)
        if waited >= seconds:
            break
        pause = max(pause, min(waited * SHARE, LONGEST))
        sleep(min(pause, seconds - waited))
        slept += pause
        pause = max(pause, min(pause * 2, usual))
        meanwhile()
    return found
