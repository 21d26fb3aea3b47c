"""What makes a request the same as another, digested."""

from collections.abc import Callable
from functools import partial

from spice.application.ground.schemas import Ontologies
from spice.entrypoints.http.request import Request
from spice.ports.subject_keys import SubjectKeys


class Fingerprints:
    """Digests requests. They are kept in the log: where what is digested may be personal, under a key, so that nobody
    who reads the log can try values out."""

    def __init__(self, keys: SubjectKeys, ontologies: Ontologies) -> None:
        self._keys, self._ontologies = keys, ontologies

    def of(self, request: Request) -> tuple[str, Callable[[], str]]:
        """Digest a request, and tell how it may have been digested before: what is personal changes meanwhile."""
        plain = request.digest
        if request.access is None:
            return plain(), plain
        keyed = partial(self._keys.digest, request.database.uuid, request.content)
        if self._ontologies.current(request.database).ontology.has_personal:
            return keyed(), plain
        return plain(), keyed
