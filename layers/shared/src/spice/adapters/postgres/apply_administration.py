"""Databases, grants and commits of a segment as rows."""

from typing import Any

from psycopg import Connection

from spice.adapters.postgres.apply_erasure import apply_deletion, apply_erasure
from spice.adapters.postgres.apply_pulls import apply_pull
from spice.adapters.postgres.webhooks import apply_webhook
from spice.domain.ontology.branches import MAIN
from spice.messages.codec import encode
from spice.messages.event import Event
from spice.messages.registry import ERASURE_EVENTS, PULL_EVENTS, WEBHOOK_EVENTS
from spice.ports.segment_change import SegmentChange


def apply_administration(connection: Connection[Any], change: SegmentChange) -> None:
    """Write what administration events say, in order."""
    for _, event, _ in change.events:
        if event.key is not None:
            _APPLIED[event.type](connection, event, event.body or {})


def _created(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "insert into model.databases values (%s, %s, %s, 1, %s, %s, false)",
        (body["uuid"], body["name"], encode(body["settings"]), event.at, event.actor),
    )
    # Grants have a shard of their own: in a replay they may be known before the database they belong to.
    connection.execute(
        "insert into model.grants values (%s, %s, 'owner', %s, %s) on conflict do nothing",
        (body["uuid"], event.actor, event.at, event.actor),
    )


def _updated(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "update model.databases set settings = %s, version = version + 1 where uuid = %s",
        (encode(body["settings"]), body["uuid"]),
    )


def _deleted(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "update model.databases set deleted = true, version = version + 1 where uuid = %s", (body["uuid"],)
    )
    apply_deletion(connection, event, body["uuid"])


def _granted(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "insert into model.grants values (%s, %s, %s, %s, %s) on conflict (database, subject) do update set"
        " role = excluded.role, granted_at = excluded.granted_at, granted_by = excluded.granted_by",
        (event.database, body["subject"], body["role"], event.at, event.actor),
    )


def _revoked(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    # The row stays, without a role: a creator's grant that is replayed later must not come back.
    connection.execute(
        "insert into model.grants values (%s, %s, null, %s, %s) on conflict (database, subject) do update set"
        " role = null, granted_at = excluded.granted_at, granted_by = excluded.granted_by",
        (event.database, body["subject"], event.at, event.actor),
    )


def _committed(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    # Of all branches, commands are checked with main alone.
    if body.get("branch", MAIN) != MAIN:
        return
    connection.execute(
        "insert into model.mains values (%s, %s) on conflict (database) do update set head = excluded.head",
        (event.database, body["commit"]),
    )


def _kept_elsewhere(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    """Branches are kept where their commits are."""


_APPLIED = {
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
