"""The keys of persons' data in PostgreSQL: wrapped, in a schema of their own."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from spice.adapters.key_ring import KeyRing, keyless
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.epoch_rows import newest, take, take_newest
from spice.domain.personal import KeyRecord
from spice.ports.errors import Permanent
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
_MAKE = """
insert into keys.databases values (%s, %s, %s) on conflict (database) do update
set epoch = excluded.epoch, wrapped = excluded.wrapped where keys.databases.epoch < excluded.epoch
"""


class PostgresSubjectKeys:
    """Keys under the key of an epoch, which is elsewhere."""

    def __init__(self, postgres: Postgres, ring: KeyRing) -> None:
        self._postgres, self._ring = postgres, ring
        self._digests: dict[UUID, tuple[int, bytes]] = {}

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

    def digest(self, database: UUID, text: bytes) -> str:
        """Digest a text under a key of the database."""
        known = self._digests.get(database)
        if known is None or not self._ring.knows(known[0]):
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

    def _of_database(self, database: UUID) -> tuple[int, bytes]:
        """Read the key of a database; made where there is none, or where what wrapped it is gone."""
        if (found := self._kept(database)) is not None:
            return found
        take_newest(self._postgres, self._ring)
        with self._postgres.transaction() as connection:
            epoch = newest(self._postgres, connection, self._ring)
            connection.execute(_MAKE, [database, epoch, self._ring.make(epoch)])
        if (found := self._kept(database)) is None:
            raise Permanent("keys", f"database {database} has no key")
        return found

    def _kept(self, database: UUID) -> tuple[int, bytes] | None:
        for _ in range(2):
            with self._postgres.connection() as connection:
                row = connection.execute(
                    "select epoch, wrapped from keys.databases where database = %s", [database]
                ).fetchone()
            if row is None:
                return None
            if take(self._postgres, self._ring, row[0]):
                return row[0], bytes(row[1])
        return None


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
