"""What a worker holds between a record and a segment: what came in, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from spice.domain.errors import Problem
from spice.domain.identity import NIL, derived_id
from spice.messages.command import Command, decode_command
from spice.messages.record_batch import Record
from spice.messages.registry import decode_payload
from spice.messages.segment import Line
from spice.ports.shard_rows import Parked
from spice.ports.write_model import Look, Wanted


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the bus with what could be read of it; `flaw` says why it could not."""

    record: Record
    key: str
    command: Command | None = None
    payload: Any = None
    flaw: str | None = None
    place: str = ""
    """Where a record that cannot be read came from: topic/partition/offset."""
    parked_as: UUID | None = None

    @property
    def letter(self) -> UUID:
        """The name it has when it is parked."""
        if self.parked_as is not None:
            return self.parked_as
        return letter_for(self.command.id) if self.command else derived_id(NIL, self.place)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A command's outcome before it is written."""

    incoming: Incoming
    state: str
    lines: Sequence[Line] = ()
    result: dict[str, Any] | None = None
    problems: Sequence[Problem] = ()
    attempts: int = 0
    parked_reason: str | None = None


class Session(Protocol):
    """Decides the commands of one batch from one snapshot, each seeing what those before it did."""

    def decide(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Decide a command: its events, and the result where the events do not tell it. Raises DomainError."""
        ...

    def commits(self) -> dict[UUID, str | None]:
        """Tell the ontology commit each database was decided with."""
        ...


class Decider(Protocol):
    """A family's rules."""

    def wanted(self, incoming: Sequence[Incoming]) -> Wanted:
        """Say what the snapshot must hold."""
        ...

    def begin(self, snapshot: Look, now: datetime) -> Session:
        """Start a batch."""
        ...


@dataclass(slots=True)
class Batch:
    """The decisions of a batch, in order, and the letters it releases."""

    decisions: list[Decision] = field(default_factory=list)
    released: list[UUID] = field(default_factory=list)


def letter_for(command: UUID) -> UUID:
    """Name the letter that a command has when it is parked."""
    return derived_id(command, "letter")


def receive(record: Record, place: str) -> Incoming:
    """Read a record; `place` (topic/partition/offset) names it when it has no command id."""
    # An index of text cannot hold NUL, and a key that no command ever has still has to name its queue.
    key = record.key.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        command = decode_command(record.value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        return Incoming(record=record, key=key, place=place, flaw=f"undecodable: {broken}")
    if command.left_out is not None:
        flaw = f"its record had {command.left_out:,} bytes, more than the bus takes: its payload is gone, discard it"
        return Incoming(record=record, key=command.key, command=command, flaw=flaw)
    try:
        payload = decode_payload(command.type, command.payload)
    except KeyError as unknown:
        flaw = f"unknown command type {unknown}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        flaw = f"undecodable payload of {command.type}: {broken}"
    else:
        return Incoming(record=record, key=command.key, command=command, payload=payload)
    # Its id is known, so its outcome is told under it.
    return Incoming(record=record, key=command.key, command=command, flaw=flaw)


def again(parked: Parked) -> Incoming:
    """Read a parked record once more, under the letter it has."""
    return msgspec.structs.replace(receive(parked.record, ""), key=parked.key, parked_as=parked.letter)
