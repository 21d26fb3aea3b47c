"""A log that lost something is made of what holds and of a copy, and everything answers from it afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from cli.platform.restoring import restore_of
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.log_objects import MemoryLogObjects
from spice.application.ground.follow_chain import head_after
from spice.application.upkeep.restoring.run_restore import GOALS
from spice.application.upkeep.run_verification import failures_of
from spice.application.upkeep.verify_log import VerifyLog
from spice.application.work.close_shard import empty_segment
from spice.domain.shards import INSTANCE, ONTOLOGY, Shard
from spice.messages.segment import read_segment
from spice.messages.segment_name import segment_key
from spice.messages.work import Grow, Restore
from spice.ports.errors import Permanent
from spice.ports.event_log import EventLog
from spice.ports.generations import ASKED, ShardMap
from spice.ports.shard_rows import ShardHead
from spice.ports.signed_trees import SignedTree
from tests.contract.conftest import Stores
from tests.contract.damage import ALTERED, BREAKS, Hand, Place
from tests.contract.sea import LONG, SEA, Sea, a_sea
from tests.support.api_client import Issuer

JOB = UUID(int=9)
WHERE = ("search", "metrics", "cache")


def copied(log: EventLog) -> MemoryEventLog:
    """A backup."""
    copy = MemoryEventLog()
    for generation, shard in log.shards():
        for sequence, body in log.walk(generation, shard):
            assert body is not None
            copy.append(generation, shard, sequence, body)
    return copy


def restore(sea: Sea, copy: EventLog) -> Any:
    """Restore, and let maintenance do its part; answers the job."""
    job = restore_of(sea.platform.ports, copy, sleep=lambda _: sea.platform.maintain())()
    for _ in range(3):
        sea.tick()
    found = sea.platform.ports.jobs.find(job.id)
    assert found is not None
    return found


def bodies(sea: Sea) -> dict[str, bytes]:
    """All that lies in the log."""
    objects = sea.platform.ports.log_objects
    return {name: body for name in objects.names() if (body := objects.read(name)) is not None}


def moved(sea: Sea) -> set[str]:
    """What was set apart, without whose restore it was."""
    return {name.partition("/")[2] for name in sea.platform.ports.log_objects.apart()}


def check_whole(sea: Sea) -> None:
    """Every chain holds, the index is the log, nobody is held, and boats are written as before."""
    ports = sea.platform.ports
    assert VerifyLog(ports.log, ports.model)().broken == ()
    assert sea.quarantined() == {}
    for boat in (sea.boat, sea.other):
        assert sea.state(sea.write(boat, n=1000)) == "COMPLETED"
        assert sea.client.get(f"{SEA}/{boat}").data["data"] == {"n": 1000}
    found = {row["id"]: row["data"] for row in sea.boats().data}
    assert found == {sea.boat: {"n": 1000}, sea.other: {"n": 1000}}
    assert VerifyLog(ports.log, ports.model)().broken == ()
    for shard, head in ports.model.heads().items():
        for projection in WHERE if Shard.named(shard).family == INSTANCE else ():
            assert ports.checkpoints.read(projection).get(shard, 0) == head.sequence


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_broken_is_made_whole_from_a_copy(sea: Sea, how: str) -> None:
    copy, before = copied(sea.platform.ports.log), bodies(sea)
    BREAKS[how](sea.hand, sea.places(), (1, sea.elsewhere, 3))
    sea.tick()

    job = restore(sea, copy)

    assert job.state == "COMPLETED", job
    assert {name: body for name, body in bodies(sea).items() if name in before} == before
    assert sea.platform.ports.generations.current(INSTANCE).generation == 2
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": LONG - 1}
    check_whole(sea)


@pytest.mark.parametrize("lost", [False, True], ids=["an index stands", "the index is lost"])
def test_what_no_copy_has_is_cut_off_and_kept_beside(sea: Sea, lost: bool) -> None:
    places = sea.places()
    behind = {segment_key(*place) for place in places[3:]}
    sea.hand.delete(places[2])
    copy = copied(sea.platform.ports.log)
    if lost:
        sea.platform.ports.model.forget()
    sea.tick()

    job = restore(sea, copy)

    assert job.state == "COMPLETED", job
    assert moved(sea) == behind
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": 1}
    given = places[-1][2]
    check_whole(sea)
    new = [read_segment(sea.hand.get(place)) for place in sea.places() if place[2] > 2]
    assert all(not each.lines for each in new if each.header.sequence <= given)
    assert [each.header.sequence for each in new if each.lines] == [given + 2]


def test_proofs_that_are_moved_away_are_begun_again_and_no_sooner(sea: Sea) -> None:
    trees, copy = sea.platform.ports.signed_trees, copied(sea.platform.ports.log)
    known = SignedTree(size=10**6, root=bytes(32), published=True)
    trees.replace("some.example/log", None, known)
    place = sea.places()[2]
    sea.hand.delete(place)
    sea.tick()
    restore(sea, copy)
    kept = trees.last("some.example/log")
    copy.take_out(place)
    sea.hand.delete(place)
    sea.tick()

    restore(sea, copy)

    assert (kept, trees.last("some.example/log")) == (known, None)
    sea.job("/admin/verify")
    assert failures_of(sea.platform.ports.jobs) == 0


def test_a_version_of_the_log_that_was_given_up_is_answered_no_more(sea: Sea) -> None:
    path = f"{SEA}/{sea.boat}"
    before = sea.client.get(path)
    for place in sea.places()[2:]:
        sea.hand.delete(place)

    restore(sea, copied(sea.platform.ports.log))
    cut = sea.client.get(path)
    for n in range(100, 100 + LONG - 2):
        sea.write(sea.boat, n=n)
    after = sea.client.get(path)

    assert (before.data["version"], cut.data["version"], after.data["version"]) == (LONG, 2, LONG)
    assert after.data["data"] == {"n": 100 + LONG - 3}


def test_a_reader_of_the_feed_misses_nothing_that_is_written_afterwards(sea: Sea) -> None:
    feed = "/database/sea/events?limit=1000"
    cursor = sea.client.get(feed).json["meta"]["next_cursor"]
    for place in sea.places()[2:]:
        sea.hand.delete(place)

    restore(sea, copied(sea.platform.ports.log))
    sea.write(sea.boat, n=100)
    told = sea.client.get(f"{feed}&cursor={cursor}").data

    assert [(each["id"], each["version"]) for each in told] == [(sea.boat, 3)]


def test_a_worker_who_was_on_his_way_takes_no_place(sea: Sea) -> None:
    """He looked before the fence, behind a segment that is cut off, and puts his own at any moment."""
    ports, last = sea.platform.ports, sea.places()[-1]
    sea.hand.delete(sea.places()[2])
    sea.tick()
    copy, late = copied(ports.log), read_segment(sea.hand.get(last))
    head = head_after(late)
    body = empty_segment(head, 1, now=ports.now()).body

    class Late(MemoryLogObjects):
        def names(self) -> Iterator[str]:
            if not ports.log.read(1, sea.shard, head.sequence + 1):
                ports.log.append(1, sea.shard, head.sequence + 1, body)
            yield from ports.log_objects.names()

        def read(self, name: str) -> bytes | None:
            return ports.log_objects.read(name)

        def set_apart(self, name: str, under: str) -> None:
            ports.log_objects.set_apart(name, under)

        def apart(self) -> Iterator[str]:
            return ports.log_objects.apart()

    restoring = restore_of(
        replace(ports, log_objects=Late(MemoryEventLog())), copy, sleep=lambda _: sea.platform.maintain()
    )
    restoring()
    for _ in range(3):
        sea.tick()

    assert segment_key(1, sea.shard, head.sequence + 1) in moved(sea)
    check_whole(sea)


def test_a_log_that_is_gone_comes_back(sea: Sea) -> None:
    copy, before = copied(sea.platform.ports.log), bodies(sea)
    sea.hand.clear()

    job = restore(sea, copy)

    assert job.state == "COMPLETED", job
    assert before.items() <= bodies(sea).items()
    check_whole(sea)


def test_what_the_copy_lacks_at_its_end_stays(sea: Sea) -> None:
    copy = copied(sea.platform.ports.log)
    sea.write(sea.boat, n=77)
    sea.hand.put(sea.places()[1], b"")
    whole = dict(bodies(sea))
    sea.tick()

    job = restore(sea, copied_with(copy, sea, upto=LONG))

    assert job.state == "COMPLETED", job
    last = segment_key(1, sea.shard, LONG + 1)
    assert bodies(sea)[last] == whole[last]
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": 77}
    check_whole(sea)


def copied_with(copy: MemoryEventLog, sea: Sea, *, upto: int) -> MemoryEventLog:
    """A copy that ends somewhere."""
    for place in copy.places():
        if place[1] == sea.shard and place[2] > upto:
            copy.take_out(place)
    return copy


def test_where_two_logs_part_the_copy_goes_on(sea: Sea) -> None:
    forged = BREAKS["the last has other values"]
    copy, last = copied(sea.platform.ports.log), sea.places()[-1]
    forged(Hand(copy), Hand(copy).places(sea.shard), last)

    job = restore(sea, copy)

    assert job.state == "COMPLETED", job
    assert moved(sea) == {segment_key(*last)}
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": 666}
    assert b":666" in sea.client.get("/database/sea/events?limit=1000").body
    check_whole(sea)


def test_an_ontology_that_is_lost_takes_what_needs_it_along(sea: Sea) -> None:
    log = sea.platform.ports.log
    last = next(
        (generation, shard, sequence)
        for generation, shard in log.shards()
        if Shard.named(shard).family == ONTOLOGY
        for sequence in log.sequences(generation, shard)
        if b"OntologyCommitted" in _text(sea, (generation, shard, sequence))
    )
    sea.hand.delete(last)

    job = restore(sea, copied(log))

    assert (job.state, sea.quarantined()) == ("COMPLETED", {})
    assert {segment_key(*place) for place in [(1, sea.shard, n) for n in range(1, LONG + 1)]} <= moved(sea)
    boat = {"name": "Boat", "properties": [{"name": "n", "type": "xsd:integer"}]}
    assert sea.client.post("/database/sea/ontology", boat).status in (200, 201, 202)
    sea.settle()
    assert sea.state(sea.write(sea.boat, n=3)) == "COMPLETED"


def _text(sea: Sea, place: Place) -> bytes:
    return repr([line.type for line in read_segment(sea.hand.get(place)).lines]).encode()


def test_a_grown_family_with_a_broken_first_generation_goes_on(sea: Sea) -> None:
    ports = sea.platform.ports
    sea.job_of(Grow(INSTANCE, 9))
    sea.write(sea.boat, n=50)
    copy = copied(ports.log)
    sea.hand.delete(next(place for place in sea.places() if place[0] == 1 and place[2] == 3))
    ports.model.forget()
    sea.tick()
    broken = sea.quarantined()

    job = restore(sea, copy)

    assert broken[sea.shard] == 3
    assert job.state == "COMPLETED", job
    assert ports.generations.current(INSTANCE).generation == 3
    assert ports.generations.current(INSTANCE).partitions == 9
    check_whole(sea)


def test_a_generation_that_nobody_has_whole_is_closed_where_it_holds(sea: Sea) -> None:
    ports = sea.platform.ports
    sea.job_of(Grow(INSTANCE, 9))
    sea.write(sea.boat, n=50)
    sea.hand.delete(next(place for place in sea.places() if place[0] == 1 and place[2] == 3))
    sea.tick()

    job = restore(sea, copied(ports.log))

    assert job.state == "COMPLETED", job
    assert ports.generations.current(INSTANCE).generation == 3
    check_whole(sea)


def test_a_copy_that_is_the_same_changes_nothing(sea: Sea) -> None:
    before = bodies(sea)
    restoring = restore_of(sea.platform.ports, copied(sea.platform.ports.log))

    plan = restoring.plan()

    assert (plan.changes, restoring.left_undone(), bodies(sea)) == (False, False, before)


def test_what_is_no_segment_is_moved_out_of_the_log(sea: Sea) -> None:
    for name in ("log/notes.txt", f"log/gen=01/shard={sea.shard}/old.seg", "log/gen=x/shard=evil/1.seg"):
        sea.hand.drop(name, b"mine")

    job = restore(sea, copied(sea.platform.ports.log))

    assert job.state == "COMPLETED", job
    assert all(name.startswith("foreign/") for name in moved(sea))
    assert len(moved(sea)) == 3
    assert sea.platform.ports.generations.current(INSTANCE).generation == 1
    check_whole(sea)


def test_a_restore_is_given_up_before_it_changes_anything_and_not_afterwards(sea: Sea) -> None:
    ports, copy = sea.platform.ports, copied(sea.platform.ports.log)

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    waiting = restore_of(ports, copy, sleep=stop)
    with pytest.raises(KeyboardInterrupt):
        waiting()
    given_up, left = waiting.give_up(), waiting.left_undone()
    written = sea.state(sea.write(sea.boat, n=9))
    ports.jobs.request(JOB, Restore(), {GOALS: {INSTANCE: 2}})

    assert (given_up, left, written, sea.quarantined()) == (True, False, "COMPLETED", {})
    assert (waiting.give_up(), waiting.left_undone()) == (False, True)


def test_a_growth_that_was_under_way_comes_to_its_end(sea: Sea) -> None:
    ports, copy = sea.platform.ports, copied(sea.platform.ports.log)
    ports.generations.ask(ShardMap(family=INSTANCE, generation=2, partitions=9, state=ASKED))
    sea.hand.delete(sea.places()[2])

    job = restore(sea, copy)
    for _ in range(3):
        sea.tick()

    assert job.state == "COMPLETED", job
    assert ports.generations.current(INSTANCE) == ShardMap(family=INSTANCE, generation=2, partitions=9)
    check_whole(sea)


def test_a_copy_without_a_log_is_refused(sea: Sea) -> None:
    refused(sea, MemoryEventLog(), "there is no log")


def test_the_copy_of_another_platform_is_refused(sea: Sea) -> None:
    other, log = MemoryEventLog(), sea.platform.ports.log
    for generation, shard in log.shards():
        if (body := log.read(generation, shard, 1)) is not None:
            other.append(generation, shard, 1, body)
            segment = read_segment(body)
            Hand(other).put((generation, shard, 1), ALTERED["it is packed anew"](segment.body))

    refused(sea, other, "another platform")


def test_the_copy_of_a_platform_that_has_no_shard_in_common_is_refused(sea: Sea) -> None:
    ports = sea.platform.ports
    free = next(name for n in range(6) if (name := Shard(INSTANCE, n).name) not in (sea.shard, sea.elsewhere))
    other = MemoryEventLog()
    other.append(1, free, 1, empty_segment(ShardHead(shard=free), 1, now=ports.now()).body)

    refused(sea, other, "another platform")


def test_a_copy_of_a_later_version_is_refused(sea: Sea) -> None:
    copy = copied(sea.platform.ports.log)
    BREAKS["it is of another format"](Hand(copy), sea.places(), (1, sea.elsewhere, 3))

    refused(sea, copy, "format 99")


def refused(sea: Sea, copy: EventLog, why: str) -> None:
    """See that a copy is refused, and that nothing was changed."""
    before = bodies(sea)
    restoring = restore_of(sea.platform.ports, copy)

    with pytest.raises(Permanent, match=why):
        restoring.plan()

    assert (bodies(sea), sea.quarantined(), restoring.left_undone()) == (before, {}, False)


@pytest.mark.services
def test_a_schema_that_was_dropped_is_filled_from_what_was_restored(real: Stores, issuer: Issuer) -> None:
    with a_sea(real, issuer) as sea:
        copy = copied(real.ports.log)
        sea.hand.delete(sea.places()[2])
        assert real.url is not None
        with psycopg.connect(real.url, autocommit=True) as connection:
            connection.execute("drop schema model cascade")

        job = restore(sea, copy)

        assert job.state == "COMPLETED", job
        check_whole(sea)
