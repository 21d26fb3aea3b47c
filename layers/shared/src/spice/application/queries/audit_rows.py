"""Entries of the audit as the contract writes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET

from spice.application.ground.times import written
from spice.application.queries.event_bodies import told_body
from spice.application.queries.event_rows import AuditEntryRow, AuditState, RequestRow, ShownRow
from spice.application.queries.history import Names
from spice.domain.identity import named_by
from spice.domain.notes import Shown
from spice.messages.event import Event
from spice.messages.noted import Noted

REFUSED_TYPE, READ_TYPE, DONE_TYPE = "RequestRefused", "PersonalDataRead", "RequestDone"


def state_of(entry: Event | Noted) -> AuditState:
    """Tell what became of what was asked."""
    if isinstance(entry, Event):
        return "COMPLETED"
    if entry.shown:
        return "READ"
    if entry.request is None:
        return "FAILED"
    return "REFUSED" if entry.codes else "DONE"


def type_of(entry: Event | Noted) -> str:
    """Tell the type of an entry: an event's, that of a command which failed, or what a note tells of."""
    if isinstance(entry, Event) or entry.request is None:
        return entry.type
    if entry.shown:
        return READ_TYPE
    return REFUSED_TYPE if entry.codes else DONE_TYPE


def audit_row(entry: Event | Noted, names: Names, *, to_owner: bool) -> AuditEntryRow:
    """Write an entry."""
    return _of_event(entry, names, to_owner=to_owner) if isinstance(entry, Event) else _of_note(entry, names)


def _of_event(event: Event, names: Names, *, to_owner: bool) -> AuditEntryRow:
    of_instance = event.class_id is not None
    return AuditEntryRow(
        state="COMPLETED",
        event_id=event.event_id,
        version=event.version,
        type=event.type,
        at=written(event.at),
        actor=event.actor,
        reason=event.reason,
        command_id=event.command_id,
        correlation_id=event.correlation_id,
        ontology_commit=event.ontology_commit,
        class_=names.class_name(event) if of_instance else UNSET,
        id=event.id if of_instance else UNSET,
        data=UNSET if of_instance else told_body(event, to_owner=to_owner),
    )


def _of_note(noted: Noted, names: Names) -> AuditEntryRow:
    class_id, identity = named_by(noted.key)
    at = noted.asked_at or noted.at
    return AuditEntryRow(
        state=state_of(noted),
        type=type_of(noted),
        at=written(noted.at),
        actor=noted.actor,
        reason=noted.reason,
        command_id=noted.command_id,
        correlation_id=noted.correlation_id,
        class_=UNSET if class_id is None else names.class_called(noted.database, class_id, at),
        id=UNSET if identity is None else identity,
        codes=noted.codes or UNSET,
        request=UNSET if noted.request is None else _request(noted.request),
        asked_at=UNSET if noted.asked_at is None else written(noted.asked_at),
        shown=[_shown(each, noted.database, at, names) for each in noted.shown] if noted.shown else UNSET,
    )


def _request(told: Mapping[str, Any]) -> RequestRow:
    return RequestRow(method=told["method"], route=told["route"], status=told["status"], names=told["names"])


def _shown(shown: Shown, database: UUID, at: datetime, names: Names) -> ShownRow:
    return ShownRow(
        class_=names.class_called(database, shown.root_id, at),
        properties=[names.property_called(database, shown.root_id, each, at) for each in shown.properties],
        ids=shown.ids,
    )
