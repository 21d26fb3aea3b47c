"""A connection that waits for a server for so long, and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import psycopg
from psycopg import Connection
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

Value = TypeVar("Value")
GRACE_SECONDS = 1.0
"""A server that lives cancels the statement itself, and its word takes a moment to arrive."""
_POLL_SECONDS = 0.1


class PatientConnection(Connection[Any]):
    """A connection whose waits end: a server that is frozen, or behind a cut cable, would hold us for ever."""

    _patience = GRACE_SECONDS
    given_up = False

    @classmethod
    def opened(cls, conninfo: str, proof: dict[str, Any], *, connect_seconds: int, statement_seconds: float) -> Self:
        """Connect in autocommit; statements are cancelled by the server, or given up a second later."""
        # With the session, not after it: a setting that is made by a statement costs a round trip, and ties what stands
        # in front of a server to one client.
        known = conninfo_to_dict(conninfo).get("options") or ""
        options = f"{known} -c statement_timeout={statement_seconds * 1000:.0f}".strip()
        made = cls.connect(conninfo, autocommit=True, connect_timeout=connect_seconds, options=options, **proof)
        made._patience = statement_seconds + GRACE_SECONDS
        return made

    @contextmanager
    def answering_within(self, seconds: float) -> Iterator[None]:
        """Be less patient for a while."""
        kept, self._patience = self._patience, seconds
        try:
            yield
        finally:
            self._patience = kept

    def wait(self, gen: PQGen[Value], interval: float = _POLL_SECONDS, timeout: float | None = None) -> Value:
        """Wait for an exchange; one that nobody limited may take our patience."""
        try:
            return super().wait(gen, interval, self._patience if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            if timeout is None:
                # What the server makes of the statement is unknown: nothing else may be read from here.
                self.given_up = True
                self.pgconn.finish()
            raise
