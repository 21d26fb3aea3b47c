"""Ontology commits in memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from spice.domain.errors import refuse
from spice.domain.ontology.branches import MAIN, Branch
from spice.ports.ontology_repository import Commit

NOTHING: Mapping[tuple[UUID, str], str] = MappingProxyType({})


class MemoryOntologyRepository:
    """The OntologyRepository twin: commits and branches by id, heads by name."""

    def __init__(self) -> None:
        self._commits: dict[tuple[UUID, str], Commit] = {}
        self._heads: dict[tuple[UUID, str], str] = {}
        self._branches: dict[tuple[UUID, UUID], Branch] = {}
        self._former: dict[tuple[UUID, str], str] = {}
        """Where branches stood before commits that do not follow that."""

    def head(self, database: UUID, branch: str = MAIN) -> str | None:
        """Read a ref."""
        return self._heads.get((database, branch))

    def commit(self, database: UUID, commit: Commit, *, branch: str = MAIN, expected_head: str | None) -> None:
        """Store a commit and move the branch; again with the same command changes nothing."""
        if any(uuid == database and each.command_id == commit.command_id for (uuid, _), each in self._commits.items()):
            return
        if self.head(database, branch) != expected_head:
            raise refuse("version_conflict", f"{branch} is not at {expected_head} any more")
        if expected_head is not None and expected_head not in commit.parents[:1]:
            self._former[database, commit.id] = expected_head
        self._commits[database, commit.id] = commit
        self._heads[database, branch] = commit.id

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        return self._commits.get((database, commit_id))

    def log(
        self, database: UUID, branch: str = MAIN, *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first."""
        start = before or self.head(database, branch)
        walked = [replace(each, classes={}) for each in self._walk(database, start) if each.id != before]
        return walked[:limit]

    def headers(self, database: UUID, commits: Sequence[str]) -> Sequence[Commit]:
        """Read commits without their classes."""
        found = [self._commits.get((database, each)) for each in commits]
        return [replace(each, classes={}) for each in found if each is not None]

    def graph(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        return {each.id: each.parents for (uuid, _), each in self._commits.items() if uuid == database}

    def branches(self, database: UUID) -> Sequence[Branch]:
        """List the branches by name."""
        known = {MAIN: Branch(id=database, name=MAIN)}
        known |= {
            each.name: each for (uuid, _), each in self._branches.items() if uuid == database and not each.deleted
        }
        return [replace(known[name], head=self.head(database, name)) for name in sorted(known)]

    def keep_branch(self, database: UUID, branch: Branch) -> None:
        """Make, change or delete a branch; an older version changes nothing."""
        known = self._branches.get((database, branch.id))
        if known is not None and known.version >= branch.version:
            return
        self._branches[database, branch.id] = branch
        if branch.deleted:
            self._heads.pop((database, branch.name), None)
        elif known is None and branch.head is not None:
            self._heads.setdefault((database, branch.name), branch.head)

    def at(self, database: UUID, moment: datetime, branch: str = MAIN) -> str | None:
        """Name the commit that was the head at a moment."""
        walked = self._walk(database, self.head(database, branch), self._former)
        return next((each.id for each in walked if each.at <= moment), None)

    def last_with(
        self, database: UUID, class_name: str, branch: str = MAIN, *, other_than: Collection[str] = ()
    ) -> str | None:
        """Name the newest commit that has a class of this name, and not one of these ids."""
        for each in self._walk(database, self.head(database, branch)):
            if any(held["name"] == class_name and id_ not in other_than for id_, held in each.classes.items()):
                return each.id
        return None

    def become(self, other: "MemoryOntologyRepository") -> None:
        """Have what another one has."""
        self._commits, self._heads, self._branches = other._commits, other._heads, other._branches
        self._former = other._former

    def forget(self) -> None:
        """Lose every commit and branch, as emptying the index does; the log has them."""
        self._commits.clear()
        self._heads.clear()
        self._branches.clear()
        self._former.clear()

    def _walk(
        self, database: UUID, start: str | None, former: Mapping[tuple[UUID, str], str] = NOTHING
    ) -> Iterator[Commit]:
        """Walk from a commit to the first, by first parents, or by where a branch stood before."""
        while start is not None and (found := self._commits.get((database, start))) is not None:
            yield found
            start = former.get((database, start), next(iter(found.parents), None))
