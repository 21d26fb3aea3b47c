"""The index: guarded by the shard's head, read at one moment."""

import threading
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from spice.domain.instance.model import Instance
from spice.messages.problem import ProblemRow
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import (
    DATABASE,
    THING,
    Writer,
    administered,
    command,
    created,
    deleted,
    done,
    stream,
    updated,
)
from tests.support.memory_platform import START


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


def look(writer: Writer, shard: str = "instance-0000", **wanted: Any) -> Any:
    return writer.stores.ports.model.snapshot(shard, Wanted(**wanted))


def test_an_empty_index_knows_nothing(writer: Writer) -> None:
    snapshot = look(writer, commands=[command(1)], streams=[stream("a")], databases=[DATABASE], keys=["k"])

    assert snapshot.head == ShardHead(shard="instance-0000")
    assert snapshot.complete
    assert (snapshot.processed, snapshot.instances, snapshot.databases, snapshot.parked) == (frozenset(), {}, {}, {})


def test_a_segment_moves_the_head_and_writes_what_it_says(writer: Writer) -> None:
    change = writer.write(created("a", {"p-note": "x"}), created("b", at=1))

    snapshot = look(writer, streams=[stream("a"), stream("b"), stream("c")])

    assert snapshot.head == replace(change.head, published=0)
    assert set(snapshot.instances) == {stream("a"), stream("b")}
    held = snapshot.instances[stream("a")]
    assert (held.version, held.data, held.created_by, held.deleted) == (1, {"p-note": "x"}, "kim", False)
    assert held.created_at == change.first_at


def test_a_version_is_looked_up_with_its_time_and_without_the_rest(writer: Writer) -> None:
    first = writer.write(created("a"), created("b", at=1))
    second = writer.write(updated("a", 2, {"p-n": 2}))

    snapshot = look(writer, versions=[stream("a"), stream("b"), stream("c")])

    assert snapshot.instances == {}
    assert {name: version for name, (version, _) in snapshot.versions.items()} == {stream("a"): 2, stream("b"): 1}
    assert snapshot.versions[stream("a")][1] == second.first_at
    assert snapshot.versions[stream("b")][1] == first.head.recorded_at


def test_a_look_is_of_one_moment_while_segments_are_indexed(writer: Writer) -> None:
    writer.write(created("a"))
    looked, ended = threading.Event(), threading.Event()

    def index() -> list[tuple[int, int]]:
        looked.wait(10)
        for version in range(2, 120):
            writer.write(updated("a", version, {"p-n": version}))
        ended.set()
        return []

    def read() -> list[tuple[int, int]]:
        seen, last = [], False
        while not last:
            last = ended.is_set()
            each = look(writer, streams=[stream("a")], keys=["k"], databases=[DATABASE])
            seen.append((each.head.sequence, each.instances[stream("a")].version))
            looked.set()
        return seen

    _, seen = writer.stores.at_once([index, read])

    assert len(set(seen)) > 1
    assert [torn for torn in seen if torn[0] != torn[1]] == []


def test_a_publish_cursor_is_turned_back_and_never_forth(writer: Writer) -> None:
    model = writer.stores.ports.model
    for name in "abc":
        writer.write(created(name))
    model.published("instance-0000", 3)

    model.unpublish({"instance-0000": 2, "instance-0001": 1})
    turned = model.heads()
    model.unpublish({"instance-0000": 9})

    assert ({name: head.published for name, head in turned.items()}, turned) == ({"instance-0000": 2}, model.heads())


def test_a_segment_is_indexed_once(writer: Writer) -> None:
    segment = writer.segment(created("a"))
    change = writer.change(segment)

    assert writer.stores.ports.model.apply(change)
    assert not writer.stores.ports.model.apply(change)
    assert len(writer.stores.ports.instances.events(DATABASE, THING, "a")) == 1


def test_a_segment_does_not_come_before_the_one_it_follows(writer: Writer) -> None:
    first = writer.change(writer.segment(created("a")))
    writer.head = first.head
    second = writer.change(writer.segment(created("b")))

    assert not writer.stores.ports.model.apply(second)
    assert look(writer, streams=[stream("b")]).instances == {}


