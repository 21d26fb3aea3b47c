"""Where shards are in the index: what was indexed, what was published, and by which map they go."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from spice.ports.generations import Generation
from spice.ports.shard_rows import Link, ShardHead


class ShardHeads(Protocol):
    """The chain of each shard as the index has it."""

    def heads(self, shards: Sequence[str] | None = None) -> Mapping[str, ShardHead]:
        """Read shard heads."""
        ...

    def links(self, shard: str, *, after: int, limit: int) -> Sequence[Link]:
        """Read the segments of a shard that were indexed, in order, from the one behind `after`."""
        ...

    def generation(self, family: str) -> Generation:
        """Read a family's newest generation."""
        ...

    def published(self, shard: str, sequence: int) -> None:
        """Move a shard's publish cursor; it only grows."""
        ...

    def unpublish(self, upto: Mapping[str, int]) -> None:
        """Turn shards' publish cursors back to at most these sequences: what was published behind them is no part of
        the log any more."""
        ...
