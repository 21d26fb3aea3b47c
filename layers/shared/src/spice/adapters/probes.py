"""Backing services as readiness asks for them."""

from collections.abc import Callable
from dataclasses import dataclass

from spice.adapters.breaker import Breaker


@dataclass(frozen=True, slots=True)
class NamedProbe:
    """A service's name, how to ask it, and its breaker, which learns from the answer and never keeps us from asking."""

    name: str
    ask: Callable[[], object]
    guard: Breaker

    @property
    def breaker(self) -> str:
        """closed, open or half_open."""
        return self.guard.state

    def ping(self) -> None:
        """Return when it answers. Raises Transient."""
        with self.guard.guarded(asking=True):
            self.ask()
