"""One connection a thread, opened when needed, replaced when the server went away."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, errors
from psycopg.conninfo import conninfo_to_dict

from spice.ports.credentials import Credentials
from spice.ports.errors import Permanent, PortError, Transient

SERVICE = "postgres"
_REFUSED = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.NotSupportedError)


class Postgres:
    """A database to run statements on; a function handles one event at a time, so one connection is enough."""

    def __init__(self, conninfo: str, *, credentials: Credentials | None = None) -> None:
        self.conninfo = conninfo
        self._credentials = credentials
        self._local = threading.local()

    def open(self) -> Connection[Any]:
        """Open a connection of the caller's own, in autocommit. Raises what the driver raises."""
        try:
            return self._connect()
        except psycopg.OperationalError:
            # The password may have been rotated since it was read: the driver tells no refusal from an absent server.
            if self._credentials is None or not self._credentials.renew():
                raise
            return self._connect()

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """Lend the thread's connection in autocommit; translates every driver error."""
        try:
            yield self._live()
        except psycopg.Error as failed:
            raise translated(failed) from failed

    @contextmanager
    def transaction(self) -> Iterator[Connection[Any]]:
        """Lend the connection within a transaction that commits at the end."""
        with self.connection() as connection, connection.transaction():
            yield connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection: Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _live(self) -> Connection[Any]:
        connection: Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed or _hung_up(connection):
            self.close()
            connection = self._local.connection = self.open()
        return connection

    def _connect(self) -> Connection[Any]:
        more: dict[str, str] = {}
        if self._credentials is not None:
            known = {name: str(value) for name, value in conninfo_to_dict(self.conninfo).items()}
            more = {**self._credentials(known.get("host", ""), known.get("port", ""), known.get("user", "")), **known}
        return psycopg.connect(self.conninfo, autocommit=True, connect_timeout=5, **more)  # type: ignore[arg-type]


def _hung_up(connection: Connection[Any]) -> bool:
    """Tell whether the server closed an idle connection: its socket is readable, and reading it fails."""
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    if not poller.poll(0):
        return False
    try:
        connection.pgconn.consume_input()
    except psycopg.OperationalError:
        return True
    return False


def translated(failed: psycopg.Error) -> PortError:
    """Class a driver's error: refused data is Permanent, everything about the server or timing Transient."""
    if isinstance(failed, _REFUSED) and not isinstance(failed, errors.UndefinedTable):
        return Permanent(SERVICE, str(failed).strip() or type(failed).__name__)
    return Transient(SERVICE, str(failed).strip() or type(failed).__name__)
