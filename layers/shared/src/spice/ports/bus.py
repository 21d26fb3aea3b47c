"""The bus: topics of ordered partitions, as Kafka has them."""

from collections.abc import Sequence
from typing import Protocol

from spice.messages.record_batch import Record as Record


class ConsumedRecord(Record, frozen=True, kw_only=True):
    """A message as it is read: with its place and its time in milliseconds."""

    topic: str
    partition: int
    offset: int
    timestamp: int = 0


class Bus(Protocol):
    """What relay and workers need: publish and be told it is kept."""

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records to a partition in order and return when all are kept.

        Raises Transient or Unknown (a prefix, which may be none or all, is kept: repeat, it is recognised), Permanent
        when a record can never be (too large) or the place does not exist.
        """
        ...

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        ...


class BusConsumer(Protocol):
    """What an event source mapping needs; only the local host and tests use it."""

    def fetch(
        self, group: str, topic: str, partition: int, *, max_records: int, max_bytes: int
    ) -> Sequence[ConsumedRecord]:
        """Read from the group's committed offset on."""
        ...

    def commit(self, group: str, topic: str, partition: int, offset: int) -> None:
        """Keep `offset` as the next to read; it only grows."""
        ...

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count per partition the messages the group has not committed."""
        ...
