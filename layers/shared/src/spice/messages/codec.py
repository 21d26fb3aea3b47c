"""JSON, exactly: integers of any size, decimals with all their digits, one encoder and one decoder for all."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number", uuid_format="canonical")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: object) -> bytes:
    """Write a value as compact JSON in UTF-8; Decimal as a number with all its digits."""
    return _encoder.encode(value)


def encode_lines(values: Sequence[object]) -> bytes:
    """Write values as lines of compact JSON."""
    return _encoder.encode_lines(values)


def decode(data: bytes | str) -> Any:
    """Read JSON; a number with a fraction or an exponent becomes a Decimal. ValueError (msgspec.DecodeError) if
    broken."""
    return _decoder.decode(data)
