"""The header of a segment, and what it and its lines name of it."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

import msgspec

from spice.messages.line import Line
from spice.messages.origin import Request
from spice.messages.problem import ProblemRow

INSTANCE_EVENTS = frozenset({"InstanceCreated", "InstanceUpdated", "InstanceDeleted"})
"""What may happen to an instance; what happens to others is told by `key`, and passed over where it is not known."""
_command, _request, _line = attrgetter("command"), attrgetter("request"), attrgetter("line")


class Database(msgspec.Struct, frozen=True, omit_defaults=True):
    """A database named in a segment, and the ontology commit its commands were decided with."""

    uuid: UUID
    ontology_commit: str | None = None


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of a command. `id` is left out where it is uuid5(batch, line); `result` where the events tell it."""

    type: str
    request: Annotated[int, msgspec.Meta(ge=0)] = 0
    id: UUID | None = None
    line: int | None = None
    state: str = "COMPLETED"
    reason: str | None = None
    occurred_at: datetime | None = None
    attempt: int = 0
    result: dict[str, Any] | None = None
    errors: Sequence[ProblemRow] | None = None
    key: str | None = None
    """The aggregate, where no event names it."""
    class_id: str | None = msgspec.field(name="class", default=None)
    """The class that was named, where no event does and it is another than the root in `key`."""
    record: dict[str, Any] | None = None
    """A parked command's record as it came."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where on the bus the commands came from."""

    topic: str
    partition: int
    first: int
    last: int


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The last word of a shard in its generation: how many shards that one had, and how many the next one has."""

    next_generation: int
    partitions: int
    before: int


class Header(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Line 1. Event n was recorded at `recorded_at` + n microseconds."""

    format: int = 1
    generation: int
    shard: str
    sequence: int
    prev_sha256: str
    recorded_at: datetime
    written_at: datetime
    events: int
    events_root: str | None = None
    """The root over the event lines (RFC 6962), in hex: it proves one of them without the others."""
    source: Source | None = None
    databases: list[Database] = []
    requests: list[Request] = []
    outcomes: list[Outcome] = []
    released: list[UUID] = []
    """Letters that left the parked list with this segment."""
    closes: Closing | None = None


def check_named(header: Header, lines: Sequence[Line]) -> None:
    """See that nothing points beside what the header has, and that each event of an instance is one. Raises
    ValueError."""
    _check_header(header)
    if lines and (command := max(map(_command, lines))) >= len(header.outcomes):
        raise ValueError(f"an event is of outcome {command}, and it has {len(header.outcomes)}")
    if not {line.type for line in lines} <= INSTANCE_EVENTS:
        kinds = {line.type for line in lines if line.key is None and line.id is not None}
        if unknown := kinds - INSTANCE_EVENTS:
            raise ValueError(f"{min(unknown)} is no event of an instance")


def _check_header(header: Header) -> None:
    databases, requests, outcomes = len(header.databases), header.requests, header.outcomes
    for request in requests:
        if request.database is not None and not 0 <= request.database < databases:
            raise ValueError(f"a request is of database {request.database}, and it has {databases}")
    if outcomes and (last := max(map(_request, outcomes))) >= len(requests):
        raise ValueError(f"an outcome is of request {last}, and it has {len(requests)}")
    derived = [outcome for outcome in outcomes if outcome.id is None]
    if None in map(_line, derived) or any(requests[each].batch is None for each in set(map(_request, derived))):
        raise ValueError("an outcome has neither an id nor a batch and a line")
