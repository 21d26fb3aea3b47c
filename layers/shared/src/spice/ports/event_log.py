"""The event log: the one commit point. An event exists if and only if its segment exists."""

from collections.abc import Iterator
from typing import Protocol


class EventLog(Protocol):
    """Segments by shard and sequence, each written once. A shard is named like `instance-0003`."""

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment if its sequence is free.

        Raises AlreadyThere when another segment stands there (read it: it may be ours), Transient when it was surely
        not written, Unknown when it may have been.
        """
        ...

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes, or None."""
        ...

    def shards(self) -> list[tuple[int, str]]:
        """List every (generation, shard) that has segments."""
        ...

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """Walk a shard's sequences in order, from the one behind `after`."""
        ...

    def walk(self, generation: int, shard: str, *, after: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Walk a shard's segments in order, some read ahead: (sequence, bytes); None for one listed and gone."""
        ...
