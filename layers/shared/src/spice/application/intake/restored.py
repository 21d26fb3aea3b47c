"""The earlier state that a restore brings back."""

from collections.abc import Sequence
from datetime import datetime

from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.past_schemas import last_schema_with, was_of
from spice.application.ground.schemas import Ontologies
from spice.domain.errors import DomainError, refuse
from spice.domain.instance.model import Instance
from spice.domain.wording import quoted
from spice.messages.event import Event
from spice.ports.instance_reader import Head, InstanceReader


class Restored:
    """Finds what an instance was, where its class still is."""

    def __init__(self, reader: InstanceReader, ontologies: Ontologies) -> None:
        self._reader, self._ontologies = reader, ontologies

    def find(self, place: InstanceRef, head: Head | None, version: int | None, at: datetime | None) -> Instance:
        """Read a version, or the one that was current at a time. Raises DomainError not_found where it has no data,
        unknown_class where its class is gone."""
        database, root = place.database.uuid, place.shape.root_id
        if at is not None:
            past = [event.version for event in self._events(place) if event.at <= at]
            version = past[-1] if past else None
        found = None if version is None else self._reader.at_version(database, root, place.id, version)
        when = "at that time" if at is not None else f"at version {version}"
        if found is None or found.deleted or head is None or not self._leads_to(place, head):
            raise refuse("not_found", f"{place.shape.name} {quoted(place.id)} has no data {when}")
        if found.class_id not in place.schema.ontology.by_id:
            raise self._of_no_class(place, found, when)
        return found

    def _leads_to(self, place: InstanceRef, head: Head) -> bool:
        """Tell whether the path leads to the instance, or once did: its class may be another now, or gone."""
        if head.class_id in place.shape.family:
            return True
        if was_of(place.shape.family, self._events(place)):
            return True
        if head.class_id in place.schema.ontology.by_id:
            return False
        schema = last_schema_with(head.class_id, self._events(place), self._ontologies, place.database)
        shape = None if schema is None else schema.ontology.by_id.get(place.shape.id)
        return shape is not None and head.class_id in shape.family

    def _of_no_class(self, place: InstanceRef, found: Instance, when: str) -> DomainError:
        schema = last_schema_with(found.class_id, self._events(place), self._ontologies, place.database)
        name = found.class_id if schema is None else schema.class_name(found.class_id)
        return refuse("unknown_class", f"{quoted(place.id)} was of the class {name} {when}, which is gone", value=name)

    def _events(self, place: InstanceRef) -> Sequence[Event]:
        return self._reader.events(place.database.uuid, place.shape.root_id, place.id)
