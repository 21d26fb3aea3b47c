"""An event as the bus carries it and history answers it: complete in itself."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.identity import aggregate_id, derived_id
from spice.messages.origin import Origin


class Position(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Where an event stands: generation, shard (`instance-0003`), sequence of its segment, number in it."""

    generation: int
    shard: str
    sequence: int
    n: int = 0


class Event(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, dict=True):
    """Something that happened. `data` for InstanceCreated, `set` and `unset` for InstanceUpdated, `body` for the
    others."""

    type: str
    at: datetime
    actor: str
    command_id: UUID
    version: int
    position: Position
    database: UUID | None = None
    class_id: str | None = None
    root_id: str | None = None
    """Stable id of the hierarchy's root class, where it is not `class_id`."""
    replaces: str | None = None
    """Of an InstanceCreated: the class, gone by then, of the instance that nobody had ended and whose id it has."""
    id: str | None = None
    """The instance's id; for other aggregates `key` names the stream."""
    key: str | None = None
    ontology_commit: str | None = None
    reason: str | None = None
    occurred_at: datetime | None = None
    correlation_id: str | None = None
    batch: UUID | None = None
    origin: Origin | None = None
    """The import that it comes from, and `row` of its file."""
    row: int | None = None
    command_n: int = 0
    """The event's number among those of its command."""
    data: dict[str, Any] | None = None
    set: dict[str, Any] | None = None
    unset: list[str] | None = None
    body: dict[str, Any] | None = None

    @property
    def event_id(self) -> UUID:
        """uuid5(command id, number of the event in its command)."""
        return derived_id(self.command_id, str(self.command_n))

    @cached_property
    def aggregate(self) -> str:
        """The stream it belongs to."""
        if self.key is not None or self.database is None:
            return self.key or ""
        return aggregate_id(self.database, self.root_id or self.class_id or "", self.id or "")


decode_event = msgspec.json.Decoder(Event, float_hook=Decimal).decode
"""Read an event from the bus or the index."""
