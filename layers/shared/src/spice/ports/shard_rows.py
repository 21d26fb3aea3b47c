"""A shard as the index has it: its head, its segments, what is parked in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spice.messages.record_batch import Record
from spice.messages.segment import Closing


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
class Link:
    """A segment as it was indexed: where it stands in its shard, and the sha256 of its bytes."""

    generation: int
    sequence: int
    sha256: str


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
