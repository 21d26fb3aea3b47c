"""A bus that keeps what it is given and, while it is unsure, cannot say so."""

from collections.abc import Sequence

from spice.messages.record_batch import Record
from spice.ports.bus import Bus
from spice.ports.errors import Unknown


class UnsureBus:
    """Another bus, whose acks may be lost."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.unsure = False

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Publish, and perhaps lose the ack."""
        self._bus.publish(topic, partition, records)
        if self.unsure and topic.endswith("-events"):
            raise Unknown("bus", "the ack was lost")

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        return self._bus.partitions(topic)
