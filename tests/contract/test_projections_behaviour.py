"""Checkpoints, counts and what operators see of them; jobs."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import pytest

from spice.messages.work import Rebuild
from spice.ports.checkpoints import Count
from spice.ports.errors import BrokenChain, Overtaken, Transient
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, created, done, updated
from tests.support.memory_platform import START

SHARD = "instance-0000"


def count(step: int = 1, kind: str = "class", name: str = "c", hour: datetime | None = None) -> Count:
    return Count(database=DATABASE, kind=kind, name=name, hour=hour, step=step)


def test_a_checkpoint_only_grows(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("search", {SHARD: 5, "instance-0001": 1})

    checkpoints.advance("search", {SHARD: 3, "instance-0001": 2})

    assert checkpoints.read("search") == {SHARD: 5, "instance-0001": 2}
    assert checkpoints.read("cache") == {}


def test_counts_add_up(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("metrics", {SHARD: 1}, [count(2), count(1, name="d"), count(3, "writes", "kim", START)])
    checkpoints.advance("metrics", {SHARD: 2}, [count(-1), count(4, "writes", "kim", START)])

    metrics = stores.ports.operations.metrics(DATABASE)

    assert metrics["classes"] == {"c": 1, "d": 1}
    assert metrics["writes"] == [{"hour": START, "actor": "kim", "count": 7}]
    assert stores.ports.operations.metrics(UUID(int=1))["classes"] == {}


def test_counts_are_added_only_where_the_checkpoint_stands(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("metrics", {SHARD: 1}, [count()], since={})

    with pytest.raises(Transient):
        checkpoints.advance("metrics", {SHARD: 1}, [count()], since={})
    checkpoints.advance("metrics", {SHARD: 2}, [count()], since={SHARD: 1, "instance-0001": 7})

    assert stores.ports.operations.metrics(DATABASE)["classes"] == {"c": 2}


def test_of_many_who_count_the_same_one_does(stores: Stores) -> None:
    def advance() -> bool:
        try:
            stores.ports.checkpoints.advance("metrics", {SHARD: 1, "instance-0001": 1}, [count()], since={})
        except Transient:
            return False
        return True

    answers = stores.at_once([advance] * 8)

    assert answers.count(True) == 1
    assert stores.ports.operations.metrics(DATABASE)["classes"] == {"c": 1}


def test_a_reset_forgets_a_projection_alone(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("search", {SHARD: 1})
    checkpoints.advance("metrics", {SHARD: 1}, [count()])

    checkpoints.reset("search")
    still = stores.ports.operations.metrics(DATABASE)["classes"]
    checkpoints.reset("metrics", counts=[])

    assert still == {"c": 1}
    assert (checkpoints.read("search"), checkpoints.read("metrics")) == ({}, {})
    checkpoints.reset("search", {SHARD: 7})
    checkpoints.reset("search", {SHARD: 3})
    assert checkpoints.read("search") == {SHARD: 3}
    assert stores.ports.operations.metrics(DATABASE)["classes"] == {}


def test_what_was_read_before_a_reset_moves_nothing_behind_it(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("search", {SHARD: 1}, epoch=0)
    checkpoints.reset("metrics", {SHARD: 1})
    epoch = checkpoints.epochs().get("search", 0)
    checkpoints.reset("search", {SHARD: 1})

    with pytest.raises(Overtaken):
        checkpoints.advance("search", {SHARD: 2}, epoch=epoch)
    stood = checkpoints.read("search")
    checkpoints.advance("search", {SHARD: 2}, epoch=checkpoints.epochs()["search"])

    assert (stood, checkpoints.read("search")) == ({SHARD: 1}, {SHARD: 2})


def test_who_counts_the_same_at_once_waits_for_nobody_who_waits_for_it(stores: Stores) -> None:
    names = [str(number) for number in range(30)]

    def counting(shard: int) -> Callable[[], bool]:
        def advance() -> bool:
            counts = [count(name=name) for name in (names if shard % 2 else reversed(names))]
            stores.ports.checkpoints.advance("metrics", {f"instance-{shard:04}": 1}, counts, since={}, epoch=0)
            return True

        return advance

    assert stores.at_once([counting(shard) for shard in range(8)]) == [True] * 8
    assert stores.ports.operations.metrics(DATABASE)["classes"] == dict.fromkeys(names, 8)


def test_a_turn_is_had_by_one_until_the_block_ends(stores: Stores) -> None:
    jobs = stores.ports.jobs
    with jobs.turn("here") as mine, jobs.turn("here") as second, jobs.turn("there") as elsewhere:
        assert mine is not None
        mine.check()
        assert (second, elsewhere is not None) == (None, True)

    with jobs.turn("here") as again:
        assert again is not None


def test_figures_are_replaced_with_the_position_they_are_of(stores: Stores) -> None:
    checkpoints = stores.ports.checkpoints
    checkpoints.advance("metrics", {SHARD: 9}, [count(), count()])

    checkpoints.reset("metrics", {SHARD: 2}, [count()])

    assert checkpoints.read("metrics") == {SHARD: 2}
    assert stores.ports.operations.metrics(DATABASE)["classes"] == {"c": 1}


@pytest.fixture
def writer(stores: Stores) -> Writer:
    """A shard whose second segment has no events."""
    writer = Writer(stores)
    writer.write(created("a"), created("b", at=1))
    writer.write(outcomes=[done("none", state="FAILED", errors=[])])
    writer.write(updated("a", 2))
    return writer


def test_segments_with_events_are_sized(writer: Writer) -> None:
    checkpoints = writer.stores.ports.checkpoints

    first, _, last = writer.stores.ports.model.links(SHARD, after=0, limit=9)

    assert checkpoints.indexed({SHARD: (0, 3)}) == {(SHARD, 1, 1): (2, first), (SHARD, 3, 1): (1, last)}
    assert checkpoints.indexed({SHARD: (1, 2), "instance-0001": (0, 9)}) == {}


def test_how_far_so_many_events_are_is_told_by_shard(writer: Writer) -> None:
    ahead = writer.stores.ports.checkpoints.ahead
    Writer(writer.stores, shard="instance-0001").write(created("c"))
    both = {SHARD: (0, 3), "instance-0001": (0, 9)}

    assert ahead(both, most=1) == ahead(both, most=2) == {SHARD: 1, "instance-0001": 1}
    assert ahead(both, most=3) == ahead(both, most=99) == {SHARD: 3, "instance-0001": 1}
    assert ahead({SHARD: (1, 2), "instance-0001": (1, 9)}, most=9) == ahead({}, most=9) == {}


def test_what_is_written_is_told_by_shard_but_what_is_quarantined(writer: Writer) -> None:
    ports = writer.stores.ports
    Writer(writer.stores, shard="instance-0001").write(created("c"))
    ports.quarantine.put(BrokenChain(1, "instance-0001", 1, "it is gone"))

    assert ports.operations.written() == {SHARD: 3}


def test_a_projection_has_reached_what_has_no_events_behind_it(writer: Writer) -> None:
    operations, checkpoints = writer.stores.ports.operations, writer.stores.ports.checkpoints
    reached = [operations.projected("search", SHARD)]
    for sequence in (1, 3):
        checkpoints.advance("search", {SHARD: sequence})
        reached.append(operations.projected("search", SHARD))
    writer.write(outcomes=[done("another", state="FAILED", errors=[])])
    reached.append(operations.projected("search", SHARD))

    assert reached == [(1, 0), (1, 1), (1, 3), (1, 4)]
    assert operations.projected("search", "instance-0009") == (0, 0)


def test_the_lag_counts_segments_with_events(writer: Writer) -> None:
    writer.stores.ports.checkpoints.advance("search", {SHARD: 1})

    states = {state.name: state for state in writer.stores.ports.operations.projections(["search"])}

    assert (states["search"].positions, states["search"].lag) == ({SHARD: (1, 1)}, 1)


def test_jobs_are_asked_for_once_and_told_until_they_are_done(stores: Stores) -> None:
    jobs, first, second = stores.ports.jobs, uuid4(), uuid4()
    jobs.request(first, Rebuild("all"), {"a": 1})
    jobs.request(second, Rebuild("search"), {})

    again = jobs.request(first, Rebuild("all"), {"a": 2})
    jobs.tell(first, "RUNNING", {"b": 2})
    running = jobs.find(first)
    jobs.tell(first, "COMPLETED", {"a": 3})
    finished = jobs.find(first)

    assert (again.state, again.detail) == ("REQUESTED", {"a": 1})
    assert running is not None
    assert finished is not None
    assert (running.state, running.detail, running.finished_at) == ("RUNNING", {"a": 1, "b": 2}, None)
    assert (finished.state, finished.detail) == ("COMPLETED", {"a": 3, "b": 2})
    assert finished.finished_at is not None
    assert [job.id for job in jobs.unfinished()] == [second]
    assert jobs.find(uuid4()) is None


def test_a_job_told_from_many_sides_forgets_nothing(stores: Stores) -> None:
    job = uuid4()
    stores.ports.jobs.request(job, Rebuild("all"), {})

    stores.at_once([partial(stores.ports.jobs.tell, job, "RUNNING", {str(n): n}) for n in range(8)])

    found = stores.ports.jobs.find(job)
    assert found is not None
    assert found.detail == {str(n): n for n in range(8)}
