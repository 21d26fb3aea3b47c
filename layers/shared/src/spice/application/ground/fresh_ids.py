"""Ids that nobody had before, in the order of time."""

from datetime import datetime
from uuid import UUID, uuid4


def fresh_id(now: datetime, *, tail: int | None = None) -> UUID:
    """Make a UUIDv7 (RFC 9562): its milliseconds first, so that an index of them grows at one end; `tail`: what it ends
    in, where that is not by chance."""
    milliseconds = int(now.timestamp() * 1000)
    tail = (uuid4().int if tail is None else tail) & ((1 << 74) - 1)
    low = tail & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | low)
