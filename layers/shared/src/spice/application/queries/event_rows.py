"""Events as the contract writes them: who, when, what and why."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field

from spice.application.ground.differences import Change
from spice.application.ground.times import written
from spice.messages.event import Event
from spice.messages.shapes import Count, Time, Values


class EntryRow(Struct, frozen=True):
    """Who, when, what and why."""

    event_id: UUID
    version: Count
    type: str
    at: Time
    actor: str
    reason: str | None
    command_id: UUID
    correlation_id: str | None
    ontology_commit: str | None


class EventRow(EntryRow, frozen=True):
    """An event of an instance with what it changed."""

    changes: Sequence[Change]
    occurred_at: Time | UnsetType = UNSET


class FeedEventRow(EntryRow, frozen=True):
    """An event of the feed; `class` and `id` where it is an instance's, `data` where it is not."""

    changes: Sequence[Change]
    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType = UNSET
    data: Values | UnsetType | None = UNSET


class AuditEntryRow(EntryRow, frozen=True):
    """An entry of the audit; `class` and `id` where it is an instance's, `data` where it is not."""

    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType | None = UNSET
    data: Values | UnsetType | None = UNSET


class EntryParts(NamedTuple):
    """What EntryRow and those that hold more begin with."""

    event_id: UUID
    version: int
    type: str
    at: str
    actor: str
    reason: str | None
    command_id: UUID
    correlation_id: str | None
    ontology_commit: str | None


def entry_parts(event: Event) -> EntryParts:
    """Write who, when, what and why of an event."""
    return EntryParts(
        event.event_id,
        event.version,
        event.type,
        written(event.at),
        event.actor,
        event.reason,
        event.command_id,
        event.correlation_id,
        event.ontology_commit,
    )
