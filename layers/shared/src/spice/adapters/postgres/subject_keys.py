"""The keys of persons' data in PostgreSQL: wrapped, in a schema of their own."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from spice.adapters.key_ring import KeyRing, keyless
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.digest_keys import PostgresDigestKeys
from spice.adapters.postgres.epoch_rows import newest, take, take_newest
from spice.domain.personal import KeyRecord
from spice.ports.subject_keys import AbsentKey, KeyState, LostKey, MintedKey, PendingErasures

_FIND = """
select s.subject, k.generation, k.epoch, k.wrapped, e.generation, e.readmitted
from unnest(%s::text[]) as s (subject)
left join keys.subjects k on k.database = %s and k.subject = s.subject
left join model.erasures e on e.database = %s and e.subject = s.subject
"""
_ERASED = "select subject, generation from model.erasures where database = %s order by subject limit %s"
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
# Nothing is left of who was in a database that was deleted.
_DESTROY_ALL = """
update keys.subjects k set wrapped = null, erased_at = now() from model.databases d
where d.deleted and k.database = d.uuid and k.wrapped is not null
"""
_DESTROY_DIGESTS = """
update keys.databases k set wrapped = null where wrapped is not null and (
    exists (select from model.databases d where d.uuid = k.database and d.deleted)
    or exists (
        select from model.erasures e join keys.subjects s on s.database = e.database and s.subject = e.subject
        where e.database = k.database and s.generation <= e.generation and s.wrapped is not null
    )
)
"""


class PostgresSubjectKeys:
    """Keys under the key of an epoch, which is elsewhere."""

    def __init__(self, postgres: Postgres, ring: KeyRing) -> None:
        self._postgres, self._ring = postgres, ring
        self._digests = PostgresDigestKeys(postgres, ring)

    def find(self, database: UUID, subjects: Collection[str]) -> Mapping[str, KeyState]:
        """Read what there is of subjects."""
        states = self._states(database, subjects)
        return {subject: state for subject, (_, state) in states.items() if state}

    def erased(self, database: UUID, *, limit: int) -> Mapping[str, int]:
        """List up to which generation the log erased whom."""
        with self._postgres.connection() as connection:
            return dict(connection.execute(_ERASED, [database, limit]).fetchall())

    def mint(self, database: UUID, subjects: Collection[str], *, keep: bool = True) -> Mapping[str, MintedKey]:
        """Read the keys of subjects, and make those that are absent or lost."""
        # What would be made anew is looked for once more: it may have been put back.
        states = self._states(database, subjects, afresh=True)
        found = _minted({subject: state for subject, (_, state) in states.items() if state})
        wanted = {subject: record for subject, (record, _) in states.items() if subject not in found}
        if not wanted:
            return found
        take_newest(self._postgres, self._ring)
        # What has the epoch's row holds it: its key is not destroyed before these are there.
        with self._postgres.transaction() as connection:
            epoch = newest(self._postgres, connection, self._ring)
            made = [self._ring.make(epoch) for _ in wanted]
            numbers = [record.last + 1 for record in wanted.values()]
            if keep:
                connection.execute(_MINT, [database, list(wanted), numbers, [epoch] * len(wanted), made])
        if not keep:
            return found | {
                subject: self._ring.subject(epoch, number, wanted[subject].erased, key)
                for subject, number, key in zip(wanted, numbers, made, strict=True)
            }
        # Others may have made some at the same time: all go by what stands.
        return {**found, **_minted(self.find(database, wanted))}

    def erasures(self, database: UUID) -> int:
        """Count what was erased of a database."""
        counted = "select coalesce(sum(generation), 0)::bigint from model.erasures where database = %s"
        with self._postgres.connection() as connection:
            ((count,),) = connection.execute(counted, [database]).fetchall()
        return int(count)

    def digest(self, database: UUID, text: bytes, *, make: bool = True) -> str:
        """Digest a text under a key of the database."""
        return self._digests.digest(database, text, make=make)

    def destroy(self) -> int:
        """Destroy the keys that the index says were erased."""
        with self._postgres.connection() as connection:
            connection.execute(_DESTROY_DIGESTS)
            return sum(connection.execute(each).rowcount for each in (_DESTROY, _DESTROY_ALL))

    def pending(self) -> PendingErasures:
        """Tell what is left to be erased."""
        with self._postgres.connection() as connection:
            row = connection.execute(_PENDING).fetchone() or (0, None)
        return PendingErasures(count=row[0], oldest_at=row[1])

    def _states(
        self, database: UUID, subjects: Collection[str], *, afresh: bool = False
    ) -> dict[str, tuple[KeyRecord, KeyState | None]]:
        rows = self._rows(database, subjects)
        if gone := self._gone(rows, afresh=afresh):
            # The last key of an epoch may have been wrapped by another's since they were read.
            rows = self._rows(database, subjects)
            gone = self._gone(rows)
        return {row.subject: (row.record, self._state(row, gone)) for row in rows}

    def _rows(self, database: UUID, subjects: Collection[str]) -> list["_Row"]:
        with self._postgres.connection() as connection:
            rows = connection.execute(_FIND, [sorted(subjects), database, database]).fetchall()
        return [_Row(*row) for row in rows]

    def _gone(self, rows: Collection["_Row"], *, afresh: bool = False) -> set[int]:
        """Have the keys of the rows' epochs; answers those that are gone, or were a short while ago."""
        wanted = {row.epoch for row in rows if row.wrapped is not None and row.epoch is not None}
        return {epoch for epoch in wanted if not self._has(epoch, afresh=afresh)}

    def _has(self, epoch: int, *, afresh: bool) -> bool:
        if not afresh and self._ring.is_gone(epoch):
            return False
        return take(self._postgres, self._ring, epoch)

    def _state(self, row: "_Row", gone: Collection[int]) -> KeyState | None:
        record = row.record
        if record.state == "alive" and row.wrapped is not None and row.epoch is not None:
            if row.epoch in gone:
                return LostKey(generation=record.generation, erased=record.erased)
            return self._ring.subject(row.epoch, record.generation, record.erased, bytes(row.wrapped))
        return keyless(record)


def _minted(states: Mapping[str, KeyState]) -> dict[str, MintedKey]:
    return {subject: state for subject, state in states.items() if not isinstance(state, LostKey | AbsentKey)}


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
