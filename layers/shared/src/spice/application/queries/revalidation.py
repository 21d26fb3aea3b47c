"""Whether the version that a client holds is what would be answered: it stays where its class is shown otherwise."""

from datetime import datetime
from threading import Lock
from uuid import UUID

from cachetools import LRUCache

from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.schemas import Ontologies, Schema
from spice.ports.instance_reader import Head
from spice.ports.ontology_repository import OntologyRepository

LOOKED_BACK = 8
"""Commits before today's: what was last written before them is sent again."""
_KEPT_HERE = 256


class Revalidation:
    """Compares how classes are shown with how they were when their instances were written."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies) -> None:
        self._repository, self._ontologies = repository, ontologies
        self._since: LRUCache[tuple[UUID, str | None, str, str], datetime | None] = LRUCache(_KEPT_HERE)
        self._lock = Lock()

    def holds(self, target: InstanceRef, head: Head) -> bool:
        """Tell whether all who have this version from this path have what it shows; no where that is not known."""
        if _is_of_persons(target.schema, head.class_id):
            return False  # whoever is erased is shown no more, and no version tells that
        key = (target.database.uuid, target.schema.commit, target.shape.id, head.class_id)
        with self._lock:
            known, since = key in self._since, self._since.get(key)
        if not known:
            since = self._shown_since(target, head.class_id)
            with self._lock:
                self._since[key] = since
        return since is not None and since <= head.updated_at

    def _shown_since(self, target: InstanceRef, class_id: str) -> datetime | None:
        """Tell since when a class is shown as it is; None where that is not known, or another had the path's name."""
        database, commit, shape = target.database, target.schema.commit, target.shape
        if commit is None or self._repository.last_with(database.uuid, shape.name, other_than=[shape.id]) is not None:
            return None
        since, today = None, _shown(target.schema, class_id)
        for each in (
            *self._repository.headers(database.uuid, [commit]),
            *self._repository.log(database.uuid, limit=LOOKED_BACK, before=commit),
        ):
            if _shown(self._ontologies.at_commit(database.uuid, each.id, database.home), class_id) != today:
                break
            since = each.at
        return since


def _is_of_persons(schema: Schema, class_id: str) -> bool:
    shape = schema.ontology.by_id.get(class_id)
    return shape is not None and bool(shape.personal)


def _shown(schema: Schema, class_id: str) -> object:
    shape = schema.ontology.by_id.get(class_id)
    return None if shape is None else (shape.name, shape.parts)
