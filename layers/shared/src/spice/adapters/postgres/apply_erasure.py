"""What events of a segment say of subjects -> erasures, and keys that are gone; and what was erased, to decide from."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.domain.erasure import SubjectReadmitted
from spice.messages.event import Event
from spice.messages.registry import erasure_event
from spice.ports.write_model import Erasure

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


def read_erasures(
    connection: Connection[Any], subjects: Sequence[tuple[UUID, str]]
) -> Mapping[tuple[UUID, str], Erasure]:
    """Read who of some subjects was erased."""
    if not subjects:
        return {}
    rows = connection.execute(
        "select database, subject, generation, readmitted from model.erasures"
        " join unnest(%s::uuid[], %s::text[]) as s(database, subject) using (database, subject)",
        ([database for database, _ in subjects], [subject for _, subject in subjects]),
    )
    return {(database, subject): Erasure(generation, readmitted) for database, subject, generation, readmitted in rows}
