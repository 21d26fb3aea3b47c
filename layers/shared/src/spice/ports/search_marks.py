"""What the search index held when it was last written: noted apart from it, so that what it lost is noticed."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID


class SearchMarks(Protocol):
    """A marker of the search index per database; "" where something must be there, and nobody noted what."""

    def all(self) -> Mapping[UUID, str]:
        """Read the marks of every database that is not deleted."""
        ...

    def find(self, database: UUID) -> str | None:
        """Read one database's mark; None when nothing was ever written for it."""
        ...

    def keep(self, database: UUID, mark: str) -> None:
        """Note what the index holds of a database, unless it is known to hold more, or to be another by now."""
        ...

    def replace(self, database: UUID, mark: str) -> None:
        """Note what an index that was just made of a database holds, in place of the one before."""
        ...
