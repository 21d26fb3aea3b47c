"""What only Kafka shows: waking, added partitions, topics made by somebody else, records that expired."""

import os
import threading
import time

import pytest
from kafka import KafkaAdminClient, TopicPartition

from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection
from spice.messages.record_batch import Record
from spice.ports.errors import Permanent, Transient
from tests.servers.kafka.conftest import PARTITIONS, TOPIC
from tests.support.kafka_broker import KafkaBroker

pytestmark = pytest.mark.servers


def records(*values: str) -> list[Record]:
    return [Record(key=b"k", value=value.encode()) for value in values]


def values(bus: KafkaBus, partition: int = 0, topic: str = TOPIC) -> list[str]:
    read = bus.fetch("g", topic, partition, max_records=1000, max_bytes=10_000_000)
    return [record.value.decode()[:10] for record in read]


def test_a_sleeper_is_woken_as_soon_as_something_is_published(bus: KafkaBus) -> None:
    bus.partitions(TOPIC)
    assert bus.listen(0.2) == frozenset()
    woken: list[frozenset[str]] = []
    sleeper = threading.Thread(target=lambda: woken.append(bus.listen(20.0)))
    sleeper.start()
    time.sleep(1.0)

    bus.publish(TOPIC, 1, records("a"))
    published_at = time.monotonic()
    sleeper.join(20)

    assert woken == [frozenset({TOPIC})]
    assert time.monotonic() - published_at < 0.5


def test_what_was_published_between_two_sleeps_wakes_the_second(bus: KafkaBus) -> None:
    bus.partitions(TOPIC)
    bus.listen(0.1)

    bus.publish(TOPIC, 2, records("a"))

    assert bus.listen(5.0) == frozenset({TOPIC})
    assert bus.listen(0.2) == frozenset()


def test_waiting_costs_no_work(bus: KafkaBus) -> None:
    bus.partitions(TOPIC)
    bus.listen(0.1)
    began = time.process_time()

    bus.listen(3.0)

    assert time.process_time() - began < 0.3


def test_partitions_that_were_added_are_published_to_and_read(bus: KafkaBus) -> None:
    bus.publish(TOPIC, 0, records("before"))

    bus.create_topics({TOPIC: PARTITIONS + 1})
    bus.publish(TOPIC, PARTITIONS, records("after"))

    assert bus.partitions(TOPIC) == PARTITIONS + 1
    assert values(bus, PARTITIONS) == ["after"]
    assert bus.lag("g", TOPIC)[PARTITIONS] == 1


def test_topics_are_made_once_and_never_shrink(bus: KafkaBus) -> None:
    bus.create_topics({TOPIC: 1, "other": 2})

    assert (bus.partitions(TOPIC), bus.partitions("other")) == (PARTITIONS, 2)


def test_a_topic_with_too_small_a_limit_refuses_a_large_record_and_nothing_behind_it_goes(
    running: KafkaBroker, bus: KafkaBus
) -> None:
    with KafkaAdminClient(bootstrap_servers=running.bootstrap) as admin:
        admin.create_topics({"plain": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    large = Record(key=b"k", value=os.urandom(2_000_000))

    with pytest.raises(Permanent, match="MessageSizeTooLarge"):
        bus.publish("plain", 0, [*records("a", "b"), large, *records("c")])

    assert values(bus, topic="plain") == ["a", "b"]


def test_a_group_whose_next_record_has_expired_goes_on_with_the_oldest(running: KafkaBroker, bus: KafkaBus) -> None:
    bus.publish(TOPIC, 0, records("a", "b", "c", "d"))
    bus.commit("g", TOPIC, 0, 1)

    with KafkaAdminClient(bootstrap_servers=running.bootstrap) as admin:
        admin.delete_records({TopicPartition(TOPIC, 0): 3})

    assert values(bus) == ["d"]


def test_a_place_is_read_again_from_what_is_held_and_from_anywhere(bus: KafkaBus) -> None:
    bus.publish(TOPIC, 0, records("a", "b", "c"))
    first, again = values(bus), values(bus)
    bus.commit("g", TOPIC, 0, 2)

    assert (first, again, values(bus)) == (["a", "b", "c"], ["a", "b", "c"], ["c"])


def test_readers_of_all_partitions_at_once_mix_nothing(bus: KafkaBus) -> None:
    for partition in range(PARTITIONS):
        bus.publish(TOPIC, partition, records(*[f"{partition}"] * 500))
    found: dict[tuple[int, str], list[str]] = {}

    def read(partition: int, group: str) -> None:
        kept = found.setdefault((partition, group), [])
        while batch := bus.fetch(group, TOPIC, partition, max_records=60, max_bytes=10_000):
            kept += [record.value.decode() for record in batch]
            bus.commit(group, TOPIC, partition, batch[-1].offset + 1)

    threads = [threading.Thread(target=read, args=(p, g)) for p in range(PARTITIONS) for g in ("g", "h")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {(p, g): [f"{p}"] * 500 for p in range(PARTITIONS) for g in ("g", "h")}


def test_a_broker_that_nobody_started_is_named() -> None:
    bus = KafkaBus(KafkaConnection(bootstrap=("127.0.0.1:1",)))

    with pytest.raises(Transient, match=r"127\.0\.0\.1:1"):
        bus.partitions(TOPIC)
    bus.close()
