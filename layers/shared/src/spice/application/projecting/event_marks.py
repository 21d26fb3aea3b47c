"""What a projection needs of an event: whose it is and where it stands, without its data."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

import msgspec

from spice.domain.identity import aggregate_id, cached_stream_key
from spice.messages.event import Position
from spice.messages.segment import Segment
from spice.ports.bus import ConsumedRecord


class Seen(msgspec.Struct, frozen=True, kw_only=True, dict=True):
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


_decode = msgspec.json.Decoder(Seen).decode


def read_seen(record: ConsumedRecord) -> Seen:
    """Read a record of instance-events; msgspec.DecodeError if it is none (nobody else writes there)."""
    return _decode(record.value)


def seen_in(segment: Segment) -> Iterator[Seen]:
    """Give a segment's instance events."""
    for event in segment.events():
        if event.database is not None and event.class_id is not None and event.id is not None:
            yield Seen(
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


def behind(seen: Sequence[Seen], done: Mapping[str, int]) -> list[Seen]:
    """Leave out what was taken in."""
    return [event for event in seen if event.position.sequence > done.get(event.position.shard, 0)]


def reached(seen: Sequence[Seen]) -> dict[str, int]:
    """Tell how far events go, per shard."""
    last: dict[str, int] = {}
    for event in seen:
        shard = event.position.shard
        last[shard] = max(last.get(shard, 0), event.position.sequence)
    return last
