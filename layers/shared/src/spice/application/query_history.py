"""What happened to an instance: events with before and after, changes between two times, lineage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from spice.application.query_ontology import Ontologies, Schema
from spice.application.query_scope import named
from spice.application.query_times import written
from spice.domain.hints import pointer
from spice.domain.instance.evolve import evolve
from spice.domain.instance.model import Data, Instance
from spice.messages.event import Event
from spice.messages.registry import instance_event

Change = dict[str, object]
"""`{"path", "before", "after"}`; what was not there is null."""


def fold(identity: str, events: Iterable[Event], start: Instance | None = None) -> Instance | None:
    """Compute the state after events, from the beginning or from a state."""
    state = start
    for event in events:
        state = evolved(identity, state, event)
    return state


def evolved(identity: str, state: Instance | None, event: Event) -> Instance | None:
    """Compute the state after one event."""
    return evolve(state, instance_event(event), id=identity, version=event.version, at=event.at, actor=event.actor)


class Names:
    """Names of properties as they are today; those that are gone, as the event's own ontology had them."""

    def __init__(self, ontologies: Ontologies, schema: Schema) -> None:
        self._ontologies = ontologies
        self._schema = schema

    def data(self, state: Instance | None, event: Event) -> Data:
        """Translate a state's data."""
        if state is None or state.deleted:
            return {}
        data = named(self._schema, state.class_id, state.data)
        if len(data) < len(state.data):
            data |= self._gone(state, event)
        return data

    def _gone(self, state: Instance, event: Event) -> Data:
        if event.database is None or event.ontology_commit is None:
            return {}
        then = self._ontologies.at_commit(event.database, event.ontology_commit)
        gone = {key for key in state.data if not named(self._schema, state.class_id, {key: state.data[key]})}
        return named(then, state.class_id, {key: state.data[key] for key in gone})

    def class_name(self, class_id: str) -> str:
        """Tell a class's name today."""
        return self._schema.class_name(class_id)


def differences(
    before: Mapping[str, object], after: Mapping[str, object], path: str = "", *, nested: bool = True
) -> Iterator[Change]:
    """List what differs, into nested objects, as JSON pointers by name."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if nested and isinstance(old, dict) and isinstance(new, dict):
            yield from differences(old, new, pointer(path, name))
        elif old != new or isinstance(old, bool) != isinstance(new, bool):
            yield {"path": pointer(path, name), "before": old, "after": new}


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


def history(
    identity: str, events: Sequence[Event], names: Names, start: Instance | None = None
) -> list[dict[str, object]]:
    """Write events with what each changed."""
    rows, state, before = [], start, names.data(start, events[0]) if events else {}
    for event in events:
        state = evolved(identity, state, event)
        after = names.data(state, event)
        row = event_row(event) | {"changes": list(differences(before, after))}
        if event.occurred_at is not None:
            row["occurred_at"] = written(event.occurred_at)
        rows.append(row)
        before = after
    return rows


def changes_between(
    identity: str, events: Sequence[Event], names: Names, start: datetime | None, end: datetime
) -> dict[str, object]:
    """Compare the states at two times and list the events from the first up to the second, which is excluded."""
    earlier = [event for event in events if start is not None and event.at < start]
    within = [event for event in events[len(earlier) :] if event.at < end]
    first = fold(identity, earlier)
    last = fold(identity, within, first)
    anchor = (within or earlier or events)[-1]
    return {
        "from": None if start is None else written(start),
        "to": written(end),
        "from_version": first.version if first else None,
        "to_version": last.version if last else None,
        "changes": list(differences(names.data(first, anchor), names.data(last, anchor))),
        "events": history(identity, within, names, first),
    }


def lineage(identity: str, events: Sequence[Event], names: Names) -> dict[str, object]:
    """Tell who contributed, when and why, every property's past, and the commands and batches it came from."""
    timeline = [event_row(event) for event in events]
    return {
        "created_at": timeline[0]["at"],
        "total_changes": len(events),
        "contributors": list(dict.fromkeys(event.actor for event in events)),
        "timeline": [{key: row[key] for key in ("at", "version", "type", "actor", "reason")} for row in timeline],
        "properties": _properties(identity, events, names),
        "sources": list(_sources(events)),
    }


def _properties(identity: str, events: Sequence[Event], names: Names) -> dict[str, list[Change]]:
    properties: dict[str, list[Change]] = {}
    state: Instance | None = None
    before: Data = {}
    for event in events:
        state = evolved(identity, state, event)
        after = names.data(state, event)
        for name in dict.fromkeys((*before, *after)):
            for change in differences({name: before.get(name)}, {name: after.get(name)}, nested=False):
                entry = {"at": written(event.at), "actor": event.actor}
                properties.setdefault(name, []).append({**entry, "before": change["before"], "after": change["after"]})
        before = after
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
