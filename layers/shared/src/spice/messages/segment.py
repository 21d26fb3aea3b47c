"""A segment of the log: zstd JSON lines, a header with every outcome, then the events; docs/log-format.md."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

import msgspec

from spice.domain.identity import derived_id
from spice.domain.transparency.merkle import root_over
from spice.messages.codec import encode, encode_lines
from spice.messages.event import Event, Position
from spice.messages.frame import UnknownFormat, pack, unpack
from spice.messages.header import Closing as Closing
from spice.messages.header import Database as Database
from spice.messages.header import Header as Header
from spice.messages.header import Outcome as Outcome
from spice.messages.header import Source as Source
from spice.messages.header import check_named
from spice.messages.line import Line as Line

FORMAT = 2
FORMATS = (1, 2)
"""1 has no `events_root`, and is what a header without a format is of."""
LARGEST_TEXT = 64 * 1024 * 1024
"""Bytes of JSON that a segment is written with; what is read may have more, up to what a frame may hold."""
_MICROSECOND = timedelta(microseconds=1)


class TooLarge(ValueError):
    """Events that are too much for one segment."""


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
    """Write a segment's bytes; `command_ids` where they are known already. Raises TooLarge."""
    text = encode_lines(lines)
    if len(text) > LARGEST_TEXT:
        raise TooLarge(f"{len(lines)} events would have {len(text):,} bytes: a segment has at most {LARGEST_TEXT:,}")
    root = root_over(text.split(b"\n")[:-1]).hex()
    header = msgspec.structs.replace(header, format=FORMAT, events_root=root)
    return Segment(header, lines, pack(encode(header) + b"\n" + text), command_ids)


def read_segment(body: bytes) -> Segment:
    """Read a segment; ValueError when it is none, is not whole, names what it does not have, or is of a format this
    code does not know."""
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
    check_named(header, lines)
    return Segment(header, lines, body)
