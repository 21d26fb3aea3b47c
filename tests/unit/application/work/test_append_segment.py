"""A segment is put where its sequence is free; who finds the place taken learns by whom."""

import time

import pytest

from spice.adapters.memory.event_log import MemoryEventLog
from spice.application.deciding.decisions import Batch
from spice.application.work.append_segment import TRIES, append_segment
from spice.application.work.compose_segment import compose_segment
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain, Transient, Unknown
from spice.ports.shard_rows import ShardHead
from tests.support.memory_platform import START, Clock

HEAD = ShardHead(shard="instance-0000")


class UnsureLog(MemoryEventLog):
    """A log that cannot say whether it kept what it was given; the first `lost` times it did not."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Keep it or not, and say nothing of it."""
        self.lost -= 1
        if self.lost < 0:
            super().append(generation, shard, sequence, body)
        raise Unknown("log", "the answer was lost")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.fixture
def now() -> Clock:
    return Clock()


def a_segment(now: Clock, head: ShardHead = HEAD) -> Segment:
    """A segment behind a head; no two are alike."""
    return compose_segment(head, Batch(), {}, now=now(), source=None)


def test_a_free_place_is_taken(now: Clock) -> None:
    log, ours = MemoryEventLog(), a_segment(now)

    assert append_segment(log, HEAD, ours) is ours
    assert log.read(1, HEAD.shard, 1) == ours.body


def test_what_won_the_place_is_answered(now: Clock) -> None:
    log, theirs = MemoryEventLog(), a_segment(now)
    append_segment(log, HEAD, theirs)

    standing = append_segment(log, HEAD, a_segment(now))

    assert standing.body == theirs.body


def test_a_repetition_finds_its_own(now: Clock) -> None:
    log, ours = MemoryEventLog(), a_segment(now)
    append_segment(log, HEAD, ours)

    assert append_segment(log, HEAD, ours) is ours


@pytest.mark.parametrize("lost", [0, 1, TRIES - 1])
def test_a_write_that_may_have_landed_is_looked_for_and_repeated(now: Clock, lost: int) -> None:
    log, ours = UnsureLog(lost), a_segment(now)

    assert append_segment(log, HEAD, ours) is ours
    assert log.places() == [(1, HEAD.shard, 1)]


def test_a_log_that_stays_silent_is_tried_no_longer(now: Clock) -> None:
    with pytest.raises(Transient, match=f"could not be written in {TRIES} tries"):
        append_segment(UnsureLog(TRIES), HEAD, a_segment(now))


def test_what_stands_there_and_does_not_follow_is_a_broken_chain(now: Clock) -> None:
    log = MemoryEventLog()
    of_another_chain = ShardHead(shard=HEAD.shard, sha256="f" * 64, recorded_at=START)
    log.append(1, HEAD.shard, 1, a_segment(now, of_another_chain).body)

    with pytest.raises(BrokenChain, match="not first"):
        append_segment(log, HEAD, a_segment(now))
