"""Backing services as readiness asks for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from spice.adapters.breaker import CLOSED, Breaker

PATIENCE_SECONDS = 2.0
"""Nobody waits for what is tried more seldom: it is a service that is not needed."""


@dataclass(frozen=True, slots=True)
class NamedProbe:
    """A service's name, how to ask it, and its breaker, which learns from the answer and never keeps us from asking."""

    name: str
    ask: Callable[[], object]
    guard: Breaker
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self.guard.look = self.ask

    @property
    def breaker(self) -> str:
        """closed, open or half_open."""
        return self.guard.state

    def ping(self) -> None:
        """Return when it answers, to everybody. Raises Transient."""
        was_away = self.guard.state != CLOSED
        self._ask()
        if was_away and self.guard.longest_pause_seconds <= PATIENCE_SECONDS:
            # Every other process has a breaker of its own, and by then has tried as well.
            self.sleep(self.guard.longest_pause_seconds)
            self._ask()

    def _ask(self) -> None:
        with self.guard.guarded(asking=True):
            self.ask()
