"""Epochs of keys in PostgreSQL; their keys are elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from spice.adapters.key_ring import KeyRing
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.epoch_rows import begin, newest, take
from spice.adapters.postgres.patient_connection import PatientConnection
from spice.domain.epochs import KeyEpoch

# What others hold is theirs to finish: nobody waits, and nobody does it twice.
_PAGE = """
select {name}, epoch, wrapped from keys.{table}
where epoch = any(%s) and wrapped is not null limit %s for update skip locked
"""
_PUT = """
update keys.{table} k set epoch = %s, wrapped = s.wrapped
from unnest({columns}, %s::bytea[]) as s ({name}, wrapped) where {match}
"""
_SUBJECTS = {
    "table": "subjects",
    "name": "database, subject",
    "columns": "%s::uuid[], %s::text[]",
    "match": "k.database = s.database and k.subject = s.subject",
}
_DATABASES = {"table": "databases", "name": "database", "columns": "%s::uuid[]", "match": "k.database = s.database"}
# Two looks at an index for each epoch: not at all that is left.
_WRAPPING = """
select e from unnest(%s::int[]) e
where exists (select from keys.subjects where epoch = e and wrapped is not null)
   or exists (select from keys.databases where epoch = e and wrapped is not null)
"""
_HELD = """
select not exists (select from keys.epochs where epoch > %(epoch)s),
    exists (select from keys.subjects where epoch = %(epoch)s and wrapped is not null)
    or exists (select from keys.databases where epoch = %(epoch)s and wrapped is not null)
"""
_END = "update keys.epochs set wrapped = null, ended_at = coalesce(ended_at, now()) where epoch = %s"


class PostgresKeyEpochs:
    """Rows of `keys.epochs` stay; keys go, or have gone where this database is an old copy."""

    def __init__(self, postgres: Postgres, ring: KeyRing) -> None:
        self._postgres, self._ring = postgres, ring

    def all(self) -> Sequence[KeyEpoch]:
        """List the epochs that did not end, oldest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select epoch, at from keys.epochs where ended_at is null order by epoch"
            ).fetchall()
        return [KeyEpoch(number=number, began_at=at) for number, at in rows]

    def begin(self, number: int, at: datetime) -> None:
        """Begin an epoch."""
        with self._postgres.connection() as connection:
            begin(connection, self._ring, number, at)

    def rewrap(self, most: int) -> int:
        """Wrap keys of older epochs by the newest one's."""
        kept = self._ring.store.all()
        with self._postgres.transaction() as connection:
            by = newest(self._postgres, connection, self._ring)
            rows = connection.execute("select epoch from keys.epochs where wrapped is not null").fetchall()
            older = [each for each in {*kept, *(row[0] for row in rows)} if each < by]
            if not (wrapping := connection.execute(_WRAPPING, [older]).fetchall()):
                return 0
            there = [epoch for (epoch,) in wrapping if take(self._postgres, self._ring, epoch)]
            moved = self._moved(connection, _DATABASES, there, by, most)
            return moved + self._moved(connection, _SUBJECTS, there, by, most)

    def end(self, number: int) -> bool:
        """Destroy the key of an epoch."""
        with self._postgres.transaction() as connection:
            # Who is about to wrap by it is waited for, and then seen.
            row = connection.execute("select wrapped from keys.epochs where epoch = %s for update", [number]).fetchone()
            is_there = self._ring.store.get(number) is not None or (row is not None and row[0] is not None)
            is_last, holds = connection.execute(_HELD, {"epoch": number}).fetchall()[0]
            if is_last or (is_there and holds):
                return False
            self._ring.store.delete(number)
            connection.execute(_END, [number])
            return True

    def strays(self) -> Sequence[int]:
        """Number the keys that are there though their epochs ended, or are unknown here."""
        with self._postgres.connection() as connection:
            rows = connection.execute("select epoch, ended_at is null from keys.epochs").fetchall()
        known = {epoch for epoch, goes_on in rows if goes_on}
        return [number for number in self._ring.store.all() if number not in known] if known else []

    def _moved(
        self, connection: PatientConnection, of: dict[str, str], epochs: Sequence[int], by: int, most: int
    ) -> int:
        rows = connection.execute(_PAGE.format(**of).encode(), [[*epochs], most]).fetchall()
        if not rows:
            return 0
        wrapped = [self._ring.rewrap(row[-2], bytes(row[-1]), by) for row in rows]
        names = [list(column) for column in zip(*(row[:-2] for row in rows), strict=True)]
        connection.execute(_PUT.format(**of).encode(), [by, *names, wrapped])
        return len(rows)
