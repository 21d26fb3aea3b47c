"""The schema of the database, as a deployment sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUser:
    """Who a function signs in as: how many connections it may hold, and how long a statement of it may take (None: the
    server's own limits); which tables it may read, and write (`model.*`: all of that schema), which functions call.

    What it `adds` to it can neither read nor change. Of what it `keeps` it deletes no row; of what it `changes` only
    those columns: `schema.table(column, column)`."""

    name: str
    connections: int | None = None
    statement_seconds: float | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


class Schema(Protocol):
    """Changes of the schema: forward only, each once and in order."""

    def migrate(self) -> Sequence[str]:
        """Apply what is missing and answer its names; several callers at once are safe, and so is old code that runs
        meanwhile. Raises Transient, Permanent."""
        ...

    def admit(self, user: DatabaseUser) -> None:
        """Let a user in, signed in by a token, with exactly these rights, whatever it had; safe to repeat.

        Raises Transient, Permanent.
        """
        ...