def test_of_many_who_index_a_segment_one_does(writer: Writer) -> None:
    change = writer.change(writer.segment(created("a"), administered("GrantSet", "k", subject="lee", role="viewer")))

    answers = writer.stores.at_once([partial(writer.stores.ports.model.apply, change) for _ in range(8)])

    assert sorted(answers) == [False] * 7 + [True]
    assert len(writer.stores.ports.instances.events(DATABASE, THING, "a")) == 1


def test_shards_do_not_hinder_one_another(writer: Writer) -> None:
    other = Writer(writer.stores, shard="instance-0001")
    writer.write(created("a"))
    writer.write(updated("a", 2))
    other.write(created("b"))

    heads = writer.stores.ports.model.heads()
    assert {shard: head.sequence for shard, head in heads.items()} == {"instance-0000": 2, "instance-0001": 1}
    assert list(writer.stores.ports.model.heads(["instance-0001"])) == ["instance-0001"]


def test_what_has_an_outcome_is_processed(writer: Writer) -> None:
    failed = done(2, state="FAILED", errors=[ProblemRow(code="not_found", message="gone")], key="k")
    writer.write(created("a"), outcomes=[done(1), failed])

    known = look(writer, commands=[command(n) for n in (1, 2, 3)]).processed

    assert known == {command(1), command(2)}


def test_the_publish_cursor_only_grows(writer: Writer) -> None:
    model = writer.stores.ports.model
    writer.write(created("a"))
    writer.write(updated("a", 2))

    model.published("instance-0000", 2)
    model.published("instance-0000", 1)
    writer.write(updated("a", 3))

    assert model.heads()["instance-0000"].published == 2


def test_a_delete_keeps_the_version_and_forgets_the_data(writer: Writer) -> None:
    writer.write(created("a", {"p-note": "x"}))
    writer.write(deleted("a", 2))

    database, root, held = writer.stores.ports.model.instances_at([stream("a"), stream("b")])[stream("a")]
    assert (database, root) == (DATABASE, THING)
    assert (held.version, held.deleted, held.data) == (2, True, {})


def test_a_database_is_walked_by_stream_deleted_ones_too(writer: Writer) -> None:
    writer.write(*[created(str(n), at=n) for n in range(7)])
    writer.write(deleted("3", 2))
    model, last = writer.stores.ports.model, None
    seen: list[tuple[UUID, str, Instance]] = []

    while page := model.scan(DATABASE, after=last, limit=3):
        seen += page
        last = page[-1][0]

    assert [entry[0] for entry in seen] == sorted(stream(str(n)) for n in range(7))
    assert {entry[2].id for entry in seen if entry[2].deleted} == {"3"}


def test_instances_of_some_classes_are_walked_without_the_others(writer: Writer) -> None:
    writer.write(*[created(str(n), at=n) for n in range(7)])
    model, last = writer.stores.ports.model, None
    seen: list[tuple[UUID, str, Instance]] = []

    while page := model.scan(DATABASE, after=last, limit=3, classes=["c-other", THING]):
        seen += page
        last = page[-1][0]

    assert [entry[0] for entry in seen] == sorted(stream(str(n)) for n in range(7))
    assert model.scan(DATABASE, after=None, limit=3, classes=["c-other"]) == []


def test_live_instances_of_classes_are_counted(writer: Writer) -> None:
    writer.write(created("a"), created("b", at=1))
    writer.write(deleted("a", 2))

    assert writer.stores.ports.model.count(DATABASE, [THING]) == 1
    assert writer.stores.ports.model.count(DATABASE, ["c-other"]) == 0


def test_time_is_kept_to_the_microsecond(writer: Writer) -> None:
    moment = START.replace(microsecond=123_456)

    change = writer.write(created("a"), created("b", at=1), at=moment)

    head = writer.stores.ports.model.heads()["instance-0000"]
    assert head.recorded_at == change.head.recorded_at == moment.replace(microsecond=123_457)
