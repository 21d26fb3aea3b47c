"""What packs hold: events as JSON lines, an instance's state as one JSON object."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from spice.domain.instance.model import Instance
from spice.messages.codec import encode, encode_lines
from spice.messages.event import Event

_events = msgspec.json.Decoder(Event, float_hook=Decimal)
_instance = msgspec.json.Decoder(Instance, float_hook=Decimal)


def encode_events(events: Sequence[Event]) -> bytes:
    """Write events as lines, oldest first."""
    return encode_lines(events)


def decode_events(data: bytes, *, skip: int = 0) -> list[Event]:
    """Read events from lines, the first few left out."""
    return _events.decode_lines(data.split(b"\n", skip)[-1] if skip else data)


def encode_instance(instance: Instance) -> bytes:
    """Write a state."""
    return encode(instance)


def decode_instance(data: bytes) -> Instance:
    """Read a state."""
    return _instance.decode(data)
