"""Compiled ontologies, by commit: content-addressed, so a cached one is never stale."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository

Ontologies = Callable[[UUID, str | None], Ontology]
"""Gives the compiled ontology of a database at a commit."""

KEPT = 64


class OntologyCache:
    """Reads and compiles a commit once; keeps the last few."""

    def __init__(self, repository: OntologyRepository) -> None:
        self._repository = repository
        self._kept: OrderedDict[str, Ontology] = OrderedDict()
        self._lock = Lock()

    def __call__(self, database: UUID, commit: str | None) -> Ontology:
        """Give a commit's compiled ontology; the empty one for None. Raises Transient when it is not there (yet)."""
        if commit is None:
            return Ontology.compile(None, ())
        with self._lock:
            if (kept := self._kept.get(commit)) is not None:
                self._kept.move_to_end(commit)
                return kept
        found = self._repository.read(database, commit)
        if found is None:
            raise Transient("ontology", f"commit {commit} is not in the repository")
        ontology = Ontology.compile(commit, found.classes.values())
        with self._lock:
            self._kept[commit] = ontology
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return ontology
