"""The index beside the log: what workers decide from, and where an indexed segment goes; derived from S3."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.record_batch import Record
from spice.messages.segment import Closing
from spice.ports.directory import Database
from spice.ports.generations import FIRST, Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardHead:
    """The last indexed segment of a shard; `published` is the last one whose events the bus has acked."""

    shard: str
    generation: int = 1
    sequence: int = 0
    sha256: str = "0" * 64
    recorded_at: datetime | None = None
    published: int = 0
    closes: Closing | None = None
    """Set when that segment ends the shard's generation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A parked command: its record as it came, why, and how often it was tried."""

    letter: UUID
    key: str
    record: Record
    reason: str
    error: str
    attempts: int
    command_id: UUID | None
    type: str | None
    database: UUID | None
    parked_at: datetime


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
    complete: bool = True  # not so between `forget` and `complete`
    emptied_at: datetime | None = None  # two looks with the same are looks at one filling
    more_referrers: bool = False  # `WriteModel.referrers` walks all


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A command's outcome as a row."""

    id: UUID
    type: str
    state: str
    actor: str
    submitted_at: datetime
    database: UUID | None
    batch: UUID | None = None
    line: int | None = None
    key: str | None = None
    attempts: int = 0
    result: Mapping[str, object] | None = None
    errors: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """An instance's new state, with the encoded data and the streams it names."""

    stream: UUID
    database: UUID
    root_id: str
    instance: Instance
    data: bytes
    references: Sequence[UUID]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChange:
    """All that indexing one segment writes, in one transaction guarded by the shard's head."""

    head: ShardHead
    """The head after it; it applies on `sequence - 1`."""
    first_at: datetime
    events: Sequence[tuple[UUID, Event, bytes]]
    """Stream, event, and its encoded form."""
    heads: Sequence[HeadRow]
    finished: Sequence[Finished]
    parked: Sequence[Parked] = ()
    released: Sequence[UUID] = ()


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

    def generation(self, family: str) -> Generation:
        """Read a family's newest generation."""
        ...

    def published(self, shard: str, sequence: int) -> None:
        """Move a shard's publish cursor; it only grows."""
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

    def forget(self) -> datetime:
        """Empty the index (a rebuild follows) and answer when; what waits and how far projections are stays."""
        ...

    def complete(self, since: datetime) -> None:
        """Say that the index has all the log has again, unless it was emptied once more after `since`."""
        ...
