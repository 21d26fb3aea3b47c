"""Compiled ontologies, by commit: content-addressed, so a cached one is never stale."""

from collections import OrderedDict
from threading import Lock
from typing import Protocol
from uuid import UUID

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository


class Ontologies(Protocol):
    """Gives the compiled ontology of a database at a commit."""

    def __call__(self, database: UUID, commit: str | None, home: Home = NOWHERE) -> Ontology:
        """`home`: where values are at home that are read as clients write them; stored ones need none."""
        ...


KEPT = 64


class OntologyCache:
    """Reads and compiles a commit once; keeps the last few."""

    def __init__(self, repository: OntologyRepository) -> None:
        self._repository = repository
        self._kept: OrderedDict[tuple[str, Home], Ontology] = OrderedDict()
        self._lock = Lock()

    def __call__(self, database: UUID, commit: str | None, home: Home = NOWHERE) -> Ontology:
        """Give a commit's compiled ontology; the empty one for None. Raises Transient when it is not there (yet)."""
        if commit is None:
            return Ontology.compile(None, ())
        with self._lock:
            if (kept := self._kept.get((commit, home))) is not None:
                self._kept.move_to_end((commit, home))
                return kept
        found = self._repository.read(database, commit)
        if found is None:
            raise Transient("ontology", f"commit {commit} is not in the repository")
        ontology = Ontology.compile(commit, found.classes.values(), home)
        with self._lock:
            self._kept[commit, home] = ontology
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return ontology
