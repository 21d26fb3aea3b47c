"""The driver's clients behind one bus: a producer, an administrative client, and a consumer for each that reads."""

import threading
from collections.abc import Sequence

from spice.adapters.kafka.cluster import KafkaCluster
from spice.adapters.kafka.connection import SERVICE, KafkaConnection
from spice.adapters.kafka.partition_reader import PartitionReader
from spice.adapters.kafka.publisher import KafkaPublisher, StaleMetadata
from spice.adapters.kafka.watch import TopicWatch
from spice.messages.record_batch import Record
from spice.ports.errors import Permanent, Transient


class KafkaClients:
    """Makes them; each connects when it is used first."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self.cluster = KafkaCluster(connection)
        self.watch = TopicWatch(connection, self.cluster)
        self._publisher = KafkaPublisher(connection)
        self._readers: dict[tuple[str, str, int], PartitionReader] = {}

    def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Publish; where the producer does not know the place, the cluster says whether it exists by now."""
        for last in (False, True):
            try:
                return self._publisher.publish(topic, partition, records)
            except StaleMetadata as stale:
                if (count := self.cluster.partitions(topic)) <= partition:
                    missing = f"topic {topic} has {count} partitions, no partition {partition}"
                    raise Permanent(SERVICE, missing) from stale
                if last:
                    raise Transient(SERVICE, f"the producer does not know {topic}/{partition} yet") from stale
        return None

    def reader(self, group: str, topic: str, partition: int) -> PartitionReader:
        """Give the reader of a partition for a group."""
        with self._lock:
            key = (group, topic, partition)
            if key not in self._readers:
                self._readers[key] = PartitionReader(self._connection, self.cluster, *key)
            return self._readers[key]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            readers = list(self._readers.values())
        for reader in readers:
            reader.close()
        self._publisher.close()
        self.watch.close()
        self.cluster.close()
