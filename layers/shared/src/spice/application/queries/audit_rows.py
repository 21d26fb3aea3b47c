"""Entries of the audit as the contract writes them."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from spice.application.ground.times import written
from spice.application.queries.event_rows import AuditEntryRow, AuditState, RequestRow
from spice.application.queries.history import Names
from spice.domain.identity import named_by
from spice.messages.event import Event
from spice.messages.refused import Refused

REFUSED_TYPE = "RequestRefused"


def state_of(entry: Event | Refused) -> AuditState:
    """Tell what became of what was asked."""
    if isinstance(entry, Event):
        return "COMPLETED"
    return "FAILED" if entry.request is None else "REFUSED"


def audit_row(entry: Event | Refused, names: Names) -> AuditEntryRow:
    """Write an entry."""
    return _of_event(entry, names) if isinstance(entry, Event) else _of_refusal(entry, names)


def _of_event(event: Event, names: Names) -> AuditEntryRow:
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
        data=UNSET if of_instance else event.body,
    )


def _of_refusal(refused: Refused, names: Names) -> AuditEntryRow:
    class_id, identity = named_by(refused.key)
    return AuditEntryRow(
        state=state_of(refused),
        type=refused.type if refused.request is None else REFUSED_TYPE,
        at=written(refused.at),
        actor=refused.actor,
        reason=refused.reason,
        command_id=refused.command_id,
        correlation_id=refused.correlation_id,
        class_=UNSET if class_id is None else names.class_called(class_id),
        id=UNSET if identity is None else identity,
        codes=refused.codes,
        request=UNSET if refused.request is None else _request(refused.request),
    )


def _request(told: Mapping[str, Any]) -> RequestRow:
    return RequestRow(method=told["method"], route=told["route"], status=told["status"], names=told["names"])
