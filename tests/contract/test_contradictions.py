"""A segment that somebody puts behind the end, chained and readable, that says what cannot be after all before it: its
shard is set apart with its place and why, and nothing of it is taken in."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from infra.catalogue.names import TOPICS
from spice.domain.shards import INSTANCE_COMMANDS, Shard, key_in
from spice.messages.segment import Line, Outcome, Segment, make_segment, read_segment
from tests.contract.damage import behind
from tests.contract.sea import LONG, SEA, Sea

Forge = Callable[[Segment, Segment], Segment]
"""What follows the last segment, and that one -> what is put there."""


def lines(*changes: dict[str, object]) -> Forge:
    """Events that are otherwise, one for each change, each of a command of its own."""

    def forged(follows: Segment, _: Segment) -> Segment:
        (line,), (outcome,) = follows.lines, follows.header.outcomes
        named = [{**each, "id": ghost(follows)} if each.get("id") is GHOST else each for each in changes]
        told = [msgspec.structs.replace(line, command=number, **each) for number, each in enumerate(named)]
        return written(follows, [msgspec.structs.replace(outcome, id=uuid4()) for _ in told], told)

    return forged


def ghost(follows: Segment) -> str:
    """Name an instance that nobody made, of the same shard."""
    (line,), (database,) = follows.lines, follows.header.databases
    shard, partitions = Shard.named(follows.header.shard), TOPICS[INSTANCE_COMMANDS]
    prefix = f"{database.uuid}:{line.root or line.class_id}:ghost"
    return key_in(shard.partition, partitions, prefix).rpartition(f"{line.root or line.class_id}:")[2]


def written(follows: Segment, outcomes: list[Outcome], told: list[Line]) -> Segment:
    return make_segment(msgspec.structs.replace(follows.header, outcomes=outcomes, events=len(told)), told)


def commands(*ids: UUID | None) -> Forge:
    """Outcomes without events; None is the command before."""

    def forged(follows: Segment, last: Segment) -> Segment:
        (outcome,) = follows.header.outcomes
        named = [each or last.command_ids[0] for each in ids]
        return written(follows, [msgspec.structs.replace(outcome, id=each, state="FAILED") for each in named], [])

    return forged


GHOST = "ghost"
NEXT = LONG + 1
TWICE = UUID(int=7)
ENDED: dict[str, object] = {"type": "InstanceDeleted", "set": None, "version": NEXT}
CONTRADICTS: dict[str, tuple[Forge, str]] = {
    "a version is left out": (lines({"version": NEXT + 1}), f"version {NEXT} is missing"),
    "versions are left out": (lines({"version": NEXT + 3}), f"versions {NEXT} to {NEXT + 2} are missing"),
    "a version comes twice": (lines({"version": LONG}), f"version {LONG} twice"),
    "a version comes again": (lines({"version": 2}), f"version 2 behind version {LONG}"),
    "a version is left out within it": (
        lines({"version": NEXT}, {"version": NEXT + 2}),
        f"version {NEXT + 1} is missing",
    ),
    "what is not there is changed": (lines({"id": GHOST, "version": 1}), "InstanceUpdated of an instance that is not"),
    "what is not there ends": (lines({**ENDED, "id": GHOST, "version": 1}), "InstanceDeleted of an instance that"),
    "what ended ends again": (lines(ENDED, {**ENDED, "version": NEXT + 1}), "InstanceDeleted of an instance that"),
    "what ended is changed": (lines(ENDED, {"version": NEXT + 1}), "InstanceUpdated of an instance that is not"),
    "a command ends again": (commands(None), "has ended already"),
    "a command ends twice": (commands(TWICE, TWICE), f"{TWICE} has ended already"),
}


def put(sea: Sea, forge: Forge | None = None) -> int:
    """Put what follows the shard's last segment behind it, forged; answers its sequence."""
    place = sea.places()[-1]
    last = read_segment(sea.hand.get(place))
    outcomes = [msgspec.structs.replace(each, id=uuid4()) for each in last.header.outcomes]
    header = msgspec.structs.replace(behind(last), outcomes=outcomes)
    follows = make_segment(header, [msgspec.structs.replace(each, version=each.version + 1) for each in last.lines])
    sea.hand.put((place[0], place[1], header.sequence), (follows if forge is None else forge(follows, last)).body)
    return header.sequence


