"""Is a backing service there?"""

from typing import Protocol


class Probe(Protocol):
    """A backing service that can be asked how it is."""

    name: str

    def ping(self) -> None:
        """Return when it answers. Raises Transient."""
        ...
