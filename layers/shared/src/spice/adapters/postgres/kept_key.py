"""A key beside the accepted commands: made by the migration that made its table, read once a process."""

from threading import Lock

from spice.adapters.postgres.connection import Postgres
from spice.ports.errors import Permanent


class PostgresKey:
    """The key of a name, which no rebuild forgets."""

    def __init__(self, postgres: Postgres, name: str) -> None:
        self._postgres, self._name, self._lock = postgres, name, Lock()
        self._key: bytes | None = None

    def __call__(self) -> bytes:
        """Give the key."""
        with self._lock:
            if self._key is None:
                self._key = self._read()
            return self._key

    def _read(self) -> bytes:
        with self._postgres.connection() as connection:
            row = connection.execute("select secret from intake.keys where name = %s", [self._name]).fetchone()
        if row is None:
            raise Permanent("postgres", f"intake.keys has no key of {self._name}")
        return bytes(row[0])
