"""The ontology that an earlier state is told with: today's, or the last one that had its class."""

from collections.abc import Collection, Iterable

from spice.application.ground.schemas import Ontologies, Schema
from spice.messages.event import Event
from spice.ports.directory import Database


def last_schema_with(
    class_id: str, events: Iterable[Event], ontologies: Ontologies, database: Database
) -> Schema | None:
    """Find the ontology under which an instance was of a class last, by its events; None where it never was."""
    commits = (event.ontology_commit for event in reversed([*events]) if event.class_id == class_id)
    schemas = (ontologies.at_commit(database.uuid, commit, database.home) for commit in commits if commit is not None)
    return next((schema for schema in schemas if class_id in schema.ontology.by_id), None)


def was_of(family: Collection[str], events: Iterable[Event]) -> bool:
    """Tell whether an instance was once of some classes: all that happened to an id of a hierarchy is one past."""
    return any(event.class_id in family for event in events)
