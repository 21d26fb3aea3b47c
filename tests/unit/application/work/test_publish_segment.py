"""What a shard owes is published from its segments; its cursor only grows."""

from dataclasses import replace

import pytest

from spice.application.work.publish_segment import LARGEST, Publisher
from spice.application.work.workers import Workers
from spice.domain.shards import INSTANCE, Shard
from spice.messages.command import command_record
from spice.messages.event import decode_event
from spice.ports.errors import BrokenChain, Transient
from tests.support.things import Things, a_put, shard_of, unreadable

SHARD = shard_of("a")


class BrokenBus:
    """A bus that is away."""

    def publish(self, topic: str, partition: int, records: object) -> None:
        """Be away."""
        raise Transient("bus", "away")

    def partitions(self, topic: str) -> int:
        """Be away."""
        raise Transient("bus", "away")


@pytest.fixture
def things() -> Things:
    """Three segments of a shard, indexed while the bus was away."""
    things = Things()
    away = Workers(replace(things.ports, bus=BrokenBus()))(INSTANCE)
    for number in range(3):
        records = things.accept(SHARD, command_record(a_put("a", str(number))))
        try:
            away(SHARD.commands, SHARD.partition, records[-1:])
        except Transient:
            # It owes what it could not publish, and appends nothing before that: so the cursor is moved by hand.
            things.ports.model.published(SHARD.name, number + 1)
    things.state.shards[SHARD.name] = replace(things.state.shards[SHARD.name], published=0)
    return things


def versions(things: Things) -> list[int]:
    return [decode_event(each.value).version for each in things.published(SHARD.events, SHARD.partition)]


def test_what_is_owed_is_published_in_order_and_the_cursor_follows(things: Things) -> None:
    head = things.state.shards[SHARD.name]

    Publisher(things.ports).publish_owed(head)

    assert versions(things) == [1, 2, 3]
    assert things.state.shards[SHARD.name].published == 3


def test_nothing_is_owed_at_the_end(things: Things) -> None:
    Publisher(things.ports).publish_owed(replace(things.state.shards[SHARD.name], published=3))

    assert versions(things) == []


def test_a_bus_that_is_away_leaves_the_cursor_where_it_is(things: Things) -> None:
    with pytest.raises(Transient):
        Publisher(replace(things.ports, bus=BrokenBus())).publish_owed(things.state.shards[SHARD.name])

    assert things.state.shards[SHARD.name].published == 0


def test_a_segment_that_is_not_the_indexed_one_is_not_published(things: Things) -> None:
    things.log.take_out((1, SHARD.name, 2))

    with pytest.raises(BrokenChain, match="it is indexed, and not in the log"):
        Publisher(things.ports).publish_owed(things.state.shards[SHARD.name])

    assert versions(things) == [1]


def test_a_large_event_is_announced_and_stands_in_its_segment() -> None:
    things = Things()
    records = things.accept(SHARD, command_record(a_put("a", "x" * LARGEST)))

    Workers(things.ports)(INSTANCE)(SHARD.commands, SHARD.partition, records)

    (published,) = things.published(SHARD.events, SHARD.partition)
    assert len(published.value) < 1000
    assert ("content", b"segment") in published.headers
    assert decode_event(published.value).data is None


def test_poison_goes_to_people_and_what_waits_behind_it_does_not() -> None:
    things = Things()
    records = things.accept(SHARD, unreadable("a"), command_record(a_put("a")))

    Workers(things.ports)(INSTANCE)(SHARD.commands, SHARD.partition, records)

    assert len(things.published(Shard(INSTANCE, 0).dead_letters, 0)) == 1
    assert things.published(SHARD.events, SHARD.partition) == []
