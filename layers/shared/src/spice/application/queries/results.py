"""What a command left behind: the instance, as it was when the command was done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from spice.application.ground.instance_rows import instance_row
from spice.application.ground.schemas import Ontologies, Schema
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository


class Results:
    """Names and completes results, which hold stable ids and a version."""

    def __init__(self, reader: InstanceReader, repository: OntologyRepository, ontologies: Ontologies) -> None:
        self._reader = reader
        self._repository = repository
        self._ontologies = ontologies

    def class_name(self, database: UUID | None, class_id: str) -> str:
        """Tell a class's name today."""
        return class_id if database is None else self._schema(database).class_name(class_id)

    def resource(self, database: UUID, result: Mapping[str, Any]) -> dict[str, object]:
        """Read the instance a result (with the class's stable id) speaks of; empty when the command left none."""
        schema = self._schema(database)
        shape, version = schema.ontology.by_id.get(str(result.get("class"))), result.get("version")
        if shape is None or not isinstance(version, int) or "id" not in result:
            return {}
        found = self._reader.at_version(database, shape.root_id, str(result["id"]), version)
        return {} if found is None or found.deleted else instance_row(schema, found)

    def _schema(self, database: UUID) -> Schema:
        return self._ontologies.at_commit(database, self._repository.head(database))
