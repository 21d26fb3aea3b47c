"""What happened to an instance: events with before and after, changes between two times, lineage."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from spice.application.ground.differences import Change, differences
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.times import written
from spice.domain.datatypes.parts import Part, joined
from spice.domain.instance.model import Data, Instance
from spice.messages.event import Event
from spice.messages.history import apply, fold


class Names:
    """Names of classes and properties as they are today; of those that are gone, as the events' own ontology had them.

    Values are compared by stable id: two properties that had one name are two.
    """

    def __init__(self, ontologies: Ontologies, schema: Schema) -> None:
        self._ontologies = ontologies
        self._schema = schema

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
            if (part := self._part(key, classes, events)) is not None:
                yield key, part, {key: old[key]} if key in old else {}, {key: new[key]} if key in new else {}

    def class_name(self, event: Event) -> str:
        """Tell the name of an event's class."""
        class_id = event.class_id or ""
        known = (schema.ontology.by_id.get(class_id) for schema in self._schemas([event]))
        return next((shape.name for shape in known if shape is not None), class_id)

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


def event_row(event: Event) -> dict[str, object]:
    """Write who, when, what and why of an event."""
    return {
        "event_id": event.event_id,
        "version": event.version,
        "type": event.type,
        "at": written(event.at),
        "actor": event.actor,
        "reason": event.reason,
        "command_id": event.command_id,
        "correlation_id": event.correlation_id,
        "ontology_commit": event.ontology_commit,
    }


def history(events: Sequence[Event], names: Names, start: Instance | None = None) -> list[dict[str, object]]:
    """Write events with what each changed."""
    rows, before = [], start
    for event in events:
        after = apply(before, event)
        row = event_row(event) | {"changes": list(names.changes(before, after, [event]))}
        if event.occurred_at is not None:
            row["occurred_at"] = written(event.occurred_at)
        rows.append(row)
        before = after
    return rows


def changes_between(events: Sequence[Event], names: Names, start: datetime | None, end: datetime) -> dict[str, object]:
    """Compare the states at two times and list the events from the first up to the second, which is excluded."""
    earlier = [event for event in events if start is not None and event.at < start]
    within = [event for event in events[len(earlier) :] if event.at < end]
    first = fold(earlier)
    last = fold(within, first)
    return {
        "from": None if start is None else written(start),
        "to": written(end),
        "from_version": first.version if first else None,
        "to_version": last.version if last else None,
        "changes": list(names.changes(first, last, [*earlier, *within])),
        "events": history(within, names, first),
    }


def lineage(events: Sequence[Event], names: Names) -> dict[str, object]:
    """Tell who contributed, when and why, every property's past, and the commands and batches it came from."""
    timeline = [event_row(event) for event in events]
    return {
        "created_at": timeline[0]["at"],
        "total_changes": len(events),
        "contributors": list(dict.fromkeys(event.actor for event in events)),
        "timeline": [{key: row[key] for key in ("at", "version", "type", "actor", "reason")} for row in timeline],
        "properties": _properties(events, names),
        "sources": list(_sources(events)),
    }


def _properties(events: Sequence[Event], names: Names) -> dict[str, list[Change]]:
    """Tell each property's past; of two that had one name the later one that has it is called by its stable id."""
    properties: dict[str, list[Change]] = {}
    owners: dict[str, str] = {}
    state: Instance | None = None
    for event in events:
        before, state = state, apply(state, event)
        for key, part, old, new in names.changed(before, state, [event]):
            for change in differences(old, new, nested=False, inside={key: part}):
                called = part.name if owners.setdefault(part.name, key) == key else key
                entry = {"at": written(event.at), "actor": event.actor}
                properties.setdefault(called, []).append(
                    {**entry, "before": change["before"], "after": change["after"]}
                )
    return properties


def _sources(events: Sequence[Event]) -> Iterator[dict[str, object]]:
    for event in events:
        yield {
            "version": event.version,
            "at": written(event.at),
            "command_id": event.command_id,
            "batch_id": event.batch,
            "actor": event.actor,
        }
