"""What makes a request the same as another, digested."""

from collections.abc import Callable
from functools import partial

from spice.application.ground.schemas import Ontologies
from spice.entrypoints.http.request import Request
from spice.ports.subject_keys import SubjectKeys


class Fingerprints:
    """Digests requests. They are kept, in the log and in jobs: where what is digested may be personal, under a key, so
    that nobody who reads them can try values out. Who `makes_keys` has one made; without one nothing is digested."""

    def __init__(self, keys: SubjectKeys, ontologies: Ontologies, *, makes_keys: bool) -> None:
        self._keys, self._ontologies, self._makes_keys = keys, ontologies, makes_keys

    def of(self, request: Request) -> tuple[str, Callable[[], str]]:
        """Digest a request, and tell how it may have been digested before: what is personal changes meanwhile."""
        plain = request.digest
        if request.access is None:
            return plain(), plain
        keyed = partial(self._keys.digest, request.database.uuid, request.content, make=self._makes_keys)
        if self._ontologies.current(request.database).ontology.has_personal:
            return keyed(), plain
        return plain(), keyed
