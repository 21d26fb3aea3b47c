"""Classes and commits as the contract writes them."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from spice.application.deciding.committing import entry_rows
from spice.application.ground.class_rows import ClassRow, DifferenceRow
from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.domain.ontology.differences import differences
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.severity import Mode
from spice.messages.shapes import Time, Values
from spice.ports.ontology_repository import Commit


class Waived(Struct, frozen=True):
    """A place that a commit was allowed to break, and why."""

    path: str
    reason: str


class CommitRow(Struct, frozen=True):
    """A version of the ontology, with what its author allowed."""

    commit: str
    parents: Sequence[str]
    message: str
    author: str
    at: Time
    command_id: UUID
    waived: Sequence[Waived]
    migrations: Sequence[Values]


class CommitWithChanges(CommitRow, frozen=True):
    """A version of the ontology with what it changed of its first parent's."""

    changes: Sequence[DifferenceRow]


class LastCommit(CommitRow, frozen=True):
    """The commit that a branch stands at, with what it changed of its first parent's."""

    changes: Sequence[DifferenceRow] | UnsetType = UNSET
    """Left out of a list that would grow too long: `…/commits/{commit}` has them."""


class CommitWithClasses(CommitWithChanges, frozen=True):
    """A version of the ontology with its classes, and what it changed of its first parent's."""

    classes: Sequence[ClassRow]


def documents(schema: Schema) -> list[ClassRow]:
    """List every class as it is stored, by name."""
    return sorted(cast(list[ClassRow], list(schema.documents.values())), key=lambda document: document["name"])


def commit_row(commit: Commit) -> CommitRow:
    """Write a commit without its classes."""
    return CommitRow(*_parts(commit))


def commit_with_changes(commit: Commit, entries: Sequence[Entry]) -> CommitWithChanges:
    """Write a commit with what it changed."""
    return CommitWithChanges(*_parts(commit), changes=entry_rows(entries))


def last_commit(commit: Commit, changes: Sequence[DifferenceRow] | UnsetType) -> LastCommit:
    """Write the commit that a branch stands at."""
    return LastCommit(*_parts(commit), changes=changes)


def commit_with_classes(commit: Commit, schema: Schema, before: Schema, mode: Mode) -> CommitWithClasses:
    """Write a commit with its classes, and what it changed of those before it, as a database of that mode judges it."""
    changes = entry_rows(differences(before.documents, schema.documents, mode))
    return CommitWithClasses(*_parts(commit), changes=changes, classes=documents(schema))


def asked_migrations(commit: Commit) -> list[Values]:
    """List a commit's migrations as they were asked for."""
    return [{name: word for name, word in each.items() if name != "meant"} for each in commit.migrations]


def _parts(
    commit: Commit,
) -> tuple[str, list[str], str, str, str, UUID, list[Waived], list[Values]]:
    waived = [Waived(each["path"], each["reason"]) for each in commit.waived]
    named = (commit.id, list(commit.parents), commit.message, commit.author, written(commit.at), commit.command_id)
    return (*named, waived, asked_migrations(commit))
