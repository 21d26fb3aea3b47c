"""The outbox: claimed by one relay at a time, in order, and only what was acked leaves."""

import threading
from collections.abc import Sequence
from contextlib import closing
from uuid import UUID

import msgspec
import psycopg
import pytest

from spice.domain.identity import partition_of
from spice.messages.codec import encode
from spice.messages.command import Command, decode_command
from spice.ports.command_store import Submission
from spice.ports.outbox import OutboxRow
from tests.contract.conftest import Stores
from tests.support.memory_platform import START

TOPIC = "instance-commands"


def a_command(number: int, key: str = "key") -> Command:
    return Command(
        id=UUID(int=number),
        type="PutInstance",
        key=key,
        actor="kim",
        submitted_at=START,
        payload=msgspec.Raw(encode({"number": number})),
    )


def keep(stores: Stores, *numbers: int, key: str = "key") -> None:
    for number in numbers:
        stores.ports.commands.keep(Submission(topic=TOPIC, commands=[a_command(number, key)]))


def numbers(rows: Sequence[OutboxRow]) -> list[int]:
    return [decode_command(record.value).id.int for row in rows for record in row.records]


PARTITION = partition_of("key", 6)


class Relay:
    """Takes rows and acks what it is told to."""

    def __init__(self, acked: int | None = None) -> None:
        self.acked, self.seen = acked, list[int]()

    def __call__(self, rows: Sequence[OutboxRow]) -> int:
        self.seen += numbers(rows)
        return len(rows) if self.acked is None else self.acked


def test_rows_are_handed_over_in_order_and_leave_when_acked(stores: Stores) -> None:
    keep(stores, 1, 2, 3)
    relay = Relay()

    taken = stores.ports.outbox.drain(TOPIC, PARTITION, relay, limit=100)

    assert (taken, relay.seen) == (3, [1, 2, 3])
    assert stores.ports.outbox.depth().records == 0
    assert stores.ports.outbox.drain(TOPIC, PARTITION, relay, limit=100) == 0


def test_only_the_acked_beginning_leaves(stores: Stores) -> None:
    keep(stores, 1, 2, 3)
    relay = Relay()

    stores.ports.outbox.drain(TOPIC, PARTITION, Relay(acked=1), limit=100)
    stores.ports.outbox.drain(TOPIC, PARTITION, relay, limit=100)

    assert relay.seen == [2, 3]


def test_what_dies_while_it_publishes_leaves_everything(stores: Stores) -> None:
    keep(stores, 1, 2)

    def dying(rows: Sequence[OutboxRow]) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stores.ports.outbox.drain(TOPIC, PARTITION, dying, limit=100)
    relay = Relay()
    stores.ports.outbox.drain(TOPIC, PARTITION, relay, limit=100)

    assert relay.seen == [1, 2]


def test_a_claim_takes_a_bounded_number_of_rows(stores: Stores) -> None:
    keep(stores, 1, 2, 3)
    relay = Relay()

    assert stores.ports.outbox.drain(TOPIC, PARTITION, relay, limit=2) == 2
    assert relay.seen == [1, 2]


def test_a_shard_is_claimed_by_one_relay(stores: Stores) -> None:
    keep(stores, 1, 2)
    inside, done = threading.Event(), threading.Event()

    def slow(rows: Sequence[OutboxRow]) -> int:
        inside.set()
        done.wait(10)
        return len(rows)

    def second() -> int:
        inside.wait(10)
        try:
            return stores.ports.outbox.drain(TOPIC, PARTITION, Relay(), limit=100)
        finally:
            done.set()

    answers = stores.at_once([lambda: stores.ports.outbox.drain(TOPIC, PARTITION, slow, limit=100), second])

    assert answers == [2, 0]


def test_shards_with_rows_are_listed(stores: Stores) -> None:
    keep(stores, 1, key="key")
    keep(stores, 2, key="other")

    expected = {(TOPIC, partition_of(key, 6)) for key in ("key", "other")}
    assert set(map(tuple, stores.ports.outbox.shards())) == expected


def test_the_depth_counts_records_and_tells_the_oldest(stores: Stores) -> None:
    assert stores.ports.outbox.depth().oldest_at is None

    keep(stores, 1, 2)

    depth = stores.ports.outbox.depth()
    assert depth.records == 2
    assert depth.oldest_at is not None


def test_a_submission_may_name_its_partition(stores: Stores) -> None:
    elsewhere = (PARTITION + 1) % 6
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[a_command(1)], partition=elsewhere))

    assert list(map(tuple, stores.ports.outbox.shards())) == [(TOPIC, elsewhere)]


def test_a_bulk_keeps_its_order_within_a_shard(stores: Stores) -> None:
    commands = [a_command(number, key=f"key {number % 50}") for number in range(4100)]
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=commands))

    for partition in range(6):
        relay = Relay()
        while stores.ports.outbox.drain(TOPIC, partition, relay, limit=2):
            continue
        assert relay.seen == [n for n in range(4100) if partition_of(f"key {n % 50}", 6) == partition]


def test_an_open_older_transaction_holds_later_rows_back(real: Stores) -> None:
    assert real.url is not None
    with closing(psycopg.connect(real.url)) as older:
        older.execute("select pg_current_xact_id()")
        keep(real, 1)
        held = real.ports.outbox.drain(TOPIC, PARTITION, Relay(), limit=100)
        older.rollback()
        let_go = real.ports.outbox.drain(TOPIC, PARTITION, Relay(), limit=100)

    assert (held, let_go) == (0, 1)


def on_the_bus(stores: Stores, partition: int) -> list[int]:
    read = stores.consumer.fetch("g", TOPIC, partition, max_records=10_000, max_bytes=10_000_000)
    found = []
    while read:
        found += [decode_command(record.value).id.int for record in read]
        stores.consumer.commit("g", TOPIC, partition, read[-1].offset + 1)
        read = stores.consumer.fetch("g", TOPIC, partition, max_records=10_000, max_bytes=10_000_000)
    return found
