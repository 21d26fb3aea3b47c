"""What a command left behind: the instance, the classes, the database, as they were when it was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, NotRequired, Required, TypedDict
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import asdict, replace

from spice.application.ground.branch_rows import BranchSettings
from spice.application.ground.class_rows import ClassRow, DifferenceRow
from spice.application.ground.instance_rows import instance_row
from spice.application.ground.pull_rows import PullSettings
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.databases import Compatibility, DatabaseRow, Role, database_row
from spice.domain.instance.model import Instance
from spice.domain.refusals import Audited
from spice.messages.shapes import Count, Label, Time, Values, Version, one_of
from spice.ports.directory import Database, Directory
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository


class InstanceResult(Struct, frozen=True):
    """What became of an instance; without `data` when the command left none. `changed`: whether there is an event."""

    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    changed: bool | UnsetType = UNSET
    data: Values | UnsetType = UNSET
    created_at: Time | UnsetType = UNSET
    updated_at: Time | UnsetType = UNSET
    updated_by: str | UnsetType = UNSET
    erased: Sequence[str] | UnsetType = UNSET
    lost: Sequence[str] | UnsetType = UNSET


class ChangedClass(ClassRow, total=False):
    """A class as a command left it, with the commit that it made."""

    commit: Required[str | None]
    changed: Required[bool]
    changes: Required[Sequence[DifferenceRow]]
    migration: str


class ChangedClasses(TypedDict):
    """The classes that a command changed, with the commit that it made."""

    classes: Sequence[ClassRow]
    commit: str | None
    changed: bool
    changes: Sequence[DifferenceRow]
    migration: NotRequired[str]


class CommitResult(TypedDict, total=False):
    """The commit at which a rollback, a merge or a rebase left its branch; `changes` where it made one, `migration`
    where that migrates instances."""

    commit: Required[str | None]
    changed: Required[bool]
    changes: Sequence[DifferenceRow]
    migration: str


class BranchResult(BranchSettings):
    """A branch as a command left it."""

    changed: bool


class PullResult(PullSettings, total=False):
    """A pull request as a command left it; `changes` and `migration`: of a merge."""

    changed: Required[bool]
    changes: Sequence[DifferenceRow]
    migration: str


class DatabaseResult(TypedDict, total=False):
    """A database as a command left it."""

    uuid: Required[UUID]
    name: Required[str]
    label: Label
    description: Label
    region: str
    timezone: str
    compatibility: Compatibility
    audit: Audited
    version: Required[Count]
    created_by: Required[str]
    deleted: Required[bool]
    changed: Required[bool]


class ErasureResult(TypedDict):
    """A subject whose keys up to a generation are gone, or who is written under that generation's from now on."""

    subject: str
    generation: Count
    changed: bool


class GrantResult(TypedDict):
    """A subject's role as a command left it; null: none."""

    subject: str
    role: Role | None
    changed: bool


class ReleaseResult(TypedDict):
    """How many parked commands were run, or given up."""

    released: Count


LEFT = (
    *(InstanceResult, ChangedClass, ChangedClasses, CommitResult, BranchResult, PullResult),
    *(DatabaseResult, DatabaseRow, ErasureResult, GrantResult, ReleaseResult),
)
Left = Annotated[Any, one_of(*LEFT)]
"""What any command may have left."""

ClassLeft = Annotated[Any, one_of(ChangedClass, ChangedClasses)]
"""What a change of one class leaves: the class; when nothing changes, that there are none."""

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

    def database(self, kept: Kept, subject: str) -> DatabaseRow | None:
        """Read the database that a result speaks of, as a subject sees it; None when there is none for them."""
        access = self._directory.access(str(kept.get("name")), subject)
        return None if access is None else database_row(access.database, access.role)

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
