"""A segment that somebody puts behind the end, in its chain and readable, and that cannot be what it says: its shard is
set apart with its place, by whoever comes to it."""

from collections.abc import Callable

import msgspec
import pytest

from spice.messages.frame import pack, unpack
from spice.messages.segment import Segment, make_segment, read_segment
from tests.contract.damage import behind
from tests.contract.sea import LONG, SEA, Sea

Forge = Callable[[Segment], bytes]


def another_root(segment: Segment) -> bytes:
    """The root of other events, in a header that is right otherwise."""
    root = (segment.header.events_root or "").encode()
    return pack(unpack(segment.body).replace(root, b"ab" * 32, 1))


def lines(**changes: object) -> Forge:
    """Events that say something else."""
    return lambda segment: (
        make_segment(segment.header, [msgspec.structs.replace(each, **changes) for each in segment.lines]).body
    )


def told(part: str, **changes: object) -> Forge:
    """Outcomes, or requests, that say something else."""

    def forged(segment: Segment) -> bytes:
        said = [msgspec.structs.replace(each, **changes) for each in getattr(segment.header, part)]
        return make_segment(msgspec.structs.replace(segment.header, **{part: said}), segment.lines).body

    return forged


READ: dict[str, Forge] = {
    "its root is another": another_root,
    "an event is of no command": lines(command=99),
    "an event is of a command before the first": lines(command=-1),
    "an event of an instance is of no kind": lines(type="InstanceMoved"),
    "an outcome is of no request": told("outcomes", request=7),
    "an outcome is of a request before the first": told("outcomes", request=-1),
    "a request is of no database": told("requests", database=3),
    "a request is of a database before the first": told("requests", database=-1),
    "an outcome has no name": told("outcomes", id=None, line=None),
    "an outcome is a line of no batch": told("outcomes", id=None, line=4),
}
"""Told by reading it."""
APPLIED: dict[str, Forge] = {
    "an event of an instance is of no database": told("requests", database=None),
}
"""Told only by applying it."""


def put(sea: Sea, forge: Forge) -> int:
    """Put a segment behind the shard's last; answers its sequence."""
    place = sea.places()[-1]
    last = read_segment(sea.hand.get(place))
    header = behind(last)
    sea.hand.put((place[0], place[1], header.sequence), forge(make_segment(header, last.lines)))
    return header.sequence


@pytest.mark.parametrize("how", READ)
def test_what_names_what_it_does_not_have_is_told_by_verify_rebuild_and_release(sea: Sea, how: str) -> None:
    bad = put(sea, READ[how])

    verified, rebuilt = sea.job("/admin/verify"), sea.job("/admin/projections/index/rebuild")
    released = sea.job(f"/admin/shards/{sea.shard}/release")

    for job in (verified, rebuilt, released):
        assert (job["state"], f"{sea.shard}/{bad}" in job["error"]) == ("FAILED", True), job
    assert [(each["shard"], each["sequence"]) for each in verified["detail"]["broken"]] == [(sea.shard, bad)]
    assert sea.quarantined() == {sea.shard: bad}


@pytest.mark.parametrize("how", [*READ, *APPLIED])
def test_a_worker_that_comes_to_what_it_cannot_apply_sets_the_shard_apart(sea: Sea, how: str) -> None:
    bad = put(sea, (READ | APPLIED)[how])

    waiting, done = sea.write(sea.boat, n=100), sea.write(sea.other, n=100)

    assert (sea.quarantined(), sea.names()) == ({sea.shard: bad}, {sea.shard})
    assert (sea.state(waiting), sea.state(done)) == ("PENDING", "COMPLETED")
    assert sea.client.get(f"{SEA}/{sea.boat}").data["data"] == {"n": LONG - 1}


@pytest.mark.parametrize("how", APPLIED)
def test_what_cannot_be_applied_ends_a_rebuild_and_a_verification_names_it(sea: Sea, how: str) -> None:
    bad = put(sea, APPLIED[how])

    rebuilt, verified = sea.job("/admin/projections/index/rebuild"), sea.job("/admin/verify")

    for job in (rebuilt, verified):
        assert (job["state"], f"{sea.shard}/{bad}" in job["error"]) == ("FAILED", True), job
    assert [(each["shard"], each["sequence"]) for each in verified["detail"]["broken"]] == [(sea.shard, bad)]
    assert sea.quarantined() == {sea.shard: bad}
