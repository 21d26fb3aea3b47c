"""The index beside the log: what workers decide from, and where an indexed segment goes; derived from S3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.ports.directory import Database
from spice.ports.generations import FIRST, Generation
from spice.ports.instance_scan import InstanceScan, Referrer
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import Parked, ShardHead
from spice.ports.tightening import Tightening

if TYPE_CHECKING:
    from spice.ports.quarantine import Quarantined
    from spice.ports.segment_change import SegmentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a batch of commands needs to be decided."""

    commands: Sequence[UUID] = ()
    ended: Sequence[UUID] = ()
    """Commands of which it matters whether they have ended, and when."""
    streams: Sequence[UUID] = ()
    versions: Sequence[UUID] = ()
    """Streams of which the version is enough, and when it was written: a version may be of two histories where a log
    was restored, a time is of one."""
    databases: Sequence[UUID] = ()
    database_names: Sequence[str] = ()
    grants: Sequence[UUID] = ()
    keys: Sequence[str] = ()
    subjects: Sequence[tuple[UUID, str]] = ()
    """By database: of whom erasures matter."""
    referred: Sequence[UUID] = ()
    """Streams whose referrers matter (deletes)."""


class Erasure(NamedTuple):
    """Up to which generation the log erased a subject, and whether they returned since."""

    generation: int
    readmitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One REPEATABLE READ look at the index. Absent is absent: nothing here comes from a cache or a replica."""

    processed: frozenset[UUID] = frozenset()
    ended: Mapping[UUID, datetime] = field(default_factory=dict)  # completed or refused, as long as they are kept
    instances: Mapping[UUID, Instance] = field(default_factory=dict)
    versions: Mapping[UUID, tuple[int, datetime]] = field(default_factory=dict)
    databases: Mapping[UUID, Database] = field(default_factory=dict)
    names: Mapping[str, UUID] = field(default_factory=dict)
    grants: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    erasures: Mapping[tuple[UUID, str], Erasure] = field(default_factory=dict)
    referrers: Sequence[Referrer] = ()  # the first thousand
    tightenings: Sequence[Tightening] = ()
    more_referrers: bool = False  # `InstanceScan.referrers` walks all
    complete: bool = True  # not so once it was given up, until the next one is in its place
    emptied_at: datetime | None = None  # two looks with the same are looks at one filling


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Look):
    """A look at the index and at one of its shards."""

    head: ShardHead
    parked: Mapping[str, Sequence[Parked]] = field(default_factory=dict)
    generation: Generation = FIRST
    """The newest one of the shard's family."""
    quarantined: Quarantined | None = None
    """Set when the shard's chain is broken: nothing is decided, appended or published in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Whom an instance names at a version: the streams."""

    stream: UUID
    version: int
    references: Sequence[UUID]


class WriteModel(ShardHeads, InstanceScan, Protocol):
    """Read to decide, write what was decided."""

    def look(self, wanted: Wanted) -> Look:
        """Read everything wanted that is of no shard, in one REPEATABLE READ transaction on the primary.

        Raises Transient.
        """
        ...

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Look, in the same transaction at a shard as well. Raises Transient."""
        ...

    def apply(self, change: SegmentChange) -> bool:
        """Index a segment; False when the shard's head is not the one before it (somebody indexed it already).

        The closing segment that is the last of its generation begins the next one: parked keys move to their new
        shards. A segment of a generation that has not begun is not indexed.
        """
        ...

    def refer(self, namings: Sequence[Naming]) -> int:
        """Write whom instances name, of those that are at their version still; answers of how many it was another."""
        ...

    def missing(self) -> bool:
        """Tell whether there is no index at all: its schema was dropped."""
        ...

    def forget(self) -> None:
        """Give the index up: nothing is decided or answered from it until it was made again. What waits, what was
        published and how far projections are stays."""
        ...
