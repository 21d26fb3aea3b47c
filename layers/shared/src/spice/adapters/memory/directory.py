"""Databases and grants in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.directory import LATEST, Access, Database, Grant
from spice.ports.ontology_repository import OntologyRepository


class MemoryDirectory:
    """The Directory twin; the head of a database whose row names none comes from the ontology repository."""

    def __init__(self, state: MemoryState, ontology: OntologyRepository) -> None:
        self._state, self._ontology = state, ontology

    def rebuilding(self) -> bool:
        """Tell whether the index was given up and is being made again."""
        return bool(self._state.rebuilding)

    def access(self, name: str, subject: str) -> Access | None:
        """Find a live database by name and the subject's role."""
        self._state.check_settled()
        for database in self._state.databases.values():
            if database.name == name and not database.deleted:
                grant = self._state.grants.get(database.uuid, {}).get(subject)
                return Access(database=self._with_head(database), role=grant.role if grant else None)
        return None

    def databases(self, *, subject: str | None, after: str | None = None, limit: int = 50) -> Sequence[Database]:
        """List live databases by name."""
        self._state.check_settled()
        live = sorted((each for each in self._state.databases.values() if not each.deleted), key=lambda each: each.name)
        seen = [each for each in live if subject is None or subject in self._state.grants.get(each.uuid, {})]
        return [self._with_head(each) for each in seen if after is None or each.name > after][:limit]

    def grants(self, database: UUID) -> Sequence[Grant]:
        """List a database's grants by subject."""
        self._state.check_settled()
        return sorted(self._state.grants.get(database, {}).values(), key=lambda grant: grant.subject)

    def found(self, database: UUID) -> Database | None:
        """Read a database by its own name."""
        self._state.check_settled()
        found = self._state.databases.get(database)
        return None if found is None or found.deleted else self._with_head(found)

    def named(self, name: str) -> Sequence[UUID]:
        """List the databases that have a name or had it, the latest first."""
        found = [each for each in self._state.databases.values() if each.name == name]
        return [each.uuid for each in sorted(found, key=_made, reverse=True)][:LATEST]

    def roles(self, subject: str) -> dict[str, str]:
        """Tell a subject's role per database name."""
        mine = self.databases(subject=subject, limit=len(self._state.databases))
        return {each.name: self._state.grants[each.uuid][subject].role for each in mine}

    def _with_head(self, database: Database) -> Database:
        head = self._state.mains.get(database.uuid) or self._ontology.head(database.uuid)
        return replace(database, head=head)


def _made(database: Database) -> datetime:
    return database.created_at or datetime.min.replace(tzinfo=UTC)