def reason(sea: Sea) -> str:
    (held,) = sea.platform.ports.quarantine.all()
    return held.reason


def test_what_follows_is_taken_in(sea: Sea) -> None:
    put(sea)

    written = sea.write(sea.boat, n=100)

    assert (sea.quarantined(), sea.state(written)) == ({}, "COMPLETED")
    assert sea.client.get(f"{SEA}/{sea.boat}").data["version"] == LONG + 2


@pytest.mark.parametrize("how", CONTRADICTS)
def test_a_worker_that_comes_to_it_sets_the_shard_apart(sea: Sea, how: str) -> None:
    forge, why = CONTRADICTS[how]
    before = sea.client.get(f"{SEA}/{sea.boat}").data
    bad = put(sea, forge)

    waiting, done = sea.write(sea.boat, n=100), sea.write(sea.other, n=100)

    assert (sea.quarantined(), sea.names()) == ({sea.shard: bad}, {sea.shard})
    assert why in reason(sea)
    assert (sea.state(waiting), sea.state(done)) == ("PENDING", "COMPLETED")
    assert sea.client.get(f"{SEA}/{sea.boat}").data == before


@pytest.mark.parametrize("how", CONTRADICTS)
def test_the_tick_and_a_rebuild_say_it_as_well(sea: Sea, how: str) -> None:
    forge, why = CONTRADICTS[how]
    bad = put(sea, forge)

    sea.tick()
    found = (sea.quarantined(), reason(sea))
    rebuilt = sea.job("/admin/projections/index/rebuild")

    assert found[0] == {sea.shard: bad}
    assert why in found[1]
    assert (rebuilt["state"], f"{sea.shard}/{bad}" in rebuilt["error"], why in rebuilt["error"]) == (
        "FAILED",
        True,
        True,
    )


def test_what_is_another_shards_is_told(sea: Sea) -> None:
    bad = put(sea, lines({"type": "InstanceCreated", "id": sea.other, "version": 1, "set": None, "data": {}}))

    sea.tick()

    # Other suites leave shards of their own in the real log, from which nobody can tell how many there were: then it is
    # what it says of an instance that is there.
    said = "which is another shard's" in reason(sea) or "version 1" in reason(sea)
    assert (sea.quarantined(), said) == ({sea.shard: bad}, True)


def test_a_command_that_nobody_remembers_may_end_again(sea: Sea) -> None:
    forge = commands(None)

    def later(follows: Segment, last: Segment) -> Segment:
        told = forge(follows, last)
        moment = told.header.recorded_at + timedelta(days=36)
        return make_segment(msgspec.structs.replace(told.header, recorded_at=moment), told.lines)

    put(sea, later)

    sea.tick()

    assert sea.quarantined() == {}


@pytest.mark.parametrize("how", CONTRADICTS)
def test_a_release_fails_with_the_place_while_it_stands_there_and_goes_on_once_it_is_gone(sea: Sea, how: str) -> None:
    forge, why = CONTRADICTS[how]
    bad = put(sea, forge)
    waiting = sea.write(sea.boat, n=100)

    refused = sea.job(f"/admin/shards/{sea.shard}/release")
    held = sea.quarantined()
    sea.hand.delete(sea.places()[-1])
    released = sea.job(f"/admin/shards/{sea.shard}/release")
    sea.settle()

    assert (refused["state"], why in refused["error"], held) == ("FAILED", True, {sea.shard: bad})
    assert (released["state"], sea.quarantined(), sea.state(waiting)) == ("COMPLETED", {}, "COMPLETED")
    assert sea.client.get(f"{SEA}/{sea.boat}").data["version"] == LONG + 1
