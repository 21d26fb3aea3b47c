"""The outbox as the relay sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spice.messages.record_batch import Record, RecordBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A row: its position, where it goes and its records in order."""

    position: int
    topic: str
    partition: int
    records: RecordBatch
    generation: int = 1
    """The map it was stamped with."""
    remap: int | None = None
    """Partitions of the current map, where the row is of an older one: its records go where their keys say now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxDepth:
    """How much waits: records, and since when the oldest does."""

    records: int
    oldest_at: datetime | None


class Outbox(Protocol):
    """Commands that wait for the relay."""

    def shards(self) -> Sequence[tuple[str, int]]:
        """List the (topic, partition) pairs that have rows which may go."""
        ...

    def drain(self, topic: str, partition: int, publish: Callable[[Sequence[OutboxRow]], int], *, limit: int) -> int:
        """Claim a shard, hand its oldest rows below the snapshot horizon to `publish`, delete the acked prefix, commit.

        Of a topic only rows of the oldest map go, so that none overtakes one that was accepted before it; those of a
        map that has not begun wait, and all do while a map is being closed.
        `publish` answers how many of the rows were acked, in order. Returns how many rows were deleted; 0 when another
        relay holds the shard or nothing waits. Raises Transient.
        """
        ...

    def put_back(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Keep records that came to the wrong shard; they go before all others, where their keys say by a later map."""
        ...

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        ...
