"""What a command left behind: the instance, the classes, the database, as they were when it was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from spice.application.ground.branch_rows import BranchSettings
from spice.application.ground.instance_rows import instance_row
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.databases import database_row
from spice.application.queries.left import InstanceResult, Left
from spice.domain.instance.model import Instance
from spice.ports.directory import Database, Directory
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository

_OF_DATABASES = ("CreateDatabase", "UpdateDatabase")
_OF_BRANCHES = ("CreateBranch", "UpdateBranch", "DeleteBranch")

Kept = Mapping[str, Any]
"""A result as it is kept: classes by stable id, and a version."""


class Results:
    """Names and completes results."""

    def __init__(
        self,
        reader: InstanceReader,
        directory: Directory,
        repository: OntologyRepository,
        ontologies: Ontologies,
        unsealer: Unsealer,
    ) -> None:
        self._reader, self._directory = reader, directory
        self._repository, self._ontologies, self._unsealer = repository, ontologies, unsealer

    def class_name(self, database: UUID | None, class_id: str, at: datetime) -> str:
        """Tell a class's name today; of one that is gone, as it was at a time."""
        if database is None:
            return class_id
        return self._ontologies.class_name(database, class_id, at, self._schema(database))

    def named(self, database: UUID | None, kept: Kept, at: datetime) -> Left:
        """Call the class of an instance as it is called today, or was at a time; other results are told as kept."""
        if not isinstance(kept.get("class"), str):
            return kept
        return msgspec.convert({**kept, "class": self.class_name(database, kept["class"], at)}, InstanceResult)

    def instance(self, database: UUID, kept: Kept, at: datetime, schema: Schema | None = None) -> InstanceResult:
        """Read the instance that a result speaks of; only the result when the command left none."""
        schema = schema or self._schema(database)
        name = self._ontologies.class_name(database, kept["class"], at, schema)
        told = msgspec.convert({**kept, "class": name}, InstanceResult)
        found = self._state(database, schema, kept)
        if found is None:
            return told
        (opened,) = self._unsealer.ring(database).opened(schema, [found])
        return replace(told, **asdict(instance_row(schema, opened)))

    def completed(self, kind: str, kept: Kept, database: UUID | None, subject: str, *, admin: bool = False) -> Kept:
        """Tell what a command of the administration left as who reads the resource would be told, once it was."""
        if kind in _OF_DATABASES:
            return self._database(kept, subject, admin=admin)
        if kind in _OF_BRANCHES and database is not None:
            return self._branch(kept, database)
        return kept

    def _database(self, kept: Kept, subject: str, *, admin: bool) -> Kept:
        access = self._directory.access(str(kept.get("name")), subject)
        if access is None or (access.role is None and not admin) or str(access.database.uuid) != str(kept.get("id")):
            return kept
        return {**kept, **asdict(database_row(access.database, access.role))}

    def _branch(self, kept: Kept, database: UUID) -> Kept:
        # What compares ontologies comes along: only who writes a branch waits for that.
        from spice.application.queries.branches import BranchQueries

        if (found := self._directory.found(database)) is None:
            return kept
        row = BranchQueries(self._repository).left(found, msgspec.convert(kept, BranchSettings))
        return {**kept, "ahead": row.ahead, "behind": row.behind, "last_commit": row.last_commit}

    def current(self, database: Database) -> Schema:
        """Read the ontology that a request's database has."""
        return self._ontologies.current(database)

    def _state(self, database: UUID, schema: Schema, kept: Kept) -> Instance | None:
        """The state the command left; None when it left none (a delete)."""
        shape, version = schema.ontology.by_id.get(kept["class"]), kept.get("version")
        if shape is None or not isinstance(version, int) or "id" not in kept:
            return None
        found = self._reader.instance(database, shape.root_id, kept["id"])
        if found is not None and found.version != version:
            found = self._reader.at_version(database, shape.root_id, kept["id"], version)
        return None if found is None or found.deleted else found

    def _schema(self, database: UUID) -> Schema:
        return self._ontologies.at_commit(database, self._repository.head(database))
