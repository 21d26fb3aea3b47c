"""Bus records as the event Lambda's Kafka event source mapping makes of them."""

from base64 import b64encode
from collections.abc import Sequence

import msgspec

from local.host.frames import encode
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
        "key": b64encode(record.key).decode(),
        "value": b64encode(record.value).decode(),
        "headers": [{name: list(value)} for name, value in record.headers],
    }
