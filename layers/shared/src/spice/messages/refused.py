"""What a segment refuses: commands that failed, and requests that the door turned away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.refusals import NoteRefusal
from spice.messages.event import Position
from spice.messages.segment import Outcome, Segment

NOTED = NoteRefusal.__name__


class Refused(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody asked for something and did not get it."""

    type: str
    """That of the command; of a request that became none, NoteRefusal."""
    at: datetime
    actor: str
    command_id: UUID
    position: Position
    """Before the events of its segment: its number is below 0."""
    database: UUID
    codes: Sequence[str]
    key: str | None = None
    reason: str | None = None
    correlation_id: str | None = None
    request: Mapping[str, Any] | None = None
    """What was asked, where the door turned it away."""


def refusals_of(segment: Segment) -> list[Refused]:
    """List what a segment refuses, in its order."""
    outcomes = segment.header.outcomes
    return [
        found
        for number, outcome in enumerate(outcomes)
        if _is_refusal(outcome) and (found := _refused(segment, number, outcome)) is not None
    ]


def _is_refusal(outcome: Outcome) -> bool:
    return outcome.state == "FAILED" or (outcome.type == NOTED and outcome.state == "COMPLETED")


def _refused(segment: Segment, number: int, outcome: Outcome) -> Refused | None:
    header = segment.header
    request = header.requests[outcome.request]
    if request.database is None:
        return None
    told = (outcome.result or {}) if outcome.type == NOTED and outcome.state == "COMPLETED" else None
    codes = [error.code for error in outcome.errors or ()] if told is None else told["codes"]
    return Refused(
        type=outcome.type,
        at=header.recorded_at,
        actor=request.actor,
        command_id=segment.command_ids[number],
        position=Position(header.generation, header.shard, header.sequence, number - len(header.outcomes)),
        database=header.databases[request.database].uuid,
        codes=list(dict.fromkeys(codes)),
        key=outcome.key,
        reason=outcome.reason,
        correlation_id=request.correlation_id,
        request=told,
    )
