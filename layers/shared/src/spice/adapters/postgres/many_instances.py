"""Heads of one database, many at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.adapters.postgres.snapshot import INSTANCE, instance_of
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.instance.model import Instance
from spice.messages.event import Event, decode_event
from spice.ports.many_instances import Name


def read_classes(connection: Connection[Any], database: UUID, names: Collection[Name]) -> Mapping[Name, str]:
    """Tell the class of those that are there and not deleted."""
    if not names:
        return {}
    rows = connection.execute(
        "select root_id, id, class_id from model.heads where stream = any(%s) and not deleted",
        (_streams(database, names),),
    )
    return {Name(root, identity): class_id for root, identity, class_id in rows}


def read_named(connection: Connection[Any], database: UUID, names: Collection[Name]) -> Mapping[Name, Instance]:
    """Read the current states of those that are there and not deleted."""
    if not names:
        return {}
    rows = connection.execute(
        f"select root_id, {INSTANCE} from model.heads where stream = any(%s) and not deleted",
        (_streams(database, names),),
        binary=True,
    )
    found = ((row[0], instance_of(row[1:])) for row in rows)
    return {Name(root, instance.id): instance for root, instance in found}


def read_tails(connection: Connection[Any], database: UUID, names: Collection[Name]) -> Mapping[Name, Sequence[Event]]:
    """Read whole histories of those instances of whom nothing is packed."""
    if not names:
        return {}
    rows = connection.execute(
        "select event from model.tail t where stream = any(%s)"
        " and not exists (select 1 from model.packed p where p.stream = t.stream) order by stream, version",
        (_streams(database, names),),
        binary=True,
    )
    found: dict[Name, list[Event]] = {}
    for row in rows:
        event = decode_event(row[0])
        found.setdefault(Name(event.root_id or event.class_id or "", event.id or ""), []).append(event)
    return found


def read_changed(
    connection: Connection[Any], database: UUID, class_ids: Sequence[str], moment: datetime, limit: int
) -> list[tuple[str, Instance]]:
    """List instances of classes that changed after a moment."""
    rows = connection.execute(
        f"select root_id, {INSTANCE} from model.heads"
        " where database = %s and class_id = any(%s::text[]) and updated_at > %s limit %s",
        (database, list(class_ids), moment, limit),
        binary=True,
    )
    return [(row[0], instance_of(row[1:])) for row in rows]


def _streams(database: UUID, names: Collection[Name]) -> list[UUID]:
    return [stream_key(aggregate_id(database, *name)) for name in names]
