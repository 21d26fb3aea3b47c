"""The producing half: all that a Lambda function needs of Kafka."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaTimeoutError

from spice.adapters.kafka.connection import REQUEST_SECONDS, SERVICE, KafkaConnection
from spice.adapters.kafka.failures import translated
from spice.adapters.kafka.limits import MAX_RECORD, check, chunks
from spice.adapters.kafka.opening import opened
from spice.messages.record_batch import Record
from spice.ports.errors import PortError, Unknown

DELIVERY_SECONDS = 15
"""Until then the driver tries again by itself; the relay holds its claim meanwhile, and may do so for 30 s."""
METADATA_WAIT_SECONDS = 3
OPTIONS: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "max_in_flight_requests_per_connection": 1,
    "compression_type": "zstd",
    "delivery_timeout_ms": DELIVERY_SECONDS * 1000,
    "max_block_ms": METADATA_WAIT_SECONDS * 1000,
    "allow_auto_create_topics": False,
    "metrics_enabled": False,
    # We say when a batch is complete, by flushing: never a part of one before, never a wait after.
    "linger_ms": (DELIVERY_SECONDS - REQUEST_SECONDS - 1) * 1000,
    "batch_size": 2 * 1024 * 1024,
    "max_request_size": MAX_RECORD + 1024 * 1024,
}


class StaleMetadata(Exception):
    """The producer does not know the topic or the partition; somebody else has to tell whether they exist."""


class KafkaPublisher:
    """Publishes chunk by chunk, each one record batch that is kept whole or not at all: what is acked is a prefix."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._producer: Any = None

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in order; on return all are acked. Raises as failures.py says, and StaleMetadata."""
        check(records)
        with self._lock:
            self._expect(topic, partition)
            for chunk in chunks(records):
                self._append(topic, partition, chunk)

    def close(self) -> None:
        """End the producer; whoever was promised something has been told already."""
        with self._lock:
            self._drop()

    def _expect(self, topic: str, partition: int) -> None:
        try:
            known = self._live().partitions_for(topic)
        except KafkaTimeoutError as failed:
            self._drop()
            raise StaleMetadata(topic) from failed
        except PortError:
            raise
        except Exception as failed:
            # Also what is no KafkaError: a client whose loop has ended stays so.
            self._drop()
            raise translated(failed, f"{topic} at {self._connection}") from failed
        if partition not in known:
            self._drop()
            raise StaleMetadata(topic)

    def _live(self) -> Any:
        if self._producer is None:
            self._producer = opened(KafkaProducer, self._connection, OPTIONS)
        return self._producer

    def _append(self, topic: str, partition: int, chunk: Sequence[Record]) -> None:
        """Send one batch and wait for its ack. At a failure the producer goes: the next one sends all that was not
        acked, and a flush of this one must not."""
        send = self._producer.send
        doing = f"{len(chunk)} records to {topic}/{partition}"
        try:
            acks = [
                send(topic, value=record.value, key=record.key, headers=list(record.headers), partition=partition)
                for record in chunk
            ]
            self._producer.flush(DELIVERY_SECONDS + REQUEST_SECONDS)
        except Exception as failed:
            self._drop()
            raise translated(failed, doing, handed_over=True) from failed
        if (reason := next(_failures(acks), None)) is not None:
            self._drop()
            raise translated(reason, doing, handed_over=True) from reason
        if not all(ack.is_done for ack in acks):
            self._drop()
            raise Unknown(SERVICE, f"{doing}: not acked in {DELIVERY_SECONDS} s")

    def _drop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        # The driver's close() flushes first and, where that fails, closes nothing: the sender would go on sending.
        with suppress(Exception):
            producer._sender.force_close()
            producer._sender.join(1.0)
            producer.close(timeout=0)


def _failures(acks: Sequence[Any]) -> Iterator[Exception]:
    for ack in acks:
        if ack.is_done and ack.failed():
            yield ack.exception
