"""JSON, exactly: integers of any size, decimals with all their digits, one encoder and one decoder for all."""

from decimal import Decimal
from typing import Any

import msgspec

from spice.domain.errors import refuse

_encoder = msgspec.json.Encoder(decimal_format="number", uuid_format="canonical")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: object) -> bytes:
    """Write a value as compact JSON in UTF-8; Decimal as a number with all its digits."""
    return _encoder.encode(value)


def decode(data: bytes | str) -> Any:
    """Read JSON; a number with a fraction or an exponent becomes a Decimal. ValueError (msgspec.DecodeError) if
    broken."""
    return _decoder.decode(data)


def decode_body(data: bytes) -> Any:
    """Read a client's JSON, or refuse it as malformed_json."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise refuse("malformed_json", f"the body is not JSON: {broken}") from broken
