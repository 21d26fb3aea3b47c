"""Events as the contract writes them: who, when, what and why."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field

from spice.application.ground.differences import Change
from spice.application.ground.times import written
from spice.messages.event import Event
from spice.messages.shapes import Count, Time, Told, Values


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


AuditState = Literal["COMPLETED", "FAILED", "REFUSED", "READ", "DONE"]


class RequestRow(Struct, frozen=True):
    """What somebody asked for who was refused at the door, or shown personal data; `names` are those of the path."""

    method: str
    route: str
    status: Count
    names: Mapping[str, str]


class ShownRow(Struct, frozen=True):
    """Instances of which somebody was shown these personal properties. `class` is their hierarchy's root."""

    class_: str = field(name="class")
    properties: Sequence[str]
    ids: Sequence[str]


class AuditEntryRow(Struct, frozen=True, kw_only=True):
    """An entry of the audit: an event (COMPLETED), a command that failed (FAILED), a request that was refused at the
    door and became no command (REFUSED), personal data that somebody was shown (READ), or what somebody did that is
    no event (DONE).

    `class` and `id` where it is an instance's, `data` where an event is not. `codes` say why not, `request` what,
    `shown` of whom. `asked_at` where that was some minutes before `at`, when the log had it.
    """

    state: AuditState
    event_id: UUID | None = None
    version: Count | None = None
    type: str
    at: Time
    actor: str
    reason: str | None
    command_id: UUID
    correlation_id: str | None
    ontology_commit: str | None = None
    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType | None = UNSET
    data: Values | UnsetType | None = UNSET
    codes: Sequence[Told] | UnsetType = UNSET
    request: RequestRow | UnsetType = UNSET
    asked_at: Time | UnsetType = UNSET
    shown: Sequence[ShownRow] | UnsetType = UNSET


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
