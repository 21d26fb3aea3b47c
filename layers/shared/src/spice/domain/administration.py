"""Databases, grants and ontology changes as commands and events, and the release of what was parked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

ROLES = ("viewer", "editor", "modeler", "owner")
"""Weakest first; each may do what those before it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDatabase:
    """Make a database; its creator becomes owner. Key: identity.REGISTRY."""

    uuid: UUID
    name: str
    settings: Mapping[str, object]
    """label, description, region, timezone, compatibility, audit: those given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateDatabase:
    """Change settings (merge patch). Key: identity.REGISTRY."""

    uuid: UUID
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteDatabase:
    """Tombstone a database. Key: identity.REGISTRY."""

    uuid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGrant:
    """Give a subject a role. Key: the database's uuid."""

    subject: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveGrant:
    """Take a subject's role. Key: the database's uuid."""

    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOntology:
    """Apply operations in one commit, as `POST …/ontology/changes` writes them. Key: the database's uuid."""

    changes: Sequence[Mapping[str, object]]
    message: str = ""
    migrations: Sequence[Mapping[str, object]] = ()
    waive: Sequence[Mapping[str, object]] = ()
    branch: str = "main"
    body: str = ""
    """Where a request for one class has its body in this, such as `/changes/0/class`: problems are told by its paths,
    and who asked is answered with the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Run (or discard) what was parked on a key, in order. Key: the parked key."""

    letter: UUID
    discard: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseCreated:
    """A database began."""

    uuid: UUID
    name: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUpdated:
    """Settings changed: what was asked for, and all that holds since."""

    uuid: UUID
    patch: Mapping[str, object]
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseDeleted:
    """A database ended; its events stay."""

    uuid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSet:
    """A subject got a role."""

    subject: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRemoved:
    """A subject lost its role."""

    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OntologyCommitted:
    """A branch moved: the commit, its parent, and the class documents that changed (None: removed) by stable id."""

    commit: str
    parent: str | None
    message: str
    classes: Mapping[str, Mapping[str, object] | None] = field(default_factory=dict)
    branch: str = "main"
    parents: Sequence[str] | None = None
    """Where they are not the parent alone: of a merge, the target's head first."""
    expected: str | None = None
    """What was the head, where that is not the parent: of a rebase."""


AdministrationEvent = DatabaseCreated | DatabaseUpdated | DatabaseDeleted | GrantSet | GrantRemoved | OntologyCommitted
