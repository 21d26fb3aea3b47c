"""Commits of a branch with what each changed; those alone that changed a class, or a part of one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spice.application.deciding.refs import Refs
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.documents import CommitWithChanges, commit_with_changes
from spice.application.queries.pages import Room
from spice.domain.errors import refuse
from spice.domain.ontology.differences import differences
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.places import Place
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.ontology_repository import Commit, OntologyRepository

LOOKED_AT = 200
"""Commits that one page reads: each with all of its classes."""


class Page(NamedTuple):
    """A part of the list, and where the next begins: a page may end before it is full."""

    rows: Sequence[CommitWithChanges]
    next_cursor: str | None


class CommitLog:
    """Walks a branch by first parents, newest first."""

    def __init__(self, repository: OntologyRepository, cursors: Cursors) -> None:
        self._repository, self._cursors = repository, cursors

    def page(
        self, database: Database, branch: str, *, at: str | None, path: str | None, limit: int, cursor: str | None
    ) -> Page:
        """List commits from one on (None: the branch's head), with what each changed of its first parent's classes: all
        of it, or what is of a path."""
        question = digest("commits", database.uuid, branch, path, *([] if at is None else [at]))
        before = self._cursors.read(cursor, question, str) if cursor else None
        refs = Refs(self._repository)
        start = refs.branch(database, branch).head if at is None else at
        place = None if path is None else Place(path, refs.documents(database.uuid, start))
        most = LOOKED_AT if path is not None else min(limit, LOOKED_AT)
        found = self._log(database, branch, before or at, most + 1, itself=before is None and at is not None)
        rows, seen = self._rows(refs, database, found[:most], place, limit)
        more = len(seen) < len(found)
        if place is not None and not (place.known or more or cursor):
            said = f"branch {quoted(branch)} never had a class or property {quoted(path)}"
            raise refuse("not_found", said, value=path, hint="Class, or Class/property, by name or id")
        return Page(rows, self._cursors.write(question, seen[-1].id) if more and seen else None)

    def _log(
        self, database: Database, branch: str, before: str | None, limit: int, *, itself: bool
    ) -> Sequence[Commit]:
        """Walk on from a commit; `itself`: it is the first."""
        walked = self._repository.log(database.uuid, branch, limit=limit, before=before)
        if not itself or before is None:
            return walked
        return [*self._repository.headers(database.uuid, [before]), *walked][:limit]

    def _rows(
        self, refs: Refs, database: Database, commits: Sequence[Commit], place: Place | None, limit: int
    ) -> tuple[Sequence[CommitWithChanges], Sequence[Commit]]:
        """Write what a page holds, and tell how far it came."""
        rows: list[CommitWithChanges] = []
        room = Room()
        for number, (commit, entries) in enumerate(_changes(refs, database, commits)):
            kept = entries if place is None else [entry for entry in entries if place.has(entry)]
            if place is not None and not kept:
                continue
            row = commit_with_changes(commit, kept)
            if not room.takes(row):
                return rows, commits[:number]
            rows.append(row)
            if len(rows) == limit:
                return rows, commits[: number + 1]
        return rows, commits


def _changes(refs: Refs, database: Database, commits: Sequence[Commit]) -> Iterator[tuple[Commit, list[Entry]]]:
    # Each is the first parent of the one before it: what was read last is read once.
    for commit in commits:
        yield commit, changes_of(refs, database, commit)
        refs.drop(database.uuid, commit.id)


def changes_of(refs: Refs, database: Database, commit: Commit) -> list[Entry]:
    """Tell what a commit changed of its first parent's classes."""
    before, after = (refs.documents(database.uuid, each) for each in (next(iter(commit.parents), None), commit.id))
    return differences(before, after, database.compatibility)
