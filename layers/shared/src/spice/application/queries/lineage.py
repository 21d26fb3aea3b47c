"""Where an instance comes from: contributors, a timeline, every property's past, commands and batches."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from spice.application.ground.differences import difference
from spice.application.ground.times import written
from spice.application.queries.history import Names
from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.history import apply, beneath
from spice.messages.shapes import Count, Time, Value, Version


class TimelineRow(Struct, frozen=True):
    """When which version came to be, by whom and why."""

    at: Time
    version: Version
    type: str
    actor: str
    reason: str | None


class PropertyChange(Struct, frozen=True):
    """A change of one property; what was not there is null."""

    at: Time
    actor: str
    before: Value
    after: Value


class ImportedRow(Struct, frozen=True):
    """The import, and the row of its file, that a version came from."""

    import_id: UUID
    file: str
    sheet: str | None
    row: Count | None


class SourceRow(Struct, frozen=True, rename={"import_": "import"}):
    """The command that a version came from; the batch and the row of an import, if it was of one."""

    version: Version
    at: Time
    command_id: UUID
    batch_id: UUID | None
    actor: str
    import_: ImportedRow | None


class LineageRow(Struct, frozen=True):
    """Where an instance comes from."""

    created_at: Time
    total_changes: Count
    contributors: Sequence[str]
    timeline: Sequence[TimelineRow]
    properties: Mapping[str, Sequence[PropertyChange]]
    sources: Sequence[SourceRow]


def lineage(events: Sequence[Event], names: Names) -> LineageRow:
    """Tell who contributed, when and why, every property's past, and the commands and batches it came from."""
    return LineageRow(
        created_at=written(events[0].at),
        total_changes=len(events),
        contributors=list(dict.fromkeys(event.actor for event in events)),
        timeline=[
            TimelineRow(written(event.at), event.version, event.type, event.actor, event.reason) for event in events
        ],
        properties=_properties(events, names),
        sources=[
            SourceRow(event.version, written(event.at), event.command_id, event.batch, event.actor, _imported(event))
            for event in events
        ],
    )


def _imported(event: Event) -> ImportedRow | None:
    origin = event.origin
    return None if origin is None else ImportedRow(origin.import_id, origin.file, origin.sheet, event.row)


def _properties(events: Sequence[Event], names: Names) -> dict[str, list[PropertyChange]]:
    """Tell each property's past; of two that had one name the one that lives has it, else the first: the other is
    called by its stable id."""
    pasts: dict[str, tuple[str, list[PropertyChange]]] = {}
    state: Instance | None = None
    for event in events:
        before, state = state, apply(state, event)
        for key, part, old, new in names.changed(beneath(before, event), state, [event]):
            for change in difference(part, old, new, nested=False):
                entry = PropertyChange(written(event.at), event.actor, change.before, change.after)
                pasts.setdefault(key, (part.name, []))[1].append(entry)
    owners: dict[str, str] = {}
    for key in sorted(pasts, key=lambda each: state is None or not names.lives(state.class_id, each)):
        owners.setdefault(pasts[key][0], key)
    return {name if owners[name] == key else key: past for key, (name, past) in pasts.items()}
