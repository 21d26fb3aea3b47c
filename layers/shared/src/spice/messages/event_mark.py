"""What a projection needs of an event: whose it is, where it stands, and how an instance began."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.identity import aggregate_id, cached_stream_key
from spice.domain.instance.evolve import evolve
from spice.domain.instance.model import Instance, InstanceCreated
from spice.messages.event import Position
from spice.messages.segment import Segment


class EventMark(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An event of an instance; of its data that of an InstanceCreated is read."""

    type: str
    at: datetime
    actor: str
    command_id: UUID
    version: int
    position: Position
    database: UUID
    class_id: str
    id: str
    root_id: str | None = None
    replaces: str | None = None
    correlation_id: str | None = None
    data: dict[str, Any] | None = None

    @property
    def first(self) -> Instance | None:
        """The instance as it is where this is the first event of its stream, and the last one; None where it is not
        the first, or its data stand in the segment alone."""
        if self.version != 1 or self.type != InstanceCreated.__name__ or self.data is None:
            return None
        begun = InstanceCreated(class_id=self.class_id, data=self.data)
        return evolve(None, begun, id=self.id, version=1, at=self.at, actor=self.actor)

    @cached_property
    def stream(self) -> UUID:
        """The stream's key in the index."""
        return cached_stream_key(aggregate_id(self.database, self.root_id or self.class_id, self.id))


decode_event_mark = msgspec.json.Decoder(EventMark, float_hook=Decimal).decode
"""Read an event of an instance from the bus; msgspec.DecodeError if it is none."""


def marks_in(segment: Segment) -> Iterator[EventMark]:
    """Give a segment's instance events."""
    for event in segment.events():
        if event.database is not None and event.class_id is not None and event.id is not None:
            yield EventMark(
                type=event.type,
                at=event.at,
                actor=event.actor,
                command_id=event.command_id,
                version=event.version,
                position=event.position,
                database=event.database,
                class_id=event.class_id,
                id=event.id,
                root_id=event.root_id,
                replaces=event.replaces,
                correlation_id=event.correlation_id,
                data=event.data,
            )
