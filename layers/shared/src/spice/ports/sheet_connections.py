"""Sheets that are looked at on a schedule, and brought in when they changed: no facts, and no part of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the last look found: the revision that was brought in, by which import, or what was wrong."""

    at: datetime | None = None
    revision: str | None = None
    import_id: UUID | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetConnection:
    """A sheet by the name that its database gives it; `wanted`: the import that is begun, as its job keeps it."""

    database: UUID
    name: str
    wanted: bytes
    every_minutes: int
    created_by: str
    created_at: datetime
    looked: Looked = Looked()
    begun_at: datetime | None = None
    """When the last look began."""


class SheetConnections(Protocol):
    """Connections by database and name. They outlive rebuilds."""

    def keep(self, connection: SheetConnection) -> None:
        """Keep one in the place of what has its name; what the last look found is kept as it is given."""
        ...

    def all(self, database: UUID) -> Sequence[SheetConnection]:
        """List those of a database by name."""
        ...

    def due(self, now: datetime, *, limit: int) -> Sequence[SheetConnection]:
        """List those that are to be looked at again: first whose last look, ended or not, began longest ago."""
        ...

    def begin(self, connection: SheetConnection, at: datetime) -> None:
        """Note that a look begins: one that dies comes after the others next time."""
        ...

    def tell(self, connection: SheetConnection, looked: Looked) -> None:
        """Keep what a look found, unless the connection is gone or another one by now."""
        ...

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one; whether it was there."""
        ...
