"""Ids that nobody had before, in the order of time."""

from datetime import datetime
from uuid import UUID, uuid4


def fresh_id(now: datetime) -> UUID:
    """Make a UUIDv7 (RFC 9562): its milliseconds first, so that an index of them grows at one end."""
    milliseconds = int(now.timestamp() * 1000)
    tail = uuid4().int & ((1 << 74) - 1)
    low = tail & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | low)
