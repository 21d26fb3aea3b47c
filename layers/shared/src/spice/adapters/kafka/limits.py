"""How large records and batches may be, so that the bus refuses none."""

from collections.abc import Iterator, Sequence

from spice.domain.bounds import RECORD_BYTES
from spice.messages.record_batch import Record, first_too_large
from spice.ports.errors import Permanent

MAX_RECORD = RECORD_BYTES
"""Key and value of one record."""
MAX_MESSAGE = MAX_RECORD + 64 * 1024
"""max.message.bytes of our topics: a record with its headers, as a batch of one."""
CHUNK = 1_000_000
"""Bytes a batch holds before compression, below Kafka's own default of max.message.bytes: a topic that somebody made
without ours refuses a large record alone, and nothing that stands behind it is sent."""
OVERHEAD = 32
"""Lengths, deltas and attributes of a record."""


def check(records: Sequence[Record]) -> None:
    """Refuse a record that the bus could never take. Raises Permanent."""
    if (found := first_too_large(records)) is not None:
        raise Permanent("kafka", f"a record of {len(found.value)} bytes is above {MAX_RECORD}")


def size_of(record: Record) -> int:
    """Count the bytes a record takes in a batch."""
    headers = sum(len(name.encode()) + len(value) + 10 for name, value in record.headers)
    return len(record.key) + len(record.value) + headers + OVERHEAD


def chunks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Cut records into batches of at most CHUNK bytes; a larger record stands alone."""
    first = room = 0
    for number, record in enumerate(records):
        needed = size_of(record)
        if needed > room:
            if number > first:
                yield records[first:number]
            first, room = number, CHUNK
        room -= needed
    if len(records) > first:
        yield records[first:]
