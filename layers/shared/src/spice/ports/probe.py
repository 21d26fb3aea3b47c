"""Is a backing service there?"""

from typing import Protocol, runtime_checkable


class Probe(Protocol):
    """A backing service that can be asked how it is."""

    @property
    def name(self) -> str:
        """How people call it."""
        ...

    def ping(self) -> None:
        """Return when it answers. Raises Transient."""
        ...


@runtime_checkable
class Guarded(Protocol):
    """A probe of a service behind a circuit breaker."""

    @property
    def breaker(self) -> str:
        """closed, open or half_open."""
        ...
