"""What happened to an instance: events with before and after, changes between two times."""

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, field

from spice.application.ground.differences import Change, difference
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.times import written
from spice.application.ground.unsealing import Ring
from spice.application.queries.event_rows import EventRow, entry_parts
from spice.domain.datatypes.parts import Part, joined
from spice.domain.instance.model import Instance
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
        self._parts: dict[_Known, dict[str, Part | None]] = {}

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
        for _, part, old, new in self.changed(before, after, events):
            yield from difference(part, old, new, nested=nested)

    def changed(
        self, before: Instance | None, after: Instance | None, events: Sequence[Event]
    ) -> Iterator[tuple[str, Part, object, object]]:
        """Give each property by its stable id, with what it was and what it is; None: it is not there."""
        old, new = (state.data if state is not None and not state.deleted else {} for state in (before, after))
        classes = tuple(state.class_id for state in (after, before) if state is not None)
        parts = self._parts.setdefault((classes, commits := _commits(events)), {})
        for key in dict.fromkeys((*old, *new)):
            if (was := old.get(key)) is (becomes := new.get(key)):
                # What an event leaves alone is the same object before and after it.
                continue
            if key not in parts:
                parts[key] = self._part(key, classes, commits)
            if (part := parts[key]) is None:
                continue
            if part.personal and was == becomes:
                continue
            if part.personal:
                was, becomes = (self._opened(key, value, after or before, events) for value in (was, becomes))
            yield key, part, was, becomes

    def _opened(self, key: str, value: object, state: Instance | None, events: Sequence[Event]) -> object:
        root = next((event.root_id or event.class_id for event in events), None)
        if state is None or root is None or value is None:
            return None
        return self._ring.value(ValuePlace(root_id=root, instance=state.id, property_id=key), value)

    def class_name(self, event: Event) -> str:
        """Tell the name of an event's class."""
        class_id = event.class_id or ""
        known = (schema.ontology.by_id.get(class_id) for schema in self._schemas(_commits([event])))
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

    def _part(self, key: str, classes: Sequence[str], commits: "_Commits") -> Part | None:
        found: Part | None = None
        for schema in self._schemas(commits):
            shapes = (schema.ontology.by_id.get(class_id) for class_id in classes)
            parts = (shape.parts[key] for shape in shapes if shape is not None and key in shape.parts)
            if (part := next(parts, None)) is not None:
                found = part if found is None else joined(found, part)
            if found is not None and found.inside is None:
                break
        return found

    def _schemas(self, commits: "_Commits") -> Iterator[Schema]:
        yield self._schema
        for database, commit in commits:
            yield self._ontologies.at_commit(database, commit)


_Commits = tuple[tuple[UUID, str], ...]
_Known = tuple[tuple[str, ...], _Commits]
"""The classes of two states, and the commits of the events between them."""


def _commits(events: Sequence[Event]) -> _Commits:
    """List the commits that events were decided with, the last one first."""
    named = ((event.database, event.ontology_commit) for event in reversed(events))
    return tuple(dict.fromkeys((database, commit) for database, commit in named if database and commit))


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
