"""Databases, grants and commits of a segment as rows."""

from typing import Any

from psycopg import Connection

from spice.messages.codec import encode
from spice.messages.event import Event
from spice.ports.write_model import SegmentChange


def apply_administration(connection: Connection[Any], change: SegmentChange) -> None:
    """Write what administration events say, in order."""
    for _, event, _ in change.events:
        if event.key is not None:
            _APPLIED[event.type](connection, event, event.body or {})


def _created(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "insert into model.databases values (%s, %s, %s, 1, %s, %s, false, null)",
        (body["uuid"], body["name"], encode(body["settings"]), event.at, event.actor),
    )
    connection.execute(
        "insert into model.grants values (%s, %s, 'owner', %s, %s)", (body["uuid"], event.actor, event.at, event.actor)
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


def _granted(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "insert into model.grants values (%s, %s, %s, %s, %s) on conflict (database, subject) do update set"
        " role = excluded.role, granted_at = excluded.granted_at, granted_by = excluded.granted_by",
        (event.database, body["subject"], body["role"], event.at, event.actor),
    )


def _revoked(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute(
        "delete from model.grants where database = %s and subject = %s", (event.database, body["subject"])
    )


def _committed(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    connection.execute("update model.databases set head = %s where uuid = %s", (body["commit"], event.database))


_APPLIED = {
    "DatabaseCreated": _created,
    "DatabaseUpdated": _updated,
    "DatabaseDeleted": _deleted,
    "GrantSet": _granted,
    "GrantRemoved": _revoked,
    "OntologyCommitted": _committed,
}
