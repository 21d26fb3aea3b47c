"""Who names whom; and an index that is incomplete."""

from typing import Any

import pytest

from spice.ports.write_model import Naming, Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, command, created, deleted, stream, updated


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


def look(writer: Writer, **wanted: Any) -> Any:
    return writer.stores.ports.model.snapshot("instance-0000", Wanted(**wanted))


def test_referrers_are_the_live_ones_that_name_a_target_now(writer: Writer) -> None:
    writer.write(
        created("a"),
        created("1", {"r-next": "a"}, at=1),
        created("2", {"r-many": ["b", "a"]}, at=2),
        created("3", {"r-next": "a"}, at=3),
        created("4", {"r-next": "a"}, at=4),
        created("5", {"r-next": "b"}, at=5),
    )
    writer.write(deleted("3", 2), updated("4", 2, at=1, unset=["r-next"]))

    found = look(writer, referred=[stream("a")]).referrers
    walked = list(writer.stores.ports.model.referrers([stream("a"), stream("b")]))

    assert {(each.target, each.instance.id) for each in found} == {(stream("a"), "1"), (stream("a"), "2")}
    both = {(stream("a"), "1"), (stream("a"), "2"), (stream("b"), "2"), (stream("b"), "5")}
    assert {(each.target, each.instance.id) for each in walked} == both
    assert {each.database for each in walked} == {DATABASE}


def test_a_snapshot_says_when_there_are_more_referrers_than_it_brings(writer: Writer) -> None:
    writer.write(*[created(str(n), {"r-next": "a"}, at=n) for n in range(1001)])

    snapshot = look(writer, referred=[stream("a")])

    assert (len(snapshot.referrers), snapshot.more_referrers) == (1000, True)
    assert len(list(writer.stores.ports.model.referrers([stream("a")]))) == 1001


def test_whom_instances_name_is_written_anew_of_those_that_are_as_they_were(writer: Writer) -> None:
    model = writer.stores.ports.model
    writer.write(created("1", {"r-next": "a"}), created("2", at=1), created("3", at=2), created("4", at=3))
    writer.write(updated("3", 2, {"name": "moved on"}))
    told = {"1": [], "2": [stream("a"), stream("b")], "3": [stream("a")], "4": []}

    written = model.refer([Naming(stream=stream(id_), version=1, references=refs) for id_, refs in told.items()])

    named = list(model.referrers([stream("a"), stream("b")]))
    assert written == 2
    assert {(each.target, each.instance.id) for each in named} == {(stream("a"), "2"), (stream("b"), "2")}
    assert model.refer([]) == 0


def test_an_index_that_was_given_up_is_incomplete_until_the_next_one_is_in_its_place(writer: Writer) -> None:
    model, beside = writer.stores.ports.model, writer.stores.ports.next_index
    writer.write(created("a"))
    model.published("instance-0000", 1)

    model.forget()
    empty = look(writer, commands=[command("instance-0000 1 0")], streams=[stream("a")])
    beside.begin(go_on=False)
    Writer(writer.stores, beside=True).write(created("a"))
    beside.swap(lambda: None)

    assert (empty.complete, empty.instances, empty.processed) == (False, {}, frozenset())
    assert (empty.head.sequence, empty.head.published) == (0, 1)
    again = look(writer, streams=[stream("a")])
    assert (again.complete, len(again.instances), again.head.published) == (True, 1, 1)
