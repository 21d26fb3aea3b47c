"""A batch is carried out whole: one segment, its index, its publication; again, and nothing happens twice."""

from dataclasses import replace

import pytest

from spice.application.work.carry_out import CarryOut
from spice.application.work.workers import Workers
from spice.domain.shards import INSTANCE, Shard
from spice.messages.command import command_record
from spice.messages.segment import read_segment
from spice.ports.errors import BrokenChain, Transient
from spice.ports.write_model import Snapshot, Wanted
from tests.support.memory_platform import memory_ports
from tests.support.things import Things, a_delete, a_put, shard_of

SHARD = shard_of("a")


@pytest.fixture
def things() -> Things:
    return Things()


def carry_out(things: Things) -> CarryOut:
    return Workers(things.ports)(INSTANCE)


def states(things: Things) -> list[str]:
    return [state.state for state in things.state.commands.values()]


def test_a_batch_becomes_one_segment_with_its_source(things: Things) -> None:
    records = things.accept(SHARD, *(command_record(a_put("a", str(n))) for n in range(3)))

    carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert things.log.places() == [(1, SHARD.name, 1)]
    segment = read_segment(things.log.read(1, SHARD.name, 1) or b"")
    assert segment.header.source is not None
    assert (segment.header.source.first, segment.header.source.last, segment.header.events) == (0, 2, 3)
    assert states(things) == ["COMPLETED"] * 3
    assert len(things.published(SHARD.events, SHARD.partition)) == 3


def test_a_batch_that_comes_again_is_recognised(things: Things) -> None:
    records = things.accept(SHARD, command_record(a_put("a")), command_record(a_delete("a")))
    for _ in range(2):
        carry_out(things)(SHARD.commands, SHARD.partition, records)

    carry_out(things)(SHARD.commands, SHARD.partition, things.accept(SHARD, command_record(a_put("a"))))

    assert things.log.places() == [(1, SHARD.name, 1)]


def test_a_worker_that_died_behind_its_segment_is_finished_by_the_next(things: Things) -> None:
    class Died(Exception):
        """The process ended."""

    def die(point: str) -> None:
        if point == "worker.after_put":
            raise Died

    records = things.accept(SHARD, command_record(a_put("a")))
    with pytest.raises(Died):
        Workers(replace(things.ports, crash=die))(INSTANCE)(SHARD.commands, SHARD.partition, records)
    before = states(things)

    carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert (before, states(things)) == ([], ["COMPLETED"])
    assert things.log.places() == [(1, SHARD.name, 1)]
    assert len(things.published(SHARD.events, SHARD.partition)) == 1


def test_who_comes_second_indexes_the_winner_and_takes_the_next_place(things: Things) -> None:
    records = things.accept(SHARD, command_record(a_put("a", "first")), command_record(a_put("a", "second")))
    # Another process, with an index of its own that has not seen the first one's segment.
    other = Things()
    beside = replace(memory_ports(other.now, state=other.state), log=things.log, ontology=other.ports.ontology)
    carry_out(things)(SHARD.commands, SHARD.partition, records[:1])

    Workers(beside)(INSTANCE)(SHARD.commands, SHARD.partition, records[1:])

    assert things.log.places() == [(1, SHARD.name, 1), (1, SHARD.name, 2)]
    assert [each.version for each in other.state.instances.values()] == [2]


def test_a_record_of_another_shard_is_given_back(things: Things) -> None:
    elsewhere = Shard(INSTANCE, (SHARD.partition + 1) % 6)
    things.ports.generations.first(things.ports.generations.current(INSTANCE))
    things.state.generations[INSTANCE] = replace(things.ports.model.generation(INSTANCE), partitions=6)
    records = things.accept(elsewhere, command_record(a_put("a")))

    carry_out(things)(elsewhere.commands, elsewhere.partition, records)

    assert things.log.places() == []
    assert things.ports.outbox.depth().records == 1


def test_a_quarantined_shard_decides_nothing(things: Things) -> None:
    things.ports.quarantine.put(BrokenChain(1, SHARD.name, 1, "it is gone"))
    records = things.accept(SHARD, command_record(a_put("a")))

    with pytest.raises(BrokenChain):
        carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert (things.log.places(), states(things)) == ([], [])
    assert dict(things.state.attempts) == {}


def test_a_quarantine_that_is_lifted_meanwhile_is_not_put_back(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    quarantine, model = things.ports.quarantine, things.ports.model
    quarantine.put(BrokenChain(1, SHARD.name, 1, "it is gone"))
    records, look = things.accept(SHARD, command_record(a_put("a"))), model.snapshot

    def looked(shard: str, wanted: Wanted) -> Snapshot:
        snapshot = look(shard, wanted)
        quarantine.lift(shard)
        return snapshot

    monkeypatch.setattr(model, "snapshot", looked)
    with pytest.raises(BrokenChain):
        carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert quarantine.all() == []


def test_nothing_is_decided_from_an_index_that_is_being_made(things: Things) -> None:
    things.ports.model.forget()
    records = things.accept(SHARD, command_record(a_put("a")))

    with pytest.raises(Transient, match="it is being rebuilt"):
        carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert things.log.places() == []


def test_from_the_third_attempt_on_records_are_taken_alone(things: Things) -> None:
    records = things.accept(SHARD, command_record(a_put("a", "1")), command_record(a_put("a", "2")))
    for _ in range(2):
        things.ports.attempts.attempt(SHARD.commands, SHARD.partition, 0)

    carry_out(things)(SHARD.commands, SHARD.partition, records)

    assert things.log.places() == [(1, SHARD.name, 1), (1, SHARD.name, 2)]
