"""One connection a thread, opened when needed, replaced when the server went away, given up when it says nothing."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, Cursor, errors
from psycopg.conninfo import conninfo_to_dict

from spice.adapters.breaker import Breaker
from spice.adapters.postgres.patient_connection import PatientConnection
from spice.ports.credentials import Credentials
from spice.ports.errors import DiskFull, Momentary, Permanent, PortError, Transient

SERVICE = "postgres"
NO_SPACE = "No space left on device"
Proof = dict[str, Any]
"""Parts of a connection string, the password among them."""
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 30.0
PROBE_SECONDS = 2.0
_REFUSED = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.NotSupportedError)


class Postgres:
    """A database to run statements on; a function handles one event at a time, so one connection is enough.

    The server cancels a statement after `statement_seconds`: it is alive, and that one was slow. One that says nothing
    for a second more is frozen or cut off: the connection is given up, and the breaker opens.
    """

    def __init__(
        self,
        conninfo: str,
        breaker: Breaker | None = None,
        *,
        statement_seconds: float = STATEMENT_SECONDS,
        credentials: Credentials | None = None,
        cursors: type[Cursor[Any]] = Cursor,
    ) -> None:
        self.conninfo = conninfo
        self._credentials, self._cursors = credentials, cursors
        self._breaker = breaker or Breaker(SERVICE)
        self._statement_seconds = statement_seconds
        self._local = threading.local()

    def apart(self) -> "Postgres":
        """Make another of this: a session of its own."""
        return Postgres(
            self.conninfo,
            self._breaker,
            statement_seconds=self._statement_seconds,
            credentials=self._credentials,
            cursors=self._cursors,
        )

    def open(self) -> Connection[Any]:
        """Open a connection of the caller's own, in autocommit. Raises what the driver raises."""
        return psycopg.connect(self.conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS, **self._proof())

    @contextmanager
    def connection(self) -> Iterator[PatientConnection]:
        """Lend the thread's connection in autocommit; translates every driver error."""
        with self._breaker.guarded():
            connection = self._live()
            try:
                yield connection
            except psycopg.Error as failed:
                raise self._translated(connection, failed) from failed

    @contextmanager
    def transaction(self) -> Iterator[PatientConnection]:
        """Lend the connection within a transaction that commits at the end."""
        with self.connection() as connection, connection.transaction():
            yield connection

    def ping(self) -> None:
        """Return when the server answers. Raises Transient."""
        with self.connection() as connection, connection.answering_within(PROBE_SECONDS):
            connection.execute("select 1")

    def close(self) -> None:
        """Close this thread's connection."""
        connection: PatientConnection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _live(self) -> PatientConnection:
        connection: PatientConnection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed or _hung_up(connection):
            self.close()
            try:
                connection = self._patient()
            except psycopg.Error as failed:
                # A server on a full disk may start, and yet begin no session.
                kind = DiskFull if NO_SPACE in str(failed) else Transient
                raise kind(self._breaker.service, _said(failed)) from failed
            self._local.connection = connection
        return connection

    def _patient(self) -> PatientConnection:
        return PatientConnection.opened(
            self.conninfo,
            {**self._proof(), "cursor_factory": self._cursors},
            connect_seconds=CONNECT_SECONDS,
            statement_seconds=self._statement_seconds,
        )

    def _proof(self) -> Proof:
        if self._credentials is None:
            return {}
        known = {name: str(value) for name, value in conninfo_to_dict(self.conninfo).items()}
        return {**self._credentials(known.get("host", ""), known.get("port", ""), known.get("user", "")), **known}

    def _translated(self, connection: PatientConnection, failed: psycopg.Error) -> PortError:
        if connection.given_up:
            return Transient(self._breaker.service, "no answer in time")
        return translated(failed, self._breaker.service)


def _hung_up(connection: Connection[Any]) -> bool:
    """Tell whether the server closed an idle connection: its socket is readable, and reading it fails."""
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    try:
        # Its last words come before the end: both are read.
        while poller.poll(0):
            connection.pgconn.consume_input()
    except psycopg.OperationalError:
        return True
    return False


def translated(failed: psycopg.Error, service: str = SERVICE) -> PortError:
    """Class an error of a connection that stood: refused data is Permanent; a lock, a slow statement, a lost connection
    Momentary, for whether the server is away is shown by connecting anew."""
    if isinstance(failed, _REFUSED) and not isinstance(failed, errors.UndefinedTable):
        return Permanent(service, _said(failed))
    if isinstance(failed, errors.DiskFull) or NO_SPACE in str(failed):
        return DiskFull(service, _said(failed))
    return Momentary(service, _said(failed))


def _said(failed: psycopg.Error) -> str:
    return str(failed).strip() or type(failed).__name__
