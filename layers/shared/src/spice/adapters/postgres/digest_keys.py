"""The keys that digest requests of databases in PostgreSQL, wrapped: one of each, until somebody of it is erased."""

from typing import NamedTuple
from uuid import UUID

from spice.adapters.key_ring import KeyRing
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.epoch_rows import newest, take, take_newest
from spice.domain.same_request import under_key
from spice.ports.errors import Permanent

_MAKE = """
insert into keys.databases as k (database, epoch, wrapped) values (%s, %s, %s) on conflict (database) do update
set generation = k.generation + 1, epoch = excluded.epoch, wrapped = excluded.wrapped
where k.wrapped is null or k.epoch < excluded.epoch
"""
_FIND = "select generation, epoch, wrapped from keys.databases where database = %s and wrapped is not null"


class PostgresDigestKeys:
    """Read for each digest: a process that kept one would go on with it behind an erasure."""

    def __init__(self, postgres: Postgres, ring: KeyRing) -> None:
        self._postgres, self._ring = postgres, ring

    def digest(self, database: UUID, text: bytes, *, make: bool) -> str:
        """Digest a text under the key of a database; without one "", or it is made."""
        if (found := self._kept(database)) is None:
            if not make:
                return ""
            found = self._made(database)
        return under_key(found.generation, self._ring.digest(found.epoch, found.wrapped, text))

    def _made(self, database: UUID) -> "_Row":
        """Make the key of a database, where there is none, or what wrapped it is gone."""
        take_newest(self._postgres, self._ring)
        with self._postgres.transaction() as connection:
            epoch = newest(self._postgres, connection, self._ring)
            connection.execute(_MAKE, [database, epoch, self._ring.make(epoch)])
        if (found := self._kept(database)) is None:
            raise Permanent("keys", f"database {database} has no key")
        return found

    def _kept(self, database: UUID) -> "_Row | None":
        for _ in range(2):
            with self._postgres.connection() as connection:
                row = connection.execute(_FIND, [database]).fetchone()
            if row is None:
                return None
            if take(self._postgres, self._ring, row[1]):
                return _Row(row[0], row[1], bytes(row[2]))
        return None


class _Row(NamedTuple):
    generation: int
    epoch: int
    wrapped: bytes
