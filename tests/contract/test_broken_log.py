"""A log that is not what it was: the shard is set apart with its first bad segment, and everything else goes on."""

from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from spice.adapters.memory.state import MemoryState
from spice.application.ground.guard_chain import check_ours
from spice.domain.shards import INSTANCE
from spice.messages.segment import read_segment
from spice.messages.work import Grow, ReleaseShard
from spice.ports.errors import BrokenChain
from spice.ports.write_model import Wanted
from tests.contract.damage import ALTERED, BREAKS, Break, Place
from tests.contract.sea import LONG, SEA, Sea
from tests.simulation.damage import Damage, LateLog
from tests.support.memory_platform import MemoryPlatform

JOB = UUID(int=1)


def broken(sea: Sea, damage: Break) -> tuple[int, dict[Place, bytes]]:
    """Damage the shard; answers the first bad sequence, and all that was there."""
    whole = {place: sea.hand.get(place) for place in sea.places()}
    return damage(sea.hand, sea.places(), (1, sea.elsewhere, 3)), whole


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_shard_is_named_and_set_apart_until_it_is_whole_again(sea: Sea, how: str) -> None:
    before = sea.boats().data
    bad, whole = broken(sea, BREAKS[how])

    verified, rebuilt = sea.job("/admin/verify"), sea.job("/admin/projections/index/rebuild")
    waiting, done = sea.submit(sea.boat, n=100), sea.write(sea.other, n=100)
    added = set(sea.places()) - set(whole)
    seen = (sea.quarantined(), sea.names(), sea.state(waiting), sea.state(done))
    kept = sea.client.get(f"{SEA}/{sea.boat}").data["data"]
    too_early = sea.job(f"/admin/shards/{sea.shard}/release")
    for place, body in whole.items():
        sea.hand.put(place, body)
    released = sea.job(f"/admin/shards/{sea.shard}/release")
    sea.settle()

    assert [(each["shard"], each["sequence"]) for each in verified["detail"]["broken"]] == [(sea.shard, bad)]
    for job in (verified, rebuilt, too_early):
        assert (job["state"], f"{sea.shard}/{bad}" in job["error"]) == ("FAILED", True), job
    assert seen == ({sea.shard: bad}, {sea.shard}, "PENDING", "COMPLETED")
    assert (added, kept) == (set(), {"n": LONG - 1})
    assert (released["state"], sea.quarantined(), sea.state(waiting)) == ("COMPLETED", {}, "COMPLETED")
    assert {row["id"]: row["data"] for row in sea.boats().data} == {row["id"]: {"n": 100} for row in before}


def test_a_rebuild_that_finds_the_chain_whole_releases_the_shard(sea: Sea) -> None:
    _, whole = broken(sea, BREAKS["one in the middle is gone"])
    sea.job("/admin/verify")
    for place, body in whole.items():
        sea.hand.put(place, body)

    rebuilt = sea.job("/admin/projections/index/rebuild")

    assert (rebuilt["state"], sea.quarantined()) == ("COMPLETED", {})
    assert sea.state(sea.write(sea.boat, n=100)) == "COMPLETED"


def test_an_index_that_is_lost_is_filled_with_what_holds(sea: Sea) -> None:
    bad, _ = broken(sea, BREAKS["one in the middle is gone"])
    sea.platform.ports.model.forget()

    sea.tick()

    assert sea.quarantined() == {sea.shard: bad}
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": bad - 2}
    assert sea.client.get(f"{SEA}/{sea.other}").data["data"] == {"n": LONG - 1}
    assert sea.state(sea.write(sea.other, n=7)) == "COMPLETED"


@pytest.mark.parametrize("how", ["the last is gone", "one byte of the last is another", "the last is packed anew"])
def test_a_worker_does_not_go_on_over_an_end_that_the_log_does_not_have(sea: Sea, how: str) -> None:
    bad, whole = broken(sea, BREAKS[how])
    ports = sea.platform.ports

    # As after a power cut: other processes, on an index that is ahead of the log.
    sea.platform = MemoryPlatform(ports=ports, consumer=sea.platform.consumer, issuer=sea.platform.issuer)
    waiting, done = sea.write(sea.boat, n=100), sea.write(sea.other, n=100)

    assert (sea.quarantined(), sea.state(waiting), sea.state(done)) == ({sea.shard: bad}, "PENDING", "COMPLETED")
    assert set(sea.places()) <= set(whole)


@pytest.mark.parametrize("how", ["the last is gone", "one byte of the last is another"])
def test_the_tick_notices_an_index_that_is_ahead_of_the_log(sea: Sea, how: str) -> None:
    bad, _ = broken(sea, BREAKS[how])

    sea.tick()

    assert sea.quarantined() == {sea.shard: bad}


def test_a_winner_that_does_not_follow_is_no_winner(sea: Sea) -> None:
    _, _, last = sea.places()[-1]
    forged = sea.hand.get((1, sea.shard, last - 1))
    sea.hand.put((1, sea.shard, last + 1), forged)

    waiting = sea.write(sea.boat, n=100)

    assert (sea.quarantined(), sea.state(waiting)) == ({sea.shard: last + 1}, "PENDING")
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": LONG - 1}


