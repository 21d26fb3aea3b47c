"""A segment -> everything the index holds of it. Pure: the same for a live batch, a found winner and a rebuild."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from spice.application.ground.follow_chain import head_after
from spice.application.ground.ontologies import Ontologies
from spice.application.ground.reference_streams import streams_named
from spice.application.ground.unfit import of_the_log
from spice.application.work.compose_segment import letter_of, parked_record
from spice.domain.identity import cached_stream_key
from spice.domain.instance.model import Instance
from spice.domain.ontology.tightening import PrepareChange
from spice.messages.codec import encode
from spice.messages.event import Event
from spice.messages.history import apply
from spice.messages.noted import NOTES, noted_in
from spice.messages.segment import Outcome, Segment
from spice.ports.segment_change import Finished, HeadRow, SegmentChange
from spice.ports.shard_rows import Parked
from spice.ports.tightening import Tightening

Today = Callable[[UUID], str | None]
"""Names the newest commit of a database."""


def as_decided(database: UUID) -> str | None:
    """Go by the commit that an event was decided with: it is the newest one."""
    return None


@of_the_log
def index_segment(
    segment: Segment,
    before: Mapping[UUID, Instance],
    ontologies: Ontologies,
    *,
    published: int,
    today: Today = as_decided,
) -> SegmentChange:
    """Fold a segment's events onto the instances before it and list every row to write. `today`: where a segment stands
    for long, whom its instances name by now. Raises BrokenChain for one that cannot be applied."""
    header = segment.header
    events = [(cached_stream_key(event.aggregate), event) for event in segment.events()]
    heads, made = _heads(events, before, ontologies, cache(today))
    return SegmentChange(
        head=head_after(segment, published=published),
        first_at=header.recorded_at,
        events=[(stream, event, encode(event)) for stream, event in events],
        heads=heads,
        finished=[_finished(segment, number, outcome, made) for number, outcome in enumerate(header.outcomes)],
        parked=[_parked(segment, outcome) for outcome in header.outcomes if outcome.state == "PARKED"],
        released=header.released,
        tightenings=_tightenings(segment),
        refused=noted_in(segment),
    )


def _tightenings(segment: Segment) -> list[Tightening]:
    """Read what the shard holds to from now on: the outcome of its command tells it."""
    prepared = [each for each in segment.header.outcomes if each.type == PrepareChange.__name__ and each.result]
    return [msgspec.convert((each.result or {})["tightening"], Tightening) for each in prepared]


def _heads(
    events: Sequence[tuple[UUID, Event]], before: Mapping[UUID, Instance], ontologies: Ontologies, today: Today
) -> tuple[list[HeadRow], dict[UUID, dict[str, Any]]]:
    state: dict[UUID, Instance] = {}
    last: dict[UUID, Event] = {}
    made: dict[UUID, dict[str, Any]] = {}
    for stream, event in events:
        if event.key is not None or event.id is None:
            continue
        state[stream], last[stream] = apply(state.get(stream) or before.get(stream), event), event
        made[event.command_id] = {
            "class": event.class_id,
            "id": event.id,
            "version": event.version,
            "changed": True,
        }
    return [_row(stream, state[stream], event, ontologies, today) for stream, event in last.items()], made


def _row(stream: UUID, instance: Instance, event: Event, ontologies: Ontologies, today: Today) -> HeadRow:
    database = event.database
    if database is None:
        raise ValueError(f"event {event.position} of an instance names no database")
    return HeadRow(
        stream=stream,
        database=database,
        root_id=event.root_id or instance.class_id,
        instance=instance,
        data=encode(instance.data),
        references=_references(database, instance, event, ontologies, today),
        n=event.position.n,
    )


def _references(database: UUID, instance: Instance, event: Event, ontologies: Ontologies, today: Today) -> list[UUID]:
    if instance.deleted or event.ontology_commit is None:
        return []
    ontology = ontologies(database, event.ontology_commit)
    if (newest := today(database)) is not None and newest != event.ontology_commit:
        ontology = ontologies(database, newest)
    shape = ontology.by_id.get(instance.class_id)
    return [] if shape is None else streams_named(database, shape, instance.data)


def _finished(segment: Segment, number: int, outcome: Outcome, made: Mapping[UUID, dict[str, Any]]) -> Finished:
    request = segment.header.requests[outcome.request]
    command = segment.command_ids[number]
    database = None if request.database is None else segment.header.databases[request.database].uuid
    return Finished(
        id=command,
        type=outcome.type,
        state=outcome.state,
        actor=request.actor,
        submitted_at=request.submitted_at,
        database=database,
        batch=request.batch,
        line=outcome.line,
        key=outcome.key,
        class_id=outcome.class_id,
        attempts=outcome.attempt,
        # What is noted for the audit is in the log: a row of it would say it twice.
        result=None if outcome.type == NOTES else outcome.result or made.get(command),
        errors=outcome.errors or (),
    )


def _parked(segment: Segment, outcome: Outcome) -> Parked:
    request = segment.header.requests[outcome.request]
    database = None if request.database is None else segment.header.databases[request.database].uuid
    error = outcome.errors[0].message if outcome.errors else ""
    record = outcome.record or {}
    return Parked(
        letter=letter_of(outcome),
        key=outcome.key or "",
        record=parked_record(record),
        reason="waiting" if outcome.attempt == 0 else "failed",
        error=error,
        attempts=outcome.attempt,
        command_id=UUID(record["command_id"]) if record.get("command_id") else None,
        type=outcome.type,
        database=database,
        parked_at=segment.header.written_at,
    )
