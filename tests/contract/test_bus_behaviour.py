"""The bus: ordered partitions, offsets without gaps, positions per group."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import psycopg
import pytest

from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import Permanent
from tests.contract.conftest import ON_KAFKA, Stores
from tests.support.services import Services

TOPIC = "instance-commands"


@pytest.fixture(params=["twins", pytest.param("real", marks=pytest.mark.services), ON_KAFKA])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Every bus there is."""
    stores: Stores = request.getfixturevalue(request.param)
    return stores


def records(*values: str) -> list[Record]:
    return [Record(key=b"k", value=value.encode()) for value in values]


def fetched(stores: Stores, *, group: str = "g", partition: int = 0, most: int = 1000) -> Sequence[ConsumedRecord]:
    return stores.consumer.fetch(group, TOPIC, partition, max_records=most, max_bytes=10_000_000)


def values(read: Sequence[ConsumedRecord]) -> list[str]:
    return [record.value.decode() for record in read]


def test_records_are_read_in_the_order_and_form_in_which_they_were_published(stores: Stores) -> None:
    odd = Record(key=b"\xff\x00", value=b"\x00\xfe", headers=(("user", b"kim"), ("user", b"\xff")))
    stores.ports.bus.publish(TOPIC, 0, records("a", "b"))
    stores.ports.bus.publish(TOPIC, 0, [odd])

    read = fetched(stores)

    assert [record.offset for record in read] == [0, 1, 2]
    assert (read[2].key, read[2].value, read[2].headers) == (odd.key, odd.value, odd.headers)
    assert {(record.topic, record.partition) for record in read} == {(TOPIC, 0)}
    assert all(record.timestamp > 0 for record in read)


def test_an_encoded_batch_is_published_as_it_is(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, RecordBatch.of(records("a", "b")))

    assert values(fetched(stores)) == ["a", "b"]


def test_partitions_do_not_mix(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, records("a"))
    stores.ports.bus.publish(TOPIC, 5, records("b"))

    assert (values(fetched(stores)), values(fetched(stores, partition=5))) == (["a"], ["b"])
    assert stores.ports.bus.partitions(TOPIC) == 6


def test_a_group_goes_on_where_it_committed(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, records("a", "b", "c", "d"))

    stores.consumer.commit("g", TOPIC, 0, 3)
    stores.consumer.commit("g", TOPIC, 0, 1)

    assert values(fetched(stores)) == ["d"]
    assert values(fetched(stores, group="other")) == ["a", "b", "c", "d"]


def test_a_read_may_end_within_what_was_published_together(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, records(*"abcdefgh"))
    taken = []

    while read := fetched(stores, most=3):
        taken.append(values(read))
        stores.consumer.commit("g", TOPIC, 0, read[-1].offset + 1)

    assert taken == [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]


def test_a_read_is_bounded_in_bytes_but_brings_at_least_one(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, records("a" * 1000, "b" * 1000, "c" * 1000))

    two = stores.consumer.fetch("g", TOPIC, 0, max_records=10, max_bytes=2100)
    one = stores.consumer.fetch("g", TOPIC, 0, max_records=10, max_bytes=10)

    assert (len(two), len(one)) == (2, 1)


def test_nothing_is_read_where_nothing_is(stores: Stores) -> None:
    assert fetched(stores) == []
    stores.consumer.commit("g", TOPIC, 0, 7)
    assert fetched(stores) == []


def test_the_lag_is_what_a_group_has_not_committed(stores: Stores) -> None:
    stores.ports.bus.publish(TOPIC, 0, records("a", "b", "c"))
    stores.ports.bus.publish(TOPIC, 3, records("a"))

    stores.consumer.commit("g", TOPIC, 0, 2)

    assert stores.consumer.lag("g", TOPIC) == {0: 1, 1: 0, 2: 0, 3: 1, 4: 0, 5: 0}


def test_many_publishers_at_once_lose_and_mix_nothing(stores: Stores) -> None:
    def publish(number: int) -> None:
        for n in range(20):
            stores.ports.bus.publish(TOPIC, 0, records(f"{number}:{n}:x", f"{number}:{n}:y"))

    stores.at_once([partial(publish, number) for number in range(8)])

    everything = all_of(stores)
    assert [record.offset for record in everything] == list(range(320))
    pairs = zip(values(everything)[::2], values(everything)[1::2], strict=True)
    assert all((first[:-1], first[-1], second[-1]) == (second[:-1], "x", "y") for first, second in pairs)
    for number in range(8):
        mine = [int(value.split(":")[1]) for value in values(everything) if value.startswith(f"{number}:")]
        assert mine == sorted(mine)


def all_of(stores: Stores) -> list[ConsumedRecord]:
    read: list[ConsumedRecord] = []
    while more := fetched(stores, group="all"):
        read += more
        stores.consumer.commit("all", TOPIC, 0, more[-1].offset + 1)
    return read


def test_a_topic_or_a_partition_that_does_not_exist_is_refused(stores: Stores) -> None:
    with pytest.raises(Permanent):
        stores.ports.bus.partitions("nowhere")
    with pytest.raises(Permanent):
        stores.ports.bus.publish(TOPIC, 6, records("a"))
    with pytest.raises(Permanent):
        stores.ports.bus.publish("nowhere", 0, records("a"))


@pytest.mark.parametrize("packed", [list, RecordBatch.of])
def test_a_record_that_is_too_large_is_refused(
    stores: Stores, packed: Callable[[list[Record]], Sequence[Record]]
) -> None:
    with pytest.raises(Permanent):
        stores.ports.bus.publish(TOPIC, 0, packed(records("x" * (4 * 1024 * 1024 + 1))))

    assert fetched(stores) == []


@pytest.mark.services
def test_what_one_group_has_read_is_kept_for_another_that_never_came_to_that_partition(services: Services) -> None:
    bus = PostgresBus(Postgres(services.postgres))
    with psycopg.connect(services.postgres, autocommit=True) as connection:
        connection.execute("truncate bus.batches, bus.offsets, bus.partitions")
    bus.create_topics({TOPIC: 2})
    for partition in (0, 1):
        bus.publish(TOPIC, partition, records("a"))
        bus.commit("quick", TOPIC, partition, 1)
    bus.commit("slow", TOPIC, 0, 1)

    trimmed = bus.trim(older_than_seconds=-1)
    kept = values(bus.fetch("slow", TOPIC, 1, max_records=10, max_bytes=10_000))
    bus.commit("slow", TOPIC, 1, 1)

    assert (trimmed, kept, bus.trim(older_than_seconds=-1)) == (1, ["a"], 1)


@pytest.mark.services
def test_who_listens_hears_at_once_of_what_came_between(services: Services) -> None:
    bus, other = PostgresBus(Postgres(services.postgres)), PostgresBus(Postgres(services.postgres))
    bus.create_topics({"between": 1})
    bus.listen(0)
    began, heard = time.monotonic(), list[frozenset[str]]()

    for _ in range(3):
        other.publish("between", 0, records("a"))
        time.sleep(0.1)
        heard.append(bus.listen(2.0))
    took = time.monotonic() - began
    bus.close()
    other.close()

    assert heard == [frozenset({"between"})] * 3
    assert took < 2
