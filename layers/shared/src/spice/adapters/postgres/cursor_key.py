"""The key of cursors: made by the migration that made its table, read once a process."""

from threading import Lock

from spice.adapters.postgres.connection import Postgres
from spice.ports.errors import Permanent


class PostgresCursorKey:
    """The key beside the accepted commands, which no rebuild forgets."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres, self._lock = postgres, Lock()
        self._key: bytes | None = None

    def __call__(self) -> bytes:
        """Give the key."""
        with self._lock:
            if self._key is None:
                self._key = self._read()
            return self._key

    def _read(self) -> bytes:
        with self._postgres.connection() as connection:
            row = connection.execute("select secret from intake.keys where name = 'cursors'").fetchone()
        if row is None:
            raise Permanent("postgres", "intake.keys has no key of cursors")
        return bytes(row[0])
