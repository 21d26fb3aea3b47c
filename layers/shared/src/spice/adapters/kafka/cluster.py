"""The cluster as an administrator asks it: topics, ends of partitions, and what groups committed."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from kafka import KafkaAdminClient, OffsetAndMetadata, OffsetSpec, TopicPartition
from kafka.errors import (
    KafkaError,
    NoError,
    NotControllerError,
    NotCoordinatorError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from spice.adapters.kafka.connection import SERVICE, KafkaConnection
from spice.adapters.kafka.failures import translated
from spice.adapters.kafka.limits import MAX_MESSAGE
from spice.adapters.kafka.opening import opened
from spice.ports.errors import Permanent, PortError

PATIENCE_SECONDS = 5.0
PING_SECONDS = 1.5
PAUSE_SECONDS = 0.1
"""Topics are kept for 14 days: processed command ids, by which repeats are known, for longer."""
READ_COMMITTED = "read_committed"
Answer = TypeVar("Answer")


class KafkaCluster:
    """One administrative client for all threads, opened when needed; it may be asked from several at once."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._admin: Any = None
        self._retired: list[Any] = []

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions, asking each time."""
        described = self._ask(f"topic {topic}", lambda admin: _described(admin, [topic]))
        return len(described[topic])

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics with their partitions; existing ones grow, never shrink."""
        self._ask("make topics", lambda admin: _create(admin, topics))

    def lag(self, group: str, topic: str, partitions: int) -> dict[int, int]:
        """Count per partition what a group has not committed; where it never did, what there is."""
        ends = self.ends({topic: partitions})
        committed = self.committed(group, ends)
        new = [place for place, end in ends.items() if end and place not in committed]
        begins = committed | (self._offsets(new, OffsetSpec.EARLIEST) if new else {})
        return {place.partition: max(0, end - begins.get(place, 0)) for place, end in sorted(ends.items())}

    def ends(self, topics: Mapping[str, int]) -> dict[TopicPartition, int]:
        """Tell where each partition ends: the offset of its next committed record."""
        places = [TopicPartition(topic, number) for topic, count in topics.items() for number in range(count)]
        return self._offsets(places, OffsetSpec.LATEST)

    def end(self, place: TopicPartition) -> int:
        """Tell where one partition ends."""
        return self._offsets([place], OffsetSpec.LATEST)[place]

    def begin(self, place: TopicPartition) -> int:
        """Tell the first offset that a partition still has."""
        return self._offsets([place], OffsetSpec.EARLIEST)[place]

    def committed(self, group: str, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """Tell what a group committed, for the partitions where it did."""
        found = self._ask(f"offsets of {group}", lambda admin: admin.list_group_offsets({group: list(places)}))
        return {place: kept.offset for place, kept in found[group].items() if kept.offset >= 0}

    def commit(self, group: str, place: TopicPartition, offset: int) -> None:
        """Keep a group's next offset to read."""

        def keep(admin: Any) -> None:
            wanted = {place: OffsetAndMetadata(offset, "", -1)}
            for failure in admin.alter_group_offsets(group, wanted).values():
                if failure is not NoError:
                    raise failure(f"{place.topic}/{place.partition}")

        self._ask(f"commit of {group}", keep)

    def ping(self) -> float:
        """Measure a round trip in seconds; waits only as long as connecting again takes."""
        start = time.monotonic()
        self._ask("ping", lambda admin: admin.describe_topics([]), patience=PING_SECONDS)
        return time.monotonic() - start

    def close(self) -> None:
        """Close the client."""
        with self._lock:
            for admin in (*self._retired, self._admin):
                if admin is not None:
                    admin.close()
            self._admin, self._retired = None, []

    def _offsets(self, places: list[TopicPartition], spec: OffsetSpec) -> dict[TopicPartition, int]:
        wanted = dict.fromkeys(places, spec)
        found = self._ask("ends", lambda admin: admin.list_partition_offsets(wanted, isolation_level=READ_COMMITTED))
        return {place: answer.offset for place, answer in found.items()}

    def _ask(self, doing: str, work: Callable[[Any], Answer], *, patience: float = PATIENCE_SECONDS) -> Answer:
        """Ask, and again while the cluster says "not now": the driver's administrative client does not by itself."""
        until = time.monotonic() + patience
        while True:
            admin = None
            try:
                admin = self._live()
                return work(admin)
            except UnknownTopicOrPartitionError as failed:
                raise translated(failed, doing) from failed
            except KafkaError as failed:
                if isinstance(failed, NotCoordinatorError | NotControllerError):
                    self._retire(admin)
                if not failed.retriable or time.monotonic() > until:
                    raise translated(failed, f"{doing} at {self._connection}") from failed
            except PortError:
                raise
            except Exception as failed:
                # Its loop has ended, of whatever it was: this client answers nobody any more.
                self._retire(admin)
                raise translated(failed, f"{doing} at {self._connection}") from failed
            time.sleep(PAUSE_SECONDS)

    def _live(self) -> Any:
        with self._lock:
            if self._admin is None:
                self._admin = opened(KafkaAdminClient, self._connection, {})
            return self._admin

    def _retire(self, admin: Any) -> None:
        """Take a client out of use that will not learn who coordinates; others may be in the middle of a question."""
        gone: list[Any] = []
        with self._lock:
            if admin is not None and admin is self._admin:
                gone, self._retired, self._admin = self._retired, [admin], None
        for old in gone:
            # The driver waits without end for a loop that hangs: nobody waits with it.
            threading.Thread(target=_closed, args=(old,), name="kafka-retired", daemon=True).start()


def _closed(admin: Any) -> None:
    with suppress(Exception):
        admin.close()


def _described(admin: Any, topics: Iterable[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for topic in admin.describe_topics(list(topics)):
        if (failure := for_code(topic["error_code"])) is UnknownTopicOrPartitionError:
            raise Permanent(SERVICE, f"topic {topic['name']} does not exist")
        if failure is not NoError:
            raise failure(topic["name"])
        found[topic["name"]] = topic["partitions"]
    return found


def _create(admin: Any, topics: Mapping[str, int]) -> None:
    there = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}
    # How long records are kept is the brokers' to say: they know their disks.
    configs = {"max.message.bytes": str(MAX_MESSAGE)}
    missing = {
        topic: {"num_partitions": count, "replication_factor": -1, "configs": configs}
        for topic, count in topics.items()
        if topic not in there
    }
    if missing:
        # Somebody else may make the same topics at the same time.
        with suppress(TopicAlreadyExistsError):
            admin.create_topics(missing)
    if grown := {topic: count for topic, count in topics.items() if there.get(topic, count) < count}:
        admin.create_partitions(grown)
    admin.wait_for_topics(list(topics))
