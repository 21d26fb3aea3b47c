"""Databases, grants and ontology heads: what every request asks first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.domain.datatypes.home import Home
from spice.domain.ontology.severity import Mode
from spice.domain.refusals import Audited


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database as clients see it, with its uuid and the head of its `main`."""

    uuid: UUID
    name: str
    label: object = None
    description: object = None
    region: str = "KR"
    timezone: str | None = None
    compatibility: Mode = "BACKWARD"
    audit: Audited = "changes"
    version: int = 1
    created_at: datetime | None = None
    created_by: str = ""
    deleted: bool = False
    head: str | None = None

    @property
    def home(self) -> Home:
        """How its values are read that leave out where they are."""
        return Home(zone=self.timezone, region=self.region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One statement's answer to "who asks for what": the database and the subject's role in it (None: none)."""

    database: Database
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A subject's role in a database."""

    subject: str
    role: str
    granted_at: datetime
    granted_by: str


LATEST = 20
"""How many of one name are told of."""


class Directory(Protocol):
    """Answers from the index. Raises Transient while that is made again, when it does not know what there is."""

    def rebuilding(self) -> bool:
        """Tell whether the index was given up and is being made again."""
        ...

    def access(self, name: str, subject: str) -> Access | None:
        """Find a live database by name and the subject's role: one statement."""
        ...

    def databases(self, *, subject: str | None, after: str | None = None, limit: int = 50) -> Sequence[Database]:
        """List live databases by name; of those a subject has a role in, unless `subject` is None."""
        ...

    def grants(self, database: UUID) -> Sequence[Grant]:
        """List a database's grants by subject."""
        ...

    def found(self, database: UUID) -> Database | None:
        """Read a database by its own name; None where it is gone."""
        ...

    def named(self, name: str) -> Sequence[UUID]:
        """List the databases that have a name or had it, the latest first; of many the latest alone."""
        ...

    def roles(self, subject: str) -> dict[str, str]:
        """Tell a subject's role per database name."""
        ...
