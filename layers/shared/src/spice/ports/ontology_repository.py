"""Ontologies as content-addressed commits. Primitives only: merge and diff are pure and ours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from spice.domain.ontology.branches import Branch

ClassDocument = dict[str, object]
"""A class as API.md writes it, with its stable ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A version of an ontology: `classes` maps a stable id to the class's document."""

    id: str
    parents: Sequence[str]
    message: str
    author: str
    at: datetime
    command_id: UUID
    classes: Mapping[str, ClassDocument]
    waived: Sequence[Mapping[str, Any]] = ()
    """What may break, and why: `path`, `reason`."""
    migrations: Sequence[Mapping[str, Any]] = ()
    """What becomes of stored values: the operations as they were asked for, and in `meant` the ids they speak of."""
    twins: Mapping[str, str] = field(default_factory=dict)
    """What a merge joined: ids, and those that took their places."""


class OntologyRepository(Protocol):
    """Commits and refs of one database at a time."""

    def head(self, database: UUID, branch: str = "main") -> str | None:
        """Read a ref: the head commit's id; None when nothing was committed."""
        ...

    def commit(self, database: UUID, commit: Commit, *, branch: str = "main", expected_head: str | None) -> None:
        """Store a commit and move the branch from `expected_head`. Safe to repeat (same command id). Raises
        DomainError version_conflict."""
        ...

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        ...

    def log(
        self, database: UUID, branch: str = "main", *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first (commits without their classes)."""
        ...

    def headers(self, database: UUID, commits: Sequence[str]) -> Sequence[Commit]:
        """Read commits without their classes, in the order asked for; those that are not there are left out."""
        ...

    def graph(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        ...

    def branches(self, database: UUID) -> Sequence[Branch]:
        """List the branches by name; `main` among them, whether or not anything was committed."""
        ...

    def keep_branch(self, database: UUID, branch: Branch) -> None:
        """Make a branch at its head, change its settings, or delete it. Safe to repeat, however late: an older version
        changes nothing, and commits alone move a head."""
        ...

    def at(self, database: UUID, moment: datetime, branch: str = "main") -> str | None:
        """Name the commit that was the head at a moment; of a branch, before it began, that of where it came from."""
        ...

    def last_with(
        self, database: UUID, class_name: str, branch: str = "main", *, other_than: Collection[str] = ()
    ) -> str | None:
        """Name the newest commit that has a class of this name (in its normal form), and not one of these ids; None
        when none ever had."""
        ...
