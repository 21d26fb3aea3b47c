"""The index beside the log: what workers decide from, and where an indexed segment goes; derived from S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.ports.directory import Database
from spice.ports.generations import FIRST, Generation
from spice.ports.shard_rows import Link, Parked, ShardHead

if TYPE_CHECKING:
    from spice.ports.quarantine import Quarantined
    from spice.ports.segment_change import SegmentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """A live instance that names another, `target`."""

    target: UUID
    database: UUID
    instance: Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a batch of commands needs to be decided."""

    commands: Sequence[UUID] = ()
    streams: Sequence[UUID] = ()
    databases: Sequence[UUID] = ()
    database_names: Sequence[str] = ()
    grants: Sequence[UUID] = ()
    keys: Sequence[str] = ()
    referred: Sequence[UUID] = ()
    """Streams whose referrers matter (deletes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One REPEATABLE READ look at the index. Absent is absent: nothing here comes from a cache or a replica."""

    head: ShardHead
    processed: frozenset[UUID] = frozenset()
    instances: Mapping[UUID, Instance] = field(default_factory=dict)
    databases: Mapping[UUID, Database] = field(default_factory=dict)
    names: Mapping[str, UUID] = field(default_factory=dict)
    grants: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    parked: Mapping[str, Sequence[Parked]] = field(default_factory=dict)
    referrers: Sequence[Referrer] = ()  # the first thousand
    generation: Generation = FIRST
    """The newest one of the shard's family."""
    complete: bool = True  # not so once it was given up, until the next one is in its place
    emptied_at: datetime | None = None  # two looks with the same are looks at one filling
    more_referrers: bool = False  # `WriteModel.referrers` walks all
    quarantined: Quarantined | None = None
    """Set when the shard's chain is broken: nothing is decided, appended or published in it."""


class WriteModel(Protocol):
    """Read to decide, write what was decided."""

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Read everything wanted in one REPEATABLE READ transaction on the primary. Raises Transient."""
        ...

    def apply(self, change: SegmentChange) -> bool:
        """Index a segment; False when the shard's head is not the one before it (somebody indexed it already).

        The closing segment that is the last of its generation begins the next one: parked keys move to their new
        shards. A segment of a generation that has not begun is not indexed.
        """
        ...

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

    def attempt(self, topic: str, partition: int, first_offset: int) -> int:
        """Count an invocation's attempt at a batch, before any work; returns which one it is."""
        ...

    def settled(self, topic: str, partition: int, first_offset: int) -> None:
        """Forget the attempts at a batch that succeeded."""
        ...

    def instances_at(self, streams: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str, Instance]]:
        """Read current instances by stream: (database, root id, instance)."""
        ...

    def referrers(self, targets: Sequence[UUID]) -> Iterator[Referrer]:
        """Walk all live instances that name one of the targets."""
        ...

    def scan(self, database: UUID, *, after: UUID | None, limit: int) -> Sequence[tuple[UUID, str, Instance]]:
        """Walk a database's instances by stream, deleted ones too: (stream, root id, instance)."""
        ...

    def changed_since(self, database: UUID, positions: Mapping[str, int]) -> Iterator[UUID]:
        """Walk the streams whose head stands behind a position per shard."""
        ...

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        ...

    def missing(self) -> bool:
        """Tell whether there is no index at all: its schema was dropped."""
        ...

    def forget(self) -> None:
        """Give the index up: nothing is decided or answered from it until it was made again. What waits, what was
        published and how far projections are stays."""
        ...
