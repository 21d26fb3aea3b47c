"""Instances whose class may be gone: what happened to them is told with the ontology of their time."""

from dataclasses import replace

from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.past_schemas import last_schema_with
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.queries.instances import Traced
from spice.domain.instance.model import Instance
from spice.domain.spelling import spelled
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository


class Past:
    """Finds an instance by a path that led to it once."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, reader: InstanceReader) -> None:
        self._repository, self._ontologies, self._reader = repository, ontologies, reader

    def find(self, database: Database, class_name: str, identity: str) -> Traced:
        """Find the instance of a path, with the class as it is, or as it was when the instance could be seen last.

        Raises DomainError not_found for a class that never was, for the former name of one that lives, and for an
        instance that never was.
        """
        current = self._ontologies.current(database)
        target = self._named(database, current, class_name, identity)
        head = self._reader.head(database.uuid, target.shape.root_id, identity)
        if head is not None and target.schema is current and head.class_id not in current.ontology.by_id:
            target = self._with(target, head.class_id)
        return Traced(target=target, head=target.own(head))

    def seen(self, traced: Traced, found: Instance) -> InstanceRef:
        """Name the instance with an ontology that has the class of an earlier state: that may be another than today's,
        and gone."""
        target = traced.target
        return target if found.class_id in target.schema.ontology.by_id else self._with(target, found.class_id)

    def _named(self, database: Database, current: Schema, class_name: str, identity: str) -> InstanceRef:
        if spelled(class_name) not in current.ontology.by_name:
            commit = self._repository.last_with(database.uuid, spelled(class_name))
            if commit is not None:
                schema = self._ontologies.at_commit(database.uuid, commit, database.home)
                shape = schema.in_path(class_name)
                if shape.id not in current.ontology.by_id:
                    return InstanceRef(database=database, schema=schema, shape=shape, id=identity)
        # A name that leads nowhere is refused in its own words.
        shape = current.in_path(class_name)
        return InstanceRef(database=database, schema=current, shape=shape, id=identity)

    def _with(self, target: InstanceRef, class_id: str) -> InstanceRef:
        reader, database = self._reader, target.database
        events = reader.events(database.uuid, target.shape.root_id, target.id)
        schema = last_schema_with(class_id, events, self._ontologies, database)
        shape = None if schema is None else schema.ontology.by_id.get(target.shape.id)
        return target if schema is None else replace(target, schema=schema, shape=shape or target.shape)
