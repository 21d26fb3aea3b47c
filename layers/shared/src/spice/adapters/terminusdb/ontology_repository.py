"""Ontologies in TerminusDB: a database for each of ours, an ontology's branch is a branch, a commit a commit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from uuid import UUID

from cachetools import LRUCache

from spice.adapters.terminusdb.branches import SETTINGS
from spice.adapters.terminusdb.commits import Known, said_of
from spice.adapters.terminusdb.connection import TerminusDBConnection
from spice.adapters.terminusdb.failures import SERVICE, Moved
from spice.adapters.terminusdb.kept import Heads, KeptDatabase
from spice.adapters.terminusdb.parts import join, split
from spice.adapters.terminusdb.trees import Tree, calls, changes, named_classes
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.branches import MAIN, Branch
from spice.ports.errors import Transient
from spice.ports.ontology_repository import Commit

_DATABASES = 64


class TerminusDBOntologyRepository:
    """Primitives on commits and branches.

    One writer a database: TerminusDB makes parallel ones wait for each other, exponentially. The workers keep to that
    between processes; the lock does in one.
    """

    def __init__(self, connection: TerminusDBConnection) -> None:
        self._connection = connection
        self._kept: LRUCache[UUID, KeptDatabase] = LRUCache(_DATABASES)
        self._writing, self._keeping = Lock(), Lock()

    def head(self, database: UUID, branch: str = MAIN) -> str | None:
        """Read a ref."""
        here = self._of(database)
        return _id(here.head(here.heads(), branch))

    def commit(self, database: UUID, commit: Commit, *, branch: str = MAIN, expected_head: str | None) -> None:
        """Store a commit and move the branch; again with the same command changes nothing."""
        here = self._of(database)
        with self._writing:
            heads = self._made(here)
            if self._is_known(here, commit):
                return
            if branch not in heads and expected_head is None:
                here.database.branch(branch, f"branch/{SETTINGS}")
                heads = here.heads()
            head = here.head(heads, branch)
            if branch not in heads or _id(head) != expected_head:
                raise _moved(branch, expected_head)
            self._commit(here, commit, branch, heads[branch], head)

    def _commit(self, here: KeptDatabase, commit: Commit, branch: str, version: str, head: Known | None) -> None:
        number = 0 if head is None else head.number
        here.optimise(branch, number)
        before, after = here.tree(head), split(commit.classes)
        said = said_of(commit, number + 1, self._gone(here, commit, head, after), _id(head))
        try:
            made = here.database.write(branch, version, changes(before, after), said)
        except Moved as moved:
            # A request whose answer was lost may be what moved it.
            if self._is_known(here, commit):
                return
            raise _moved(branch, _id(head)) from moved
        here.since += 1
        here.keep(here.commits.written(made, commit), after)

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        here = self._of(database)
        known = here.commits.named(commit_id) if here.heads() else None
        return None if known is None else replace(known.commit, classes=join(here.tree(known)))

    def log(
        self, database: UUID, branch: str = MAIN, *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first."""
        here = self._of(database)
        if not (heads := here.heads()):
            return []
        start = here.head(heads, branch) if before is None else here.commits.named(before)
        walked: list[Commit] = []
        for known in here.commits.line(start):
            if len(walked) == limit:
                break
            if known.commit.id != before:
                walked.append(known.commit)
        return walked

    def headers(self, database: UUID, commits: Sequence[str]) -> Sequence[Commit]:
        """Read commits without their classes."""
        here = self._of(database)
        if not here.heads():
            return []
        found = [here.commits.named(each) for each in commits]
        return [known.commit for known in found if known is not None]

    def graph(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        here = self._of(database)
        if not here.heads():
            return {}
        return {id_: known.commit.parents for id_, known in here.commits.all().items()}

    def branches(self, database: UUID) -> Sequence[Branch]:
        """List the branches by name."""
        here = self._of(database)
        heads = here.heads()
        told = here.settings.read(heads.get(SETTINGS)).values()
        known = {MAIN: Branch(id=database, name=MAIN)} | {each.name: each for each in told if not each.deleted}
        return [replace(known[name], head=_id(here.head(heads, name))) for name in sorted(known)]

    def keep_branch(self, database: UUID, branch: Branch) -> None:
        """Make, change or delete a branch; an older version changes nothing.

        Its settings are written last: one that died before finds the rest done, and does it again.
        """
        here = self._of(database)
        with self._writing:
            heads = self._made(here)
            known = here.settings.read(heads[SETTINGS]).get(branch.id)
            if known is not None and known.version >= branch.version:
                return
            if branch.deleted:
                here.database.drop_branch(branch.name)
            elif known is None and branch.head is not None and branch.name not in heads:
                here.database.branch(branch.name, f"commit/{self._origin(here, branch.head)}")
            here.optimise(SETTINGS, branch.version)
            here.settings.write(heads[SETTINGS], branch, known=known is not None)
            here.since += 1

    def at(self, database: UUID, moment: datetime, branch: str = MAIN) -> str | None:
        """Name the commit that was the head at a moment."""
        here = self._of(database)
        line = here.commits.line(here.head(here.heads(), branch), heads=True)
        return next((known.commit.id for known in line if known.commit.at <= moment), None)

    def last_with(
        self, database: UUID, class_name: str, branch: str = MAIN, *, other_than: Collection[str] = ()
    ) -> str | None:
        """Name the newest commit that has a class of this name, and not one of these ids."""
        here = self._of(database)
        head = here.head(here.heads(), branch)
        if calls(here.tree(head), class_name, other_than):
            return _id(head)
        for known in here.commits.line(head):
            if class_name not in known.gone:
                continue
            before = self._first_parent(here, known.commit)
            if before is not None and (not other_than or calls(here.tree(before), class_name, other_than)):
                return before.commit.id
        return None

    def _of(self, database: UUID) -> KeptDatabase:
        with self._keeping:
            if (kept := self._kept.get(database)) is None:
                kept = KeptDatabase(self._connection, f"{self._connection.prefix}{database.hex}")
                self._kept[database] = kept
            return kept

    def _made(self, here: KeptDatabase) -> Heads:
        """Tell where branches stand, of a database that is made if it is not there."""
        if SETTINGS not in (heads := here.heads()):
            here.settings.make()
            heads = here.heads()
        return heads

    def _is_known(self, here: KeptDatabase, commit: Commit) -> bool:
        return here.database.find("command_id", str(commit.command_id)) is not None

    def _gone(self, here: KeptDatabase, commit: Commit, head: Known | None, after: Tree) -> Sequence[str]:
        parent = head if commit.parents and _id(head) == commit.parents[0] else self._first_parent(here, commit)
        return sorted({name for name, _ in named_classes(here.tree(parent)) - named_classes(after)})

    def _first_parent(self, here: KeptDatabase, commit: Commit) -> Known | None:
        return here.commits.named(commit.parents[0]) if commit.parents else None

    def _origin(self, here: KeptDatabase, commit_id: str) -> str:
        if (known := here.commits.named(commit_id)) is None:
            raise Transient(SERVICE, f"commit {commit_id}, where a branch begins, is not there")
        return known.version


def _id(known: Known | None) -> str | None:
    return None if known is None else known.commit.id


def _moved(branch: str, expected: str | None) -> DomainError:
    return refuse("version_conflict", f"branch {branch} is not at {expected} any more")
