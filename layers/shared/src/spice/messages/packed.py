"""What packs hold: events as JSON lines, an instance's state as one JSON object."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from spice.domain.instance.model import Instance
from spice.messages.event import Event

_encoder = msgspec.json.Encoder(decimal_format="number")
_events = msgspec.json.Decoder(Event, float_hook=Decimal)
_instance = msgspec.json.Decoder(Instance, float_hook=Decimal)


def encode_events(events: Sequence[Event]) -> bytes:
    """Write events as lines, oldest first."""
    return _encoder.encode_lines(events)


def decode_events(data: bytes, *, skip: int = 0) -> list[Event]:
    """Read events from lines, the first few left out."""
    return _events.decode_lines(data.split(b"\n", skip)[-1] if skip else data)


def encode_instance(instance: Instance) -> bytes:
    """Write a state."""
    return _encoder.encode(instance)


def decode_instance(data: bytes) -> Instance:
    """Read a state."""
    return _instance.decode(data)
