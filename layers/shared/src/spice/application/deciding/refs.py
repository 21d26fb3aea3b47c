"""Branches and commits, as earlier commands of a batch left them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.ontology.branches import MAIN, Branch, no_branch
from spice.domain.ontology.documents import Document
from spice.domain.ontology.merging.ancestors import ancestors
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository

Documents = Mapping[str, Document]
HEADERS = 1000
"""Commits that are read at once."""


class Refs:
    """What the repository holds, and what this batch adds to it.

    The repository may be ahead of the snapshot that a batch is decided from: then another segment has the place of
    the batch's, and all is decided again.
    """

    def __init__(self, repository: OntologyRepository) -> None:
        self._repository = repository
        self._branches: dict[UUID, dict[str, Branch]] = {}
        self._documents: dict[tuple[UUID, str], Documents] = {}
        self._parents: dict[UUID, dict[str, Sequence[str]]] = {}
        self._twins: dict[UUID, dict[str, Mapping[str, str]]] = {}
        """Of commits that were read or made."""

    def branch(self, database: Database, name: str, path: str = "") -> Branch:
        """Find a branch; of main, the database tells where it stands."""
        known = self._of(database)
        if name not in known:
            raise no_branch(name, known, path)
        return replace(known[name], head=database.head) if name == MAIN else known[name]

    def has(self, database: Database, name: str) -> bool:
        """Tell whether there is a branch of this name."""
        return name in self._of(database)

    def count(self, database: Database) -> int:
        """Tell how many branches there are."""
        return len(self._of(database))

    def meant(self, database: Database, name: str, id_: UUID) -> Branch | None:
        """Find the branch that a name stood for once; None where it was deleted, even if another one has its name."""
        found = self.branch(database, name) if self.has(database, name) else None
        return found if found is not None and found.id == id_ else None

    def at(self, database: Database, reference: str, path: str = "") -> str | None:
        """Find the commit that a branch stands at, or that is named itself."""
        if self.has(database, reference):
            return self.branch(database, reference).head
        if reference not in self.parents(database.uuid):
            hint = did_you_mean(reference, self._of(database))
            said = f"there is no branch or commit {quoted(reference)}"
            raise refuse("not_found", said, path=path, value=reference, hint=hint)
        return reference

    def documents(self, database: UUID, commit: str | None) -> Documents:
        """Read the classes of a commit."""
        if commit is None:
            return {}
        if (database, commit) not in self._documents:
            found = self._repository.read(database, commit)
            if found is None:
                raise Transient("ontology", f"commit {commit} is not in the repository")
            self._documents[database, commit] = found.classes
        return self._documents[database, commit]

    def drop(self, database: UUID, commit: str) -> None:
        """Forget the classes of a commit: whoever walks far does not need them again."""
        self._documents.pop((database, commit), None)

    def parents(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        if database not in self._parents:
            self._parents[database] = dict(self._repository.graph(database))
        return self._parents[database]

    def twins(self, database: UUID, commits: Sequence[str]) -> Sequence[Mapping[str, str]]:
        """Tell what commits joined: ids, and those that took their places."""
        known = self._twins.setdefault(database, {})
        unread = [each for each in commits if each not in known]
        for at in range(0, len(unread), HEADERS):
            known |= {each.id: each.twins for each in self._repository.headers(database, unread[at : at + HEADERS])}
        return [found for each in commits if (found := known.get(each))]

    def line(self, database: Database, head: str | None) -> Mapping[str, None]:
        """List a commit and all that it comes from, nearest first; nothing where there is none."""
        return {} if head is None else ancestors(self.parents(database.uuid).__getitem__, [head])

    def keep(self, database: Database, branch: Branch) -> None:
        """Remember a branch as it is now."""
        self._of(database)[branch.name] = branch
        if branch.deleted:
            del self._of(database)[branch.name]

    def committed(
        self,
        database: Database,
        branch: Branch,
        commit: str,
        parents: Sequence[str],
        classes: Documents,
        twins: Mapping[str, str],
    ) -> None:
        """Remember a commit and that a branch stands there."""
        self._documents[database.uuid, commit] = classes
        self._twins.setdefault(database.uuid, {})[commit] = twins
        if database.uuid in self._parents:
            self._parents[database.uuid][commit] = parents
        self.keep(database, replace(branch, head=commit))

    def _of(self, database: Database) -> dict[str, Branch]:
        if database.uuid not in self._branches:
            found = self._repository.branches(database.uuid)
            self._branches[database.uuid] = {each.name: each for each in found}
        return self._branches[database.uuid]
