"""The log as a feed: across shards, in time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.messages.event import Event
from spice.messages.noted import Noted


class EventFeed(Protocol):
    """The log read across shards, ordered by (at, shard, sequence, n).

    A shard that is quarantined is read up to its first bad segment. Raises BrokenChain when one is met.
    """

    def after(self, database: UUID, positions: dict[str, tuple[int, int, int]], *, limit: int) -> Sequence[Event]:
        """Read events behind a position per shard ((generation, sequence, n); absent shard: from its start)."""
        ...

    def places_at(self, moment: datetime) -> dict[str, tuple[int, int, int]]:
        """Tell a position per shard, of whatever database, that nothing at or after a moment is behind; as late as the
        index can tell."""
        ...

    def between(self, database: UUID, start: datetime | None, end: datetime | None) -> Iterator[Event]:
        """Walk events with start <= at < end (None: no bound), oldest first."""
        ...

    def told(
        self, database: UUID, start: datetime | None, end: datetime | None, *, newest_first: bool = False
    ) -> Iterator[Event | Noted]:
        """Walk events and refusals the same way, or back from the newest; a segment's refusals before its events."""
        ...
