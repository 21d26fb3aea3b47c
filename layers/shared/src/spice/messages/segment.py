"""A segment of the log: zstd JSON lines, a header with every outcome, then the events; docs/log-format.md."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.identity import derived_id
from spice.domain.transparency.merkle import root_over
from spice.messages.codec import encode, encode_lines
from spice.messages.event import Event, Position
from spice.messages.frame import UnknownFormat, pack, unpack
from spice.messages.line import Line as Line
from spice.messages.origin import Request
from spice.messages.problem import ProblemRow

FORMAT = 2
FORMATS = (1, 2)
"""1 has no `events_root`, and is what a header without a format is of."""
_MICROSECOND = timedelta(microseconds=1)


class Database(msgspec.Struct, frozen=True, omit_defaults=True):
    """A database named in a segment, and the ontology commit its commands were decided with."""

    uuid: UUID
    ontology_commit: str | None = None


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of a command. `id` is left out where it is uuid5(batch, line); `result` where the events tell it."""

    type: str
    request: int = 0
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


class Segment:
    """A segment in memory, with the bytes it is stored as."""

    def __init__(
        self, header: Header, lines: Sequence[Line], body: bytes, command_ids: Sequence[UUID] | None = None
    ) -> None:
        self.header, self.lines, self.body = header, lines, body
        self._known = command_ids

    @cached_property
    def command_ids(self) -> Sequence[UUID]:
        """The ids of the outcomes' commands."""
        return self._known or [self._command_id(outcome) for outcome in self.header.outcomes]

    @cached_property
    def sha256(self) -> str:
        """The link of the chain: sha256 of the stored bytes, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def last_at(self) -> datetime:
        """When its last event was recorded."""
        return self.header.recorded_at + max(len(self.lines) - 1, 0) * _MICROSECOND

    def _command_id(self, outcome: Outcome) -> UUID:
        if outcome.id is not None:
            return outcome.id
        batch = self.header.requests[outcome.request].batch
        if batch is None:
            raise ValueError(f"segment {self.header.shard}/{self.header.sequence}: an outcome without id or batch")
        return derived_id(batch, str(outcome.line))

    def events(self, first: int = 0) -> Iterator[Event]:
        """Spell the lines out as complete events, from one number on."""
        header, previous, number = self.header, -1, 0
        for n, line in enumerate(self.lines):
            number = number + 1 if line.command == previous else 0
            previous = line.command
            if n < first:
                continue
            outcome = header.outcomes[line.command]
            request = header.requests[outcome.request]
            database = None if request.database is None else header.databases[request.database]
            yield Event(
                type=line.type,
                at=header.recorded_at + n * _MICROSECOND,
                actor=request.actor,
                command_id=self.command_ids[line.command],
                version=line.version,
                position=Position(header.generation, header.shard, header.sequence, n),
                database=database.uuid if database else None,
                class_id=line.class_id,
                root_id=line.root,
                replaces=line.replaces,
                id=line.id,
                key=line.key,
                ontology_commit=database.ontology_commit if database else None,
                reason=outcome.reason,
                occurred_at=outcome.occurred_at,
                correlation_id=request.correlation_id,
                batch=request.batch,
                origin=request.origin,
                row=None if request.origin is None else outcome.line,
                command_n=number,
                data=line.data,
                set=line.set,
                unset=line.unset,
                body=line.body,
            )


_header = msgspec.json.Decoder(Header, float_hook=Decimal)
_line = msgspec.json.Decoder(Line, float_hook=Decimal)


def make_segment(header: Header, lines: Sequence[Line], command_ids: Sequence[UUID] | None = None) -> Segment:
    """Write a segment's bytes; `command_ids` where they are known already."""
    text = encode_lines(lines)
    root = root_over(text.split(b"\n")[:-1]).hex()
    header = msgspec.structs.replace(header, format=FORMAT, events_root=root)
    return Segment(header, lines, pack(encode(header) + b"\n" + text), command_ids)


def read_segment(body: bytes) -> Segment:
    """Read a segment; ValueError when it is none, is not whole, or is of a format this code does not know."""
    first, _, rest = unpack(body).partition(b"\n")
    try:
        header, lines = _header.decode(first), _line.decode_lines(rest)
    except msgspec.DecodeError as broken:
        raise ValueError("it is no segment of events") from broken
    if header.format not in FORMATS or (header.format == 1) != (header.events_root is None):
        expected = " or ".join(map(str, FORMATS))
        raise UnknownFormat(
            f"segment format {header.format} is not known: expected {expected}, from 2 with events_root"
        )
    if header.events != len(lines):
        raise ValueError(f"it has {len(lines)} events, and its header says {header.events}")
    return Segment(header, lines, body)