def test_what_a_dead_worker_left_is_indexed_only_if_it_follows(sea: Sea) -> None:
    _, _, last = sea.places()[-1]
    sea.hand.put((1, sea.shard, last + 1), b"")

    sea.tick()

    assert sea.quarantined() == {sea.shard: last + 1}


def test_the_feed_and_the_audit_tell_what_is_before_the_bad_place(sea: Sea) -> None:
    feed, audit = "/database/sea/events?limit=1000", "/database/sea/audit?limit=1000"
    before = len(sea.client.get(feed).data)
    bad, _ = broken(sea, BREAKS["it has other values"])
    sea.job("/admin/verify")

    events, entries = sea.client.get(feed), sea.client.get(audit)

    told = [each for each in events.data if each.get("id") == sea.boat]
    assert len(told) == bad - 1
    assert len(events.data) == before - (LONG - bad + 1)
    assert (events.status, entries.status) == (200, 200)
    assert b":666" not in events.body


def test_an_ontology_shard_is_set_apart_alone(sea: Sea) -> None:
    shards = [name for _, name in sea.platform.ports.log.shards() if name.startswith("ontology")]
    place = next(place for name in shards for place in sea.hand.places(name))
    sea.hand.put(place, b"nothing")

    job = sea.job("/admin/projections/index/rebuild")

    assert (job["state"], sea.quarantined()) == ("FAILED", {place[1]: place[2]})
    assert sea.state(sea.write(sea.boat, n=9)) == "COMPLETED"


def test_an_index_that_is_lost_with_an_ontology_says_what_it_cannot_hold(sea: Sea) -> None:
    shards = [name for _, name in sea.platform.ports.log.shards() if name.startswith("ontology")]
    last = [place for name in shards for place in sea.hand.places(name)][-1]
    sea.hand.delete(last)
    sea.platform.ports.model.forget()

    sea.tick()

    assert sea.platform.ports.model.snapshot(sea.shard, Wanted()).complete
    assert {last[1]: last[2]}.items() <= sea.quarantined().items()


def test_a_projection_takes_in_what_it_left_once_the_shard_is_released(sea: Sea) -> None:
    ports = sea.platform.ports
    for projection in ("search", "metrics", "cache"):
        ports.checkpoints.reset(projection, {sea.elsewhere: LONG}, [])
    _, whole = broken(sea, BREAKS["one byte is another"])
    sea.job("/admin/verify")
    sea.write(sea.other, n=50)
    for place, body in whole.items():
        sea.hand.put(place, body)

    released = sea.job(f"/admin/shards/{sea.shard}/release")

    assert released["state"] == "COMPLETED"
    for projection in ("search", "metrics", "cache"):
        assert ports.checkpoints.read(projection) == {sea.shard: LONG, sea.elsewhere: LONG + 1}


@pytest.mark.parametrize("which", [slice(0, 1), slice(2, 3), slice(-1, None), slice(None)], ids=str)
def test_a_listing_that_is_late_breaks_nothing(sea: Sea, which: slice) -> None:
    """Of a first segment, one in the middle, the last, all of the shard."""
    ports = sea.platform.ports
    damage = Damage(Random(0), ports.log, MemoryState(), late=dict.fromkeys(sea.places()[which], 10**6))
    late = replace(ports, log=LateLog(ports.log, damage))
    sea.platform = MemoryPlatform(ports=late, consumer=sea.platform.consumer, issuer=sea.platform.issuer)

    jobs = [
        sea.job(path)
        for path in ("/admin/verify", "/admin/projections/index/rebuild", "/admin/projections/metrics/rebuild")
    ]

    assert [job["state"] for job in jobs] == ["COMPLETED"] * 3
    assert jobs[0]["detail"]["segments"] > 2 * LONG
    assert sea.quarantined() == {}
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": LONG - 1}


def test_what_is_left_of_a_broken_shard_is_not_taken_for_done(sea: Sea) -> None:
    ports = sea.platform.ports
    for projection in ("search", "metrics", "cache"):
        ports.checkpoints.reset(projection, {}, [])
    broken(sea, BREAKS["one byte is another"])
    sea.job("/admin/verify")

    ports.jobs.request(JOB, ReleaseShard(sea.elsewhere), {})
    sea.tick()

    for projection in ("search", "metrics", "cache"):
        assert ports.checkpoints.read(projection) == {sea.elsewhere: LONG}


def test_no_family_begins_to_grow_while_one_of_its_shards_is_broken(sea: Sea) -> None:
    ports = sea.platform.ports
    broken(sea, BREAKS["one in the middle is gone"])
    sea.job("/admin/verify")
    ports.jobs.request(JOB, Grow("instance", 9), {})

    with pytest.raises(BrokenChain):
        sea.platform.maintain()

    assert ports.generations.newest(INSTANCE).generation == ports.generations.current(INSTANCE).generation
    assert sea.state(sea.write(sea.other, n=8)) == "COMPLETED"


def test_a_place_that_was_taken_before_is_no_place_for_another(sea: Sea) -> None:
    body = sea.hand.get(sea.places()[-1])
    forged = ALTERED["it has other values"](body)

    check_ours(sea.platform.ports.model, read_segment(body))

    with pytest.raises(BrokenChain):
        check_ours(sea.platform.ports.model, read_segment(forged))
