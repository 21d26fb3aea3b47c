"""Branches as they stand, and what differs between two points of an ontology."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec import UNSET, UnsetType

from spice.application.deciding.committing import entry_rows
from spice.application.deciding.refs import Refs
from spice.application.ground.branch_rows import BranchSettings
from spice.application.ground.class_rows import DifferenceRow
from spice.application.ground.times import moment_in
from spice.application.queries.branch_rows import (
    BranchRow,
    Differences,
    branch_row,
    differences_row,
)
from spice.application.queries.commits import changes_of
from spice.application.queries.documents import CommitRow, LastCommit, commit_row, last_commit
from spice.application.queries.pages import PAGE_BYTES
from spice.domain.identity import NIL
from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.ontology.differences import differences
from spice.domain.ontology.levels import by_level
from spice.domain.ontology.merging.distances import Distances
from spice.domain.spelling import spelled
from spice.messages.codec import encode
from spice.ports.directory import Database
from spice.ports.ontology_repository import OntologyRepository

CHANGES_OF = 100
"""Branches whose last commit is told with its changes, at most: each is read with all of its classes."""
COMMITS = 1000
"""Commits that a difference names at most, the nearest."""


class BranchQueries:
    """Answers from the repository; whatever it says of commits stays true."""

    def __init__(self, repository: OntologyRepository) -> None:
        self._repository = repository

    def all(self, database: Database) -> Sequence[Branch]:
        """List the branches."""
        return self._repository.branches(database.uuid)

    def rows(self, database: Database, branches: Sequence[Branch]) -> list[BranchRow]:
        """Tell where branches stand beside main."""
        return [*self._rows(database, branches)]

    def branch(self, database: Database, name: str) -> BranchRow:
        """Read a branch."""
        return next(self._rows(database, [Refs(self._repository).branch(database, spelled(name))]))

    def left(self, database: Database, settings: BranchSettings) -> BranchRow:
        """Tell a branch as a command left it, with where that is beside main."""
        head = settings["head"]
        left = Branch(
            id=NIL,
            name=settings["name"],
            head=head,
            protected=settings["protected"],
            required_reviews=settings["required_reviews"],
            writers=settings["writers"],
        )
        return next(self._rows(replace(database, head=head) if left.name == MAIN else database, [left]))

    def difference(self, database: Database, old: str, new: str) -> Differences:
        """Tell what leads from one branch, commit or time to another: commits, classes, properties, figures."""
        refs = Refs(self._repository)
        before, after = (self._commit(refs, database, reference) for reference in (old, new))
        return self.between(refs, database, before, after)

    def between(self, refs: Refs, database: Database, before: str | None, after: str | None) -> Differences:
        """Tell what leads from one commit to another; None: from nothing."""
        entries = differences(
            refs.documents(database.uuid, before), refs.documents(database.uuid, after), database.compatibility
        )
        return differences_row(before, after, self._commits(refs, database, before, after), by_level(entries))

    def _rows(self, database: Database, branches: Sequence[Branch]) -> Iterator[BranchRow]:
        refs = Refs(self._repository)
        distances = Distances(refs.parents(database.uuid).__getitem__, database.head)
        heads = {each.head: None for each in branches if each.head} | ({database.head: None} if database.head else {})
        last = self._last(refs, database, [*heads])
        for each in branches:
            head = database.head if each.name == MAIN else each.head
            ahead, behind = distances(head)
            yield branch_row(replace(each, head=head), ahead=ahead, behind=behind, last_commit=last.get(head or ""))

    def _last(self, refs: Refs, database: Database, heads: Sequence[str]) -> dict[str, LastCommit]:
        """Tell the commits that branches stand at; what each changed, as far as that is no page too long."""
        told: dict[str, LastCommit] = {}
        size = 0
        for commit in self._repository.headers(database.uuid, heads):
            changes: list[DifferenceRow] | UnsetType = UNSET
            if size <= PAGE_BYTES and len(told) < CHANGES_OF:
                changes = entry_rows(changes_of(refs, database, commit))
                size += len(encode(changes))
                refs.drop(database.uuid, commit.id)
            told[commit.id] = last_commit(commit, changes if size <= PAGE_BYTES or not told else UNSET)
        return told

    def _commits(self, refs: Refs, database: Database, before: str | None, after: str | None) -> list[CommitRow]:
        known = refs.line(database, before)
        new = [commit for commit in refs.line(database, after) if commit not in known]
        return [commit_row(commit) for commit in self._repository.headers(database.uuid, new[:COMMITS])]

    def _commit(self, refs: Refs, database: Database, reference: str) -> str | None:
        if not refs.has(database, spelled(reference)):
            moment = moment_in(reference, database.timezone)
            if moment is not None:
                return self._repository.at(database.uuid, moment)
        return refs.at(database, spelled(reference))
