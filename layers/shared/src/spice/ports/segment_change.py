"""What indexing one segment writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.noted import Noted
from spice.messages.problem import ProblemRow
from spice.ports.shard_rows import Parked, ShardHead
from spice.ports.tightening import Tightening


class Finished(msgspec.Struct, frozen=True, kw_only=True):
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
    class_id: str | None = None
    attempts: int = 0
    result: Mapping[str, object] | None = None
    errors: Sequence[ProblemRow] = ()


class HeadRow(msgspec.Struct, frozen=True, kw_only=True):
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
    tightenings: Sequence[Tightening] = ()
    refused: Sequence[Noted] = ()
