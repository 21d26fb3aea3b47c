"""Changes of ontologies that instances are held to: from one shard's outcome on, until the change's shard moves."""

from typing import Any
from uuid import UUID

import pytest

from spice.messages.segment import Outcome
from spice.ports.tightening import Tightening
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, SHAPE, Writer, created, done

ONTOLOGY = "ontology-0000"


def held(sequence: int, base: str = "c1") -> Tightening:
    return Tightening(database=DATABASE, shard=ONTOLOGY, sequence=sequence, base=base, classes={"c-thing": SHAPE})


def prepared(name: str, tightening: Tightening) -> Outcome:
    told: dict[str, Any] = {
        "database": tightening.database,
        "shard": tightening.shard,
        "sequence": tightening.sequence,
        "base": tightening.base,
        "classes": tightening.classes,
    }
    told |= {} if tightening.pack is None else {"pack": tightening.pack, "length": tightening.length}
    return done(name, type="PrepareChange", result={"tightening": told})


def looked(writer: Writer, database: UUID = DATABASE) -> list[Tightening]:
    return [*writer.model.snapshot(writer.shard, Wanted(databases=[database])).tightenings]


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


def test_every_shard_is_held_to_what_one_has_taken_in(writer: Writer) -> None:
    other = Writer(writer.stores, shard="instance-0001")

    writer.write(outcomes=[prepared("p", held(0))])

    assert looked(writer) == looked(other) == [held(0)]
    assert looked(writer, UUID(int=1)) == []


def test_what_another_shard_takes_in_again_is_held_once(writer: Writer) -> None:
    writer.write(outcomes=[prepared("p", held(0))])

    Writer(writer.stores, shard="instance-0001").write(outcomes=[prepared("q", held(0))])

    assert looked(writer) == [held(0)]


def test_what_is_long_is_held_by_the_pack_that_has_it(writer: Writer) -> None:
    long = Tightening(database=DATABASE, shard=ONTOLOGY, sequence=0, base="c1", classes={}, pack="p-1", length=7)

    writer.write(outcomes=[prepared("p", long)])

    assert looked(writer) == [long]


def test_nobody_is_held_once_the_changes_shard_has_moved(writer: Writer) -> None:
    writer.write(outcomes=[prepared("p", held(0))])

    Writer(writer.stores, shard=ONTOLOGY).write(outcomes=[done("refused", state="FAILED")])

    assert looked(writer) == []


def test_what_comes_late_holds_nobody(writer: Writer) -> None:
    Writer(writer.stores, shard=ONTOLOGY).write(outcomes=[done("refused", state="FAILED")])
    writer.write(outcomes=[prepared("next", held(1, "c2"))])

    writer.write(outcomes=[prepared("late", held(0))])

    assert looked(writer) == [held(1, "c2")]


def test_an_index_that_was_given_up_holds_nobody(writer: Writer) -> None:
    writer.write(created("a"), outcomes=[prepared("p", held(0))])

    writer.model.forget()

    assert looked(writer) == []
