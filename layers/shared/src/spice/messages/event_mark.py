"""What a projection needs of an event: whose it is and where it stands, without its data."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from uuid import UUID

import msgspec

from spice.domain.identity import aggregate_id, cached_stream_key
from spice.messages.event import Position
from spice.messages.segment import Segment


class EventMark(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An event of an instance, data left unread."""

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
    correlation_id: str | None = None

    @cached_property
    def stream(self) -> UUID:
        """The stream's key in the index."""
        return cached_stream_key(aggregate_id(self.database, self.root_id or self.class_id, self.id))


decode_event_mark = msgspec.json.Decoder(EventMark).decode
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
                correlation_id=event.correlation_id,
            )
