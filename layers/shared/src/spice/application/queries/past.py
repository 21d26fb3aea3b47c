"""Instances whose class is gone: what happened to them is told with the ontology of their time."""

from spice.application.ground.schemas import Ontologies, Schema
from spice.application.queries.instances import Target
from spice.domain.spelling import spelled
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository


class Past:
    """Finds an instance by a path that led to it once."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, reader: InstanceReader) -> None:
        self._repository, self._ontologies, self._reader = repository, ontologies, reader

    def target(self, database: Database, class_name: str, identity: str) -> Target:
        """Name the instance of a path, with the class as it is, or as it was when the instance could be seen last.

        Raises DomainError not_found for a class that never was, and for the former name of one that lives.
        """
        current = self._ontologies.current(database)
        if spelled(class_name) not in current.ontology.by_name:
            return self._of_gone_class(database, current, class_name, identity)
        shape = current.in_path(class_name)
        target = Target(database=database.uuid, schema=current, shape=shape, id=identity)
        head = self._reader.head(database.uuid, shape.root_id, identity)
        if head is None or head.class_id in current.ontology.by_id:
            return target
        return self._of_gone_subclass(database, target)

    def _of_gone_class(self, database: Database, current: Schema, class_name: str, identity: str) -> Target:
        commit = self._repository.last_with(database.uuid, spelled(class_name))
        if commit is not None:
            schema = self._ontologies.at_commit(database.uuid, commit, database.home)
            shape = schema.in_path(class_name)
            if shape.id not in current.ontology.by_id:
                return Target(database=database.uuid, schema=schema, shape=shape, id=identity)
        # Its own words for a name that leads nowhere.
        shape = current.in_path(class_name)
        return Target(database=database.uuid, schema=current, shape=shape, id=identity)

    def _of_gone_subclass(self, database: Database, target: Target) -> Target:
        *_, last = self._reader.events(target.database, target.shape.root_id, target.id)
        if last.ontology_commit is None:
            return target
        schema = self._ontologies.at_commit(database.uuid, last.ontology_commit, database.home)
        shape = schema.ontology.by_id.get(target.shape.id)
        return target if shape is None else Target(database=target.database, schema=schema, shape=shape, id=target.id)
