"""Databases, grants and commits of a segment as rows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from spice.adapters.memory.pull_requests import apply_pull
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import apply_deletion, apply_erasure
from spice.adapters.memory.webhooks import apply_webhook
from spice.domain.identity import NIL
from spice.domain.ontology.branches import MAIN
from spice.messages.event import Event
from spice.messages.registry import ERASURE_EVENTS, PULL_EVENTS, WEBHOOK_EVENTS
from spice.ports.directory import Database

Body = Mapping[str, Any]


def apply_administration(state: MemoryState, event: Event) -> None:
    """Write what an administration event says."""
    _APPLIED[event.type](state, event, event.body or {})


def _created(state: MemoryState, event: Event, body: Body) -> None:
    uuid = UUID(body["uuid"])
    state.databases[uuid] = Database(
        uuid=uuid, name=body["name"], created_at=event.at, created_by=event.actor, **_given(body["settings"])
    )
    # Grants have a shard of their own: in a replay they may be known before the database they belong to.
    if event.actor not in state.grants.get(uuid, {}) and (uuid, event.actor) not in state.revoked:
        state.grant(uuid, event.actor, "owner", at=event.at, by=event.actor)


def _updated(state: MemoryState, event: Event, body: Body) -> None:
    uuid = UUID(body["uuid"])
    old = state.databases[uuid]
    state.databases[uuid] = Database(
        uuid=uuid,
        name=old.name,
        version=old.version + 1,
        created_at=old.created_at,
        created_by=old.created_by,
        deleted=old.deleted,
        **_given(body["settings"]),
    )


def _deleted(state: MemoryState, event: Event, body: Body) -> None:
    uuid = UUID(body["uuid"])
    old = state.databases[uuid]
    state.databases[uuid] = replace(old, deleted=True, version=old.version + 1)
    apply_deletion(state, uuid)


def _granted(state: MemoryState, event: Event, body: Body) -> None:
    state.grant(event.database or NIL, body["subject"], body["role"], at=event.at, by=event.actor)


def _revoked(state: MemoryState, event: Event, body: Body) -> None:
    state.grants.get(event.database or NIL, {}).pop(body["subject"], None)
    state.revoked.add((event.database or NIL, body["subject"]))


def _committed(state: MemoryState, event: Event, body: Body) -> None:
    # Of all branches, commands are checked with main alone.
    if body.get("branch", MAIN) != MAIN:
        return
    state.mains[event.database or NIL] = body["commit"]


def _given(settings: Body) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}


def _kept_elsewhere(state: MemoryState, event: Event, body: Body) -> None:
    """Branches are kept where their commits are."""


_APPLIED: dict[str, Callable[[MemoryState, Event, Body], None]] = {
    "DatabaseCreated": _created,
    "DatabaseUpdated": _updated,
    "DatabaseDeleted": _deleted,
    "GrantSet": _granted,
    "GrantRemoved": _revoked,
    "OntologyCommitted": _committed,
    "BranchCreated": _kept_elsewhere,
    "BranchUpdated": _kept_elsewhere,
    "BranchDeleted": _kept_elsewhere,
    **dict.fromkeys(PULL_EVENTS, apply_pull),
    **dict.fromkeys(WEBHOOK_EVENTS, apply_webhook),
    **dict.fromkeys(ERASURE_EVENTS, apply_erasure),
}
