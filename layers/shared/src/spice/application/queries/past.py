"""Instances whose class may be gone: what happened to them is told with the ontology of their time."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.past_schemas import last_schema_with, was_of
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.queries.instances import Traced
from spice.domain.instance.model import Instance
from spice.domain.spelling import spelled
from spice.messages.event import Event
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository

FORMER = 8
"""Classes that had a name one after the other, of which it is known that they are gone."""


class Past:
    """Finds an instance by a path that led to it once."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, reader: InstanceReader) -> None:
        self._repository, self._ontologies, self._reader = repository, ontologies, reader

    def find(self, database: Database, class_name: str, identity: str, *, by: datetime | None = None) -> Traced:
        """Find the instance of a path, with the class as it is, or as it was when the instance could be seen last.

        A living class of the name comes first; where it never had the instance, or not `by` a time, those that had its
        name before do. Raises DomainError not_found for a class that never was, for the former name of one that lives,
        and for an instance that never was.
        """
        current = self._ontologies.current(database)
        late: Traced | None = None
        for named in self._named(database, current, class_name, identity):
            if (traced := self._traced(current, named)) is None:
                continue
            if by is None or self._began(traced.target, by):
                return traced
            late = late or traced
        if late is None:
            # A name that leads nowhere is refused in its own words.
            first = next(self._named(database, current, class_name, identity), None)
            raise (first or self._living(database, current, class_name, identity)).missing()
        return late

    def seen(self, traced: Traced, found: Instance) -> InstanceRef:
        """Name the instance with an ontology that has the class of an earlier state: that may be another than today's,
        and gone."""
        target = traced.target
        return target if found.class_id in target.schema.ontology.by_id else self._with(target, found.class_id)

    def _named(self, database: Database, current: Schema, class_name: str, identity: str) -> Iterator[InstanceRef]:
        """Name the instance with the class that has this name, and with those that had it and are gone."""
        name, known = spelled(class_name), list[str]()
        if name in current.ontology.by_name:
            living = self._living(database, current, class_name, identity)
            known.append(living.shape.id)
            yield living
        while len(known) < FORMER:
            commit = self._repository.last_with(database.uuid, name, other_than=known)
            if commit is None:
                return
            schema = self._ontologies.at_commit(database.uuid, commit, database.home)
            shape = schema.in_path(class_name)
            known.append(shape.id)
            if shape.id not in current.ontology.by_id:
                yield InstanceRef(database=database, schema=schema, shape=shape, id=identity)

    def _traced(self, current: Schema, named: InstanceRef) -> Traced | None:
        """Follow the instance to its class, which may be gone; None where the path does not lead to it."""
        if (head := self._reader.head(named.database.uuid, named.shape.root_id, named.id)) is None:
            return None
        gone = named.schema is current and head.class_id not in current.ontology.by_id
        target = self._with(named, head.class_id) if gone else named
        leads = head.class_id in target.shape.family or self._led(named)
        return Traced(target=target, head=head) if leads else None

    def _led(self, named: InstanceRef) -> bool:
        """Tell whether the path led to the instance once: its id may be there again under another class."""
        return was_of(named.shape.family, self._events(named))

    def _events(self, target: InstanceRef) -> Iterable[Event]:
        return self._reader.events(target.database.uuid, target.shape.root_id, target.id)

    def _began(self, target: InstanceRef, by: datetime) -> bool:
        events = self._reader.events(target.database.uuid, target.shape.root_id, target.id, up_to=1)
        return any(event.at <= by for event in events)

    def _living(self, database: Database, current: Schema, class_name: str, identity: str) -> InstanceRef:
        return InstanceRef(database=database, schema=current, shape=current.in_path(class_name), id=identity)

    def _with(self, target: InstanceRef, class_id: str) -> InstanceRef:
        schema = last_schema_with(class_id, self._events(target), self._ontologies, target.database)
        shape = None if schema is None else schema.ontology.by_id.get(target.shape.id)
        return target if schema is None else replace(target, schema=schema, shape=shape or target.shape)
