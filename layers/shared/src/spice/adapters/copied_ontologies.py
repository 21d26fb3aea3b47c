"""Ontologies that are kept in a repository of their own, with a copy in the index."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from spice.domain.ontology.branches import MAIN, Branch
from spice.ports.ontology_repository import Commit, OntologyRepository


class CopiedOntologies:
    """Writes to the repository, then to the copy, each safe to repeat; reads from the copy.

    The copy stands in the index, which moves with the log in one transaction: nobody decides by a repository that is
    away, was restored or was lost, and no request waits for it. What does not fit into it is not put into the copy
    either, so that whoever writes waits until it has been made again from the log.
    """

    def __init__(self, kept: OntologyRepository, copy: OntologyRepository) -> None:
        self._kept, self._copy = kept, copy

    def commit(self, database: UUID, commit: Commit, *, branch: str = MAIN, expected_head: str | None) -> None:
        """Store a commit in both."""
        self._kept.commit(database, commit, branch=branch, expected_head=expected_head)
        self._copy.commit(database, commit, branch=branch, expected_head=expected_head)

    def keep_branch(self, database: UUID, branch: Branch) -> None:
        """Make, change or delete a branch in both."""
        self._kept.keep_branch(database, branch)
        self._copy.keep_branch(database, branch)

    def head(self, database: UUID, branch: str = MAIN) -> str | None:
        """Read a ref."""
        return self._copy.head(database, branch)

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        return self._copy.read(database, commit_id)

    def log(
        self, database: UUID, branch: str = MAIN, *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first."""
        return self._copy.log(database, branch, limit=limit, before=before)

    def headers(self, database: UUID, commits: Sequence[str]) -> Sequence[Commit]:
        """Read commits without their classes."""
        return self._copy.headers(database, commits)

    def graph(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        return self._copy.graph(database)

    def branches(self, database: UUID) -> Sequence[Branch]:
        """List the branches by name."""
        return self._copy.branches(database)

    def at(self, database: UUID, moment: datetime, branch: str = MAIN) -> str | None:
        """Name the commit that was the head at a moment."""
        return self._copy.at(database, moment, branch)

    def last_with(
        self, database: UUID, class_name: str, branch: str = MAIN, *, other_than: Collection[str] = ()
    ) -> str | None:
        """Name the newest commit that has a class of this name, and not one of these ids."""
        return self._copy.last_with(database, class_name, branch, other_than=other_than)
