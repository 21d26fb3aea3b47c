"""A command on its way: what the outbox holds and the bus carries."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from spice.domain.bounds import COMMAND_BYTES
from spice.domain.errors import refuse
from spice.messages.codec import encode
from spice.messages.origin import Origin
from spice.messages.record_batch import Record


class Command(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """An accepted command. `key` is the aggregate id, and the Kafka key; `payload` is the JSON of the domain
    command."""

    id: UUID
    type: str
    key: str
    actor: str
    submitted_at: datetime
    payload: msgspec.Raw
    database: UUID | None = None
    batch: UUID | None = None
    line: int | None = None
    ontology_commit: str | None = None
    expected_version: int | None = None
    """`If-Match`: the version (instances) that must be current."""
    expected_head: str | None = None
    """`If-Match`: the commit (ontology) that must be the head."""
    must_be_absent: bool = False
    """`If-None-Match: *`."""
    reason: str | None = None
    occurred_at: datetime | None = None
    correlation_id: str | None = None
    fingerprint: str | None = None
    origin: Origin | None = None
    """Where it comes from, of one that an import made; its `line` is the row."""
    promised: dict[UUID, int] | None = None
    """Streams that other lines of its batch are to bring, or (of a delete) to end, and which lines: shards do not wait
    for one another."""
    attempt: int = 0
    left_out: int | None = None
    """Bytes of the record that it was kept as, where the bus takes none so large: its payload is gone."""


decode_command = msgspec.json.Decoder(Command).decode
"""Read a command from the bus; msgspec.DecodeError if it is none."""


def command_record(command: Command) -> Record:
    """Write a command as the bus carries it: key = aggregate id, headers type, user, timestamp. Raises DomainError
    too_large."""
    headers = _headers(command.type, command.actor, command.submitted_at)
    record = Record(key=command.key.encode(), value=encode(command), headers=headers)
    if (size := len(record.key) + len(record.value)) > COMMAND_BYTES:
        said = f"the command would have {size:,} bytes: at most {COMMAND_BYTES:,} are kept"
        raise refuse("too_large", said, value=size, hint="make the change in parts")
    return record


def without_payload(record: Record) -> Record:
    """Write a command that is too large for the bus as one that says so; it can be parked, and nothing else."""
    size = len(record.key) + len(record.value)
    try:
        command = decode_command(record.value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = b"%d bytes that are no command" % size
    else:
        bare = msgspec.structs.replace(command, payload=msgspec.Raw(b"null"), promised=None, left_out=size)
        value = encode(bare)
    return msgspec.structs.replace(record, value=value)


@lru_cache(maxsize=64)
def _headers(kind: str, actor: str, submitted_at: datetime) -> tuple[tuple[str, bytes], ...]:
    """Write headers; the lines of a request have the same ones."""
    return (
        ("command_type", kind.encode()),
        ("user", actor.encode()),
        ("timestamp", submitted_at.isoformat().encode()),
    )
