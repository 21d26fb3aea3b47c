"""Databases, their grants and figures, and who is asking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict

from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.pages import fitting
from spice.domain.administration import CreateDatabase, UpdateDatabase
from spice.domain.database_settings import DEFAULTS, SETTINGS, ZONE
from spice.domain.ontology.severity import Mode
from spice.domain.refusals import Audited
from spice.messages.shapes import Count, Label, Time
from spice.ports.directory import Access, Database, Directory, Grant
from spice.ports.operations import Operations

Role = Literal["viewer", "editor", "modeler", "owner"]
Compatibility = Mode


class DatabaseRow(Struct, frozen=True):
    """A database and the asker's role in it."""

    id: UUID
    name: str
    label: Label | None
    description: Label | None
    region: str
    timezone: str
    compatibility: Compatibility
    audit: Audited
    version: Count
    created_at: Time | None
    created_by: str
    head: str | None
    role: Role | None


class GrantRow(Struct, frozen=True):
    """A subject's role."""

    subject: str
    role: Role
    granted_at: Time
    granted_by: str


class ActorCount(Struct, frozen=True):
    """What an actor did in an hour."""

    actor: str
    count: Count
    hour: datetime | UnsetType = UNSET


class MetricsRow(Struct, frozen=True):
    """Instances by class, writes and reads by hour and actor."""

    classes: Mapping[str, Count]
    writes: Sequence[ActorCount]
    reads: Sequence[ActorCount]


def database_row(database: Database, role: str | None) -> DatabaseRow:
    """Write a database and the asker's role in it."""
    return DatabaseRow(
        id=database.uuid,
        name=database.name,
        label=cast(Label | None, database.label),
        description=cast(Label | None, database.description),
        region=database.region,
        timezone=database.timezone or ZONE,
        compatibility=database.compatibility,
        audit=database.audit,
        version=database.version,
        created_at=None if database.created_at is None else written(database.created_at),
        created_by=database.created_by,
        head=database.head,
        role=cast(Role | None, role),
    )


def rehearsed_row(
    command: object, kept: Mapping[str, Any], access: Access | None, *, at: datetime
) -> Mapping[str, Any]:
    """Tell what a write of a database would leave, as it is told once it did; what it leaves of a grant is kept so."""
    if isinstance(command, CreateDatabase):
        created = Database(uuid=command.uuid, name=command.name, created_at=at)
        return {**asdict(database_row(created, "owner")), **kept}
    if isinstance(command, UpdateDatabase) and access is not None:
        return {**asdict(database_row(access.database, access.role)), **dict.fromkeys(SETTINGS), **DEFAULTS, **kept}
    return kept


def list_databases(
    directory: Directory, cursors: Cursors, *, subject: str, everything: bool, limit: int, cursor: str | None
) -> tuple[Sequence[DatabaseRow], str | None]:
    """List by name the databases a subject has a role in, or (an administrator) all."""
    question = digest("databases", subject, everything)
    after = cursors.read(cursor, question, str) if cursor else None
    found = directory.databases(subject=None if everything else subject, after=after, limit=limit + 1)
    roles = directory.roles(subject)
    rows = fitting([database_row(each, roles.get(each.name)) for each in found[:limit]])
    return rows, cursors.write(question, rows[-1].name) if len(rows) < len(found) else None


def grant_row(grant: Grant) -> GrantRow:
    """Write a grant."""
    return GrantRow(
        subject=grant.subject,
        role=cast(Role, grant.role),
        granted_at=written(grant.granted_at),
        granted_by=grant.granted_by,
    )


def metrics(operations: Operations, database: Database, schema: Schema) -> MetricsRow:
    """Count instances by class (of those there are), writes and reads by hour and actor."""
    counted: dict[str, Any] = dict(operations.metrics(database.uuid))
    living = {each: count for each, count in counted["classes"].items() if each in schema.ontology.by_id}
    return MetricsRow(
        classes={schema.class_name(each): count for each, count in living.items()},
        writes=[ActorCount(**each) for each in counted["writes"]],
        reads=[ActorCount(**each) for each in counted["reads"]],
    )
