"""Thrift's compact protocol, as far as a Parquet file is described by it."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

TRUE, INT32, INT64, BINARY, LIST, STRUCT = 1, 5, 6, 8, 9, 12
_MOST_SHORT = 14
Field: TypeAlias = tuple[int, int, bytes]
"""A field's number, its kind, and its value as it is written."""


def number(value: int) -> bytes:
    """Write a whole number."""
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def text(value: str | bytes) -> bytes:
    """Write a text, or bytes."""
    held = value.encode() if isinstance(value, str) else value
    return varint(len(held)) + held


def listed(kind: int, values: Sequence[bytes]) -> bytes:
    """Write a list of values of one kind."""
    if len(values) <= _MOST_SHORT:
        return bytes([len(values) << 4 | kind]) + b"".join(values)
    return bytes([0xF0 | kind]) + varint(len(values)) + b"".join(values)


def struct(fields: Iterable[Field]) -> bytes:
    """Write fields in the order of their numbers, none more than 15 from the one before."""
    made, last = bytearray(), 0
    for place, kind, value in fields:
        made.append((place - last) << 4 | kind)
        made += value
        last = place
    made.append(0)
    return bytes(made)


def varint(value: int) -> bytes:
    """Write a number that is not negative, seven bits a byte."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)
