"""Sealed keys with which a database's sheets are read: no facts, and no part of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCredential:
    """A key by the name that its database gives it; `account`: whom sheets are to be shared with."""

    database: UUID
    name: str
    kind: str
    account: str
    sealed: str
    created_by: str
    created_at: datetime


class SheetCredentials(Protocol):
    """Credentials by database and name. They outlive rebuilds."""

    def keep(self, credential: SheetCredential) -> None:
        """Keep one in the place of what has its name."""
        ...

    def find(self, database: UUID, name: str) -> SheetCredential | None:
        """Read one."""
        ...

    def all(self, database: UUID) -> Sequence[SheetCredential]:
        """List those of a database by name."""
        ...

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one; whether it was there."""
        ...
