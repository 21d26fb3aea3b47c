"""What events of a segment say of subjects -> erasures, and keys that are gone."""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from spice.domain.erasure import SubjectReadmitted
from spice.messages.event import Event
from spice.messages.registry import erasure_event

_ERASE = """
insert into model.erasures (database, subject, generation, at) values (%s, %s, %s, %s)
on conflict (database, subject) do update
set generation = excluded.generation, at = excluded.at, readmitted = false
where model.erasures.generation < excluded.generation
"""
_DESTROY_ONE = """
update keys.subjects set wrapped = null, erased_at = %s
where database = %s and subject = %s and generation <= %s and wrapped is not null
"""


_DESTROY_ALL = "update keys.subjects set wrapped = null, erased_at = %s where database = %s and wrapped is not null"
_DESTROY_DIGESTS = "update keys.databases set wrapped = null where database = %s and wrapped is not null"


def apply_erasure(connection: Connection[Any], event: Event, body: Mapping[str, object]) -> None:
    """Write what an event says of a subject, and destroy the key at once: in the transaction that indexes it."""
    told = erasure_event(event)
    if isinstance(told, SubjectReadmitted):
        readmit = "update model.erasures set readmitted = true where database = %s and subject = %s and generation = %s"
        connection.execute(readmit, [event.database, told.subject, told.generation - 1])
        return
    connection.execute(_ERASE, [event.database, told.subject, told.generation, event.at])
    connection.execute(_DESTROY_ONE, [event.at, event.database, told.subject, told.generation])
    # What requests were digested by goes as well: else values could be tried out against the log.
    connection.execute(_DESTROY_DIGESTS, [event.database])


def apply_deletion(connection: Connection[Any], event: Event, database: str) -> None:
    """Destroy every key of a database that ends: nobody can be erased in it any more."""
    connection.execute(_DESTROY_ALL, [event.at, database])
    connection.execute(_DESTROY_DIGESTS, [database])
