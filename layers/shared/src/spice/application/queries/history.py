"""What happened to an instance: events with before and after, changes between two times."""

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, field

from spice.application.ground.differences import Change, differences
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.times import written
from spice.application.ground.unsealing import Ring
from spice.application.queries.event_rows import EventRow, entry_parts
from spice.domain.datatypes.parts import Part, joined
from spice.domain.instance.model import Data, Instance
from spice.domain.personal import ValuePlace, read_sealed
from spice.messages.event import Event
from spice.messages.history import apply, beneath, fold
from spice.messages.shapes import Time


class Names:
    """Names of classes and properties as they are today; of those that are gone, as the events' own ontology had them.

    Values are compared by stable id: two properties that had one name are two.
    """

    def __init__(self, ontologies: Ontologies, schema: Schema, ring: Ring) -> None:
        self._ontologies = ontologies
        self._schema = schema
        self._ring = ring

    def prepare(self, events: Sequence[Event]) -> None:
        """Read at once what it takes to tell the values of many events."""
        if not self._schema.ontology.has_personal:
            return
        brought = (each for event in events for each in (*(event.data or {}).values(), *(event.set or {}).values()))
        self._ring.load(map(read_sealed, brought))

    def changes(
        self, before: Instance | None, after: Instance | None, events: Sequence[Event], *, nested: bool = True
    ) -> Iterator[Change]:
        """List what differs between two states; what no ontology of today or of the events knows is not told."""
        for key, part, old, new in self.changed(before, after, events):
            yield from differences(old, new, nested=nested, inside={key: part})

    def changed(
        self, before: Instance | None, after: Instance | None, events: Sequence[Event]
    ) -> Iterator[tuple[str, Part, Data, Data]]:
        """Give each property by its stable id, with what it was and is under that."""
        old, new = (state.data if state is not None and not state.deleted else {} for state in (before, after))
        classes = [state.class_id for state in (after, before) if state is not None]
        for key in dict.fromkeys((*old, *new)):
            if key in old and key in new and old[key] is new[key]:
                # What an event leaves alone is the same object before and after it.
                continue
            if (part := self._part(key, classes, events)) is None:
                continue
            was, becomes = ({key: side[key]} if key in side else {} for side in (old, new))
            if part.personal and was != becomes:
                was, becomes = (self._opened(key, values, after or before, events) for values in (was, becomes))
            elif part.personal:
                continue
            yield key, part, was, becomes

    def _opened(self, key: str, values: Data, state: Instance | None, events: Sequence[Event]) -> Data:
        root = next((event.root_id or event.class_id for event in events), None)
        if state is None or root is None:
            return {}
        place = ValuePlace(root_id=root, instance=state.id, property_id=key)
        return {id_: self._ring.value(place, value) for id_, value in values.items()}

    def class_name(self, event: Event) -> str:
        """Tell the name of an event's class."""
        class_id = event.class_id or ""
        known = (schema.ontology.by_id.get(class_id) for schema in self._schemas([event]))
        return next((shape.name for shape in known if shape is not None), class_id)

    def class_called(self, database: UUID, class_id: str, at: datetime) -> str:
        """Tell the name of a class today; of one that is gone, as it was at a time."""
        return self._ontologies.class_name(database, class_id, at, self._schema)

    def property_called(self, database: UUID, root_id: str, property_id: str, at: datetime) -> str:
        """Tell the name of a property of any class of a hierarchy, today or at a time; else its id."""
        for schema in (self._schema, self._ontologies.told(database, root_id, at)):
            by_id = {} if schema is None else schema.ontology.by_id
            family = by_id[root_id].family if root_id in by_id else ()
            names = (by_id[class_id].names for class_id in family if class_id in by_id)
            if (name := next((each[property_id] for each in names if property_id in each), None)) is not None:
                return name
        return property_id

    def lives(self, class_id: str, property_id: str) -> bool:
        """Tell whether a class has a property today."""
        shape = self._schema.ontology.by_id.get(class_id)
        return shape is not None and property_id in shape.parts

    def _part(self, key: str, classes: Sequence[str], events: Sequence[Event]) -> Part | None:
        found: Part | None = None
        for schema in self._schemas(events):
            shapes = (schema.ontology.by_id.get(class_id) for class_id in classes)
            parts = (shape.parts[key] for shape in shapes if shape is not None and key in shape.parts)
            if (part := next(parts, None)) is not None:
                found = part if found is None else joined(found, part)
            if found is not None and found.inside is None:
                break
        return found

    def _schemas(self, events: Sequence[Event]) -> Iterator[Schema]:
        yield self._schema
        commits = {(event.database, event.ontology_commit): None for event in reversed(events)}
        for database, commit in commits:
            if database is not None and commit is not None:
                yield self._ontologies.at_commit(database, commit)


class ChangesRow(Struct, frozen=True):
    """The difference between two times, and the events that made it."""

    from_: Time | None = field(name="from")
    to: Time
    from_version: int | None
    to_version: int | None
    changes: Sequence[Change]
    events: Sequence[EventRow]


def history(
    events: Sequence[Event], names: Names, start: Instance | None = None, *, only: Container[int] | None = None
) -> list[EventRow]:
    """Write events, of some versions or (None) all, with what each changed; `start`: the state before the first."""
    rows, before = [], start
    for event in events:
        after = apply(before, event)
        if only is None or event.version in only:
            rows.append(_told(event, before, after, names))
        before = after
    return rows


def _told(event: Event, before: Instance | None, after: Instance, names: Names) -> EventRow:
    changes = list(names.changes(beneath(before, event), after, [event]))
    occurred_at = UNSET if event.occurred_at is None else written(event.occurred_at)
    return EventRow(*entry_parts(event), changes=changes, occurred_at=occurred_at)


def changes_between(events: Sequence[Event], names: Names, start: datetime | None, end: datetime) -> ChangesRow:
    """Compare the states at two times and list the events from the first up to the second, which is excluded."""
    earlier = [event for event in events if start is not None and event.at < start]
    within = [event for event in events[len(earlier) :] if event.at < end]
    first = fold(earlier)
    last = fold(within, first)
    return ChangesRow(
        from_=None if start is None else written(start),
        to=written(end),
        from_version=first.version if first else None,
        to_version=last.version if last else None,
        changes=list(names.changes(first, last, [*earlier, *within])),
        events=history(within, names, first),
    )
