"""Explorations that people save, for themselves or for all of a database: no facts, and no part of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved exploration: what is asked, by whom it was saved, who sees it; the version counts how often."""

    id: UUID
    owner: str
    name: str
    shared: bool
    search: Mapping[str, object]
    created_at: datetime
    updated_at: datetime
    version: int = 1


class Views(Protocol):
    """Saved explorations of databases. They outlive rebuilds, and go with their database."""

    def of(self, database: UUID) -> Sequence[View]:
        """Read all of a database, by name."""
        ...

    def find(self, database: UUID, view: UUID) -> View | None:
        """Read one."""
        ...

    def keep(self, database: UUID, view: View, *, expected_version: int) -> View:
        """Keep a view in the place of the version that is expected (0: none); its version is counted here. Raises
        DomainError version_conflict."""
        ...

    def drop(self, database: UUID, view: UUID, *, expected_version: int) -> None:
        """Forget the version that is expected. Raises DomainError version_conflict."""
        ...
