"""What a segment tells the audit beside its events: commands that failed, requests that were refused, what was read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.notes import KeepNotes, Note, Shown
from spice.domain.refusals import NoteRefusal
from spice.messages.event import Position
from spice.messages.segment import Outcome, Segment

REFUSAL, NOTES = NoteRefusal.__name__, KeepNotes.__name__
HIDDEN = (REFUSAL, NOTES)
"""Commands that nobody gave: they are not listed among those of people."""


class Noted(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody asked for something, and did not get it, or was shown personal data."""

    type: str
    """That of the command; of a request that became none, that of what kept it."""
    at: datetime
    """When the log has it."""
    actor: str
    command_id: UUID
    position: Position
    """Before the events of its segment: its number is below 0."""
    database: UUID
    codes: Sequence[str] = ()
    key: str | None = None
    reason: str | None = None
    correlation_id: str | None = None
    request: Mapping[str, Any] | None = None
    """What was asked, where it became no command."""
    asked_at: datetime | None = None
    """When, where that is not when the log has it."""
    shown: Sequence[Shown] = ()


def noted_in(segment: Segment) -> list[Noted]:
    """List what a segment notes, in its order."""
    header = segment.header
    # Each outcome has a number, and one that keeps several notes has as many.
    told = [[*_of_outcome(segment, number, outcome)] for number, outcome in enumerate(header.outcomes)]
    number = -sum(max(len(each), 1) for each in told)
    noted = []
    for each in told:
        for offset, found in enumerate(each):
            place = Position(header.generation, header.shard, header.sequence, number + offset)
            noted.append(msgspec.structs.replace(found, position=place))
        number += max(len(each), 1)
    return noted


def _of_outcome(segment: Segment, number: int, outcome: Outcome) -> Iterator[Noted]:
    request = segment.header.requests[outcome.request]
    if request.database is None:
        return
    noted = Noted(
        type=outcome.type,
        at=segment.header.recorded_at,
        actor=request.actor,
        command_id=segment.command_ids[number],
        position=Position(0, "", 0, 0),
        database=segment.header.databases[request.database].uuid,
        codes=list(dict.fromkeys(error.code for error in outcome.errors or ())),
        key=outcome.key,
        reason=outcome.reason,
        correlation_id=request.correlation_id,
    )
    if outcome.state == "FAILED":
        yield noted
    elif outcome.state == "COMPLETED" and outcome.type == REFUSAL:
        told = outcome.result or {}
        yield msgspec.structs.replace(noted, codes=list(dict.fromkeys(told["codes"])), request=told)
    elif outcome.state == "COMPLETED" and outcome.type == NOTES:
        yield from (_of_note(noted, note) for note in msgspec.convert(outcome.result, KeepNotes).notes)


def _of_note(noted: Noted, note: Note) -> Noted:
    return msgspec.structs.replace(
        noted,
        actor=note.actor,
        correlation_id=note.correlation_id,
        codes=note.codes,
        request={"method": note.method, "route": note.route, "status": note.status, "names": note.names},
        asked_at=note.at,
        shown=note.shown,
    )
