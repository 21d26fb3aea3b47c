"""Backing services as readiness asks for them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedProbe:
    """A service's name and how to ask it."""

    name: str
    ask: Callable[[], object]

    def ping(self) -> None:
        """Return when it answers. Raises Transient."""
        self.ask()
