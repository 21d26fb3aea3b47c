"""Bus records as the event Lambda's Kafka event source mapping makes of them."""

from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from local.host.environments.frames import encode
from spice.ports.bus import ConsumedRecord


def kafka_event(records: Sequence[ConsumedRecord]) -> msgspec.Raw:
    """Make the event of a batch, encoded for an environment."""
    groups: dict[str, list[dict[str, object]]] = {}
    for record in records:
        groups.setdefault(f"{record.topic}-{record.partition}", []).append(_entry(record))
    return msgspec.Raw(encode({"eventSource": "aws:kafka", "bootstrapServers": "127.0.0.1", "records": groups}))


def _entry(record: ConsumedRecord) -> dict[str, object]:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "timestampType": "CREATE_TIME",
        "key": b2a_base64(record.key, newline=False).decode("ascii"),
        "value": b2a_base64(record.value, newline=False).decode("ascii"),
        "headers": _headers(record.headers),
    }


@lru_cache(maxsize=256)
def _headers(headers: tuple[tuple[str, bytes], ...]) -> list[dict[str, list[int]]]:
    """Spell headers out as AWS does, byte by byte; the records of a request or a segment have the same ones."""
    return [{name: list(value)} for name, value in headers]
