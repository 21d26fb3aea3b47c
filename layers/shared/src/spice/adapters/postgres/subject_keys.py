"""The keys of persons' data in PostgreSQL: wrapped, in a schema of their own."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from spice.adapters.key_ring import KeyRing
from spice.adapters.postgres.connection import Postgres
from spice.domain.erasure import SubjectReadmitted
from spice.domain.personal import KeyRecord
from spice.messages.event import Event
from spice.messages.registry import erasure_event
from spice.ports.errors import Permanent
from spice.ports.key_wrap import KeyWrap
from spice.ports.subject_keys import ErasedKey, KeyState, PendingErasures

FIRST_EPOCH = 1
_FIND = """
select s.subject, k.generation, k.epoch, k.wrapped, e.generation, e.readmitted
from unnest(%s::text[]) as s (subject)
left join keys.subjects k on k.database = %s and k.subject = s.subject
left join model.erasures e on e.database = %s and e.subject = s.subject
"""
_MINT = """
insert into keys.subjects (database, subject, generation, epoch, wrapped)
select %s, * from unnest(%s::text[], %s::int[], %s::int[], %s::bytea[])
on conflict (database, subject) do update
set generation = excluded.generation, epoch = excluded.epoch, wrapped = excluded.wrapped, at = now(), erased_at = null
where keys.subjects.generation < excluded.generation
"""
# What the log erased has no key, whatever a copy of this schema brought back.
_DESTROY = """
update keys.subjects k set wrapped = null, erased_at = now() from model.erasures e
where e.database = k.database and e.subject = k.subject and k.generation <= e.generation and k.wrapped is not null
"""
_PENDING = """
select count(*), min(at) from (
    select e.at from keys.subjects k
    join model.erasures e on e.database = k.database and e.subject = k.subject
    where k.generation <= e.generation and k.wrapped is not null
    union all
    select submitted_at from model.commands where type = 'EraseSubject' and state in ('PENDING', 'PARKED')
) as left_undone
"""
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


class PostgresSubjectKeys:
    """Keys under the key of an epoch, which `wrap` alone opens: once a process."""

    def __init__(self, postgres: Postgres, wrap: KeyWrap | None) -> None:
        self._postgres, self._ring = postgres, KeyRing(wrap)
        self._digests: dict[UUID, tuple[int, bytes]] = {}

    def find(self, database: UUID, subjects: Collection[str]) -> Mapping[str, KeyState]:
        """Read what there is of subjects."""
        rows = self._rows(database, subjects)
        return {row.subject: found for row in rows if (found := self._state(row)) is not None}

    def mint(self, database: UUID, subjects: Collection[str], *, keep: bool = True) -> Mapping[str, KeyState]:
        """Read the keys of subjects, and make those that are absent."""
        found, wanted = dict[str, KeyState](), dict[str, int]()
        for row in self._rows(database, subjects):
            if (state := self._state(row)) is not None:
                found[row.subject] = state
            else:
                wanted[row.subject] = row.record.last + 1
        if not wanted:
            return found
        made = self._made(wanted)
        if not keep:
            return found | {
                subject: self._ring.subject(FIRST_EPOCH, number, key)
                for (subject, number), key in zip(wanted.items(), made, strict=True)
            }
        with self._postgres.connection() as connection:
            epochs = [FIRST_EPOCH] * len(wanted)
            connection.execute(_MINT, [database, list(wanted), list(wanted.values()), epochs, made])
        # Others may have made some at the same time: all go by what stands.
        return {**found, **self.find(database, wanted)}

    def digest(self, database: UUID, text: bytes) -> str:
        """Digest a text under a key of the database."""
        if database not in self._digests:
            self._digests[database] = self._of_database(database)
        return self._ring.digest(*self._digests[database], text)

    def destroy(self) -> int:
        """Destroy the keys that the index says were erased."""
        with self._postgres.connection() as connection:
            return connection.execute(_DESTROY).rowcount

    def pending(self) -> PendingErasures:
        """Tell what is left to be erased."""
        with self._postgres.connection() as connection:
            row = connection.execute(_PENDING).fetchone() or (0, None)
        return PendingErasures(count=row[0], oldest_at=row[1])

    def _rows(self, database: UUID, subjects: Collection[str]) -> list["_Row"]:
        with self._postgres.connection() as connection:
            found = connection.execute(_FIND, [sorted(subjects), database, database]).fetchall()
        return [_Row(*row) for row in found]

    def _state(self, row: "_Row") -> KeyState | None:
        record = row.record
        if record.state == "alive" and row.wrapped is not None and row.epoch is not None:
            self._take(row.epoch)
            return self._ring.subject(row.epoch, record.generation, bytes(row.wrapped))
        return None if record.state == "absent" else ErasedKey(generation=record.last)

    def _made(self, subjects: Mapping[str, int]) -> list[bytes]:
        self._take(FIRST_EPOCH)
        return [self._ring.make(FIRST_EPOCH) for _ in subjects]

    def _take(self, epoch: int) -> None:
        if self._ring.knows(epoch):
            return
        with self._postgres.connection() as connection:
            read = "select wrapped from keys.epochs where epoch = %s"
            row = connection.execute(read, [epoch]).fetchone()
            if row is None and epoch == FIRST_EPOCH:
                begin = "insert into keys.epochs (epoch, wrapped) values (%s, %s) on conflict do nothing"
                connection.execute(begin, [epoch, self._ring.begin()])
                row = connection.execute(read, [epoch]).fetchone()
        if row is None:
            raise Permanent("keys", f"the key of epoch {epoch} is lost")
        self._ring.take(epoch, bytes(row[0]))

    def _of_database(self, database: UUID) -> tuple[int, bytes]:
        self._take(FIRST_EPOCH)
        read = "select epoch, wrapped from keys.databases where database = %s"
        with self._postgres.connection() as connection:
            if (row := connection.execute(read, [database]).fetchone()) is None:
                make = "insert into keys.databases values (%s, %s, %s) on conflict do nothing"
                connection.execute(make, [database, FIRST_EPOCH, self._ring.make(FIRST_EPOCH)])
                row = connection.execute(read, [database]).fetchone()
        if row is None:
            raise Permanent("keys", f"database {database} has no key")
        self._take(row[0])
        return row[0], bytes(row[1])


class _Row(NamedTuple):
    subject: str
    kept: int | None
    epoch: int | None
    wrapped: bytes | None
    erased: int | None
    readmitted: bool | None

    @property
    def record(self) -> KeyRecord:
        """What its columns say of the key."""
        return KeyRecord(
            generation=self.kept or 0,
            has_key=self.wrapped is not None,
            erased=self.erased or 0,
            readmitted=bool(self.readmitted),
        )


def apply_erasure(connection: Connection[Any], event: Event, body: Mapping[str, object]) -> None:
    """Write what an event says of a subject, and destroy the key at once: in the transaction that indexes it."""
    told = erasure_event(event)
    if isinstance(told, SubjectReadmitted):
        readmit = "update model.erasures set readmitted = true where database = %s and subject = %s and generation = %s"
        connection.execute(readmit, [event.database, told.subject, told.generation - 1])
        return
    connection.execute(_ERASE, [event.database, told.subject, told.generation, event.at])
    connection.execute(_DESTROY_ONE, [event.at, event.database, told.subject, told.generation])
