"""Ontology commits in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from spice.domain.errors import refuse
from spice.ports.ontology_repository import Commit


class MemoryOntologyRepository:
    """The OntologyRepository twin: commits by id, and for each branch every head it ever had."""

    def __init__(self) -> None:
        self._commits: dict[tuple[UUID, str], Commit] = {}
        self._heads: dict[tuple[UUID, str], list[str]] = {}

    def head(self, database: UUID, branch: str = "main") -> str | None:
        """Read a ref."""
        heads = self._heads.get((database, branch))
        return heads[-1] if heads else None

    def commit(self, database: UUID, commit: Commit, *, branch: str = "main", expected_head: str | None) -> None:
        """Store a commit and move the branch; again with the same command changes nothing."""
        heads = self._heads.setdefault((database, branch), [])
        if any(self._commits[database, known].command_id == commit.command_id for known in heads):
            return
        if self.head(database, branch) != expected_head:
            raise refuse("version_conflict", f"{branch} is not at {expected_head} any more")
        self._commits[database, commit.id] = commit
        heads.append(commit.id)

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        return self._commits.get((database, commit_id))

    def log(
        self, database: UUID, branch: str = "main", *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first."""
        ids = self._heads.get((database, branch), [])
        ids = ids[: ids.index(before)] if before in ids else ids if before is None else []
        return [replace(self._commits[database, each], classes={}) for each in reversed(ids[-limit:])]

    def at(self, database: UUID, moment: datetime, branch: str = "main") -> str | None:
        """Name the commit that was the head at a moment."""
        ids = self._heads.get((database, branch), [])
        return next((each for each in reversed(ids) if self._commits[database, each].at <= moment), None)

    def last_with(self, database: UUID, class_name: str, branch: str = "main") -> str | None:
        """Name the newest commit that has a class of this name."""
        for each in reversed(self._heads.get((database, branch), [])):
            if any(document["name"] == class_name for document in self._commits[database, each].classes.values()):
                return each
        return None

    def become(self, other: "MemoryOntologyRepository") -> None:
        """Have what another one has."""
        self._commits, self._heads = other._commits, other._heads

    def forget(self) -> None:
        """Lose every commit, as emptying the index does; the log has them."""
        self._commits.clear()
        self._heads.clear()
