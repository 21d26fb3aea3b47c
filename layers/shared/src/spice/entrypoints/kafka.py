"""Kafka event source mapping -> one call a partition. An invocation succeeds or fails whole."""

from binascii import a2b_base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spice.entrypoints.log import logger
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import BrokenChain, PortError

Handle = Callable[[str, int, Sequence[ConsumedRecord]], None]


def each_partition(handle: Handle) -> Callable[[Any, Any], dict[str, int]]:
    """Make a handler that gives every partition's records, in order, to `handle`.

    A shard whose chain is broken fails the invocation once the others have had theirs.
    """

    def handler(event: Mapping[str, Any], _: Any) -> dict[str, int]:
        count, broken = 0, list[BrokenChain]()
        for records in event["records"].values():
            if batch := [consumed(record) for record in records]:
                try:
                    _logged(handle, batch)
                except BrokenChain as met:
                    broken.append(met)
                count += len(batch)
        if broken:
            raise broken[0]
        return {"records": count}

    return handler


def all_partitions(handle: Callable[[str, Sequence[ConsumedRecord]], None]) -> Callable[[Any, Any], dict[str, int]]:
    """Make a handler that gives all records of a topic, partition by partition, to one call of `handle`."""

    def handler(event: Mapping[str, Any], _: Any) -> dict[str, int]:
        by_topic: dict[str, list[ConsumedRecord]] = {}
        for records in event["records"].values():
            for record in records:
                by_topic.setdefault(record["topic"], []).append(consumed(record))
        for topic, batch in by_topic.items():
            _logged(lambda _topic, _partition, records, topic=topic: handle(topic, records), batch)
        return {"records": sum(map(len, by_topic.values()))}

    return handler


def _logged(handle: Callable[..., None], batch: Sequence[ConsumedRecord]) -> None:
    """Run a batch; whatever fails is said once, with its place, and fails the invocation: it will be redelivered."""
    first = batch[0]
    try:
        handle(first.topic, first.partition, batch)
    except Exception as failed:
        logger.error(
            "batch failed",
            topic=first.topic,
            partition=first.partition,
            offset=first.offset,
            records=len(batch),
            error=type(failed).__name__,
            message=str(failed)[:500] if isinstance(failed, PortError) else "",
        )
        raise


def consumed(record: Mapping[str, Any]) -> ConsumedRecord:
    """Read a record of the event."""
    return ConsumedRecord(
        key=a2b_base64(record.get("key") or ""),
        value=a2b_base64(record.get("value") or ""),
        headers=tuple([(name, bytes(value)) for header in record["headers"] for name, value in header.items()]),
        topic=record["topic"],
        partition=record["partition"],
        offset=record["offset"],
        timestamp=record["timestamp"],
    )
