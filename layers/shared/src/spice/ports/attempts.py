"""How often a batch was begun: counted before any work, so that one which ends its worker is known."""

from typing import Protocol


class Attempts(Protocol):
    """Attempts by topic, partition and the first offset of the batch."""

    def attempt(self, topic: str, partition: int, first_offset: int) -> int:
        """Count an invocation's attempt at a batch, before any work; returns which one it is."""
        ...

    def settled(self, topic: str, partition: int, first_offset: int) -> None:
        """Forget the attempts at a batch that succeeded."""
        ...
