"""The feed: the log across shards, in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from spice.messages.event import Event
from spice.messages.noted import Noted
from spice.messages.problem import ProblemRow
from spice.messages.segment import Line
from spice.ports.segment_change import SegmentChange
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered, command, created, done, updated
from tests.support.memory_platform import START

_numbers = count(5000)


@pytest.fixture
def writers(stores: Stores) -> list[Writer]:
    """Two shards of the test's own: the log is never emptied."""
    return [Logged(stores, shard=f"instance-{next(_numbers)}") for _ in range(2)]


class Logged(Writer):
    """Writes into the log as well."""

    def write(self, *lines: Line, **parts: Any) -> SegmentChange:
        """Append and index the next segment."""
        segment = self.segment(*lines, **parts)
        header = segment.header
        self.stores.ports.log.append(header.generation, header.shard, header.sequence, segment.body)
        change = self.change(segment)
        assert self.stores.ports.model.apply(change)
        self.head = change.head
        return change


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def fill(writers: list[Writer]) -> None:
    """Two shards that overlap in time."""
    one, other = writers
    one.write(created("a"), created("b", at=1), at=at(1))
    other.write(created("c"), at=at(2))
    one.write(updated("a", 2), administered("GrantSet", str(DATABASE), at=1, subject="lee", role="viewer"), at=at(3))
    other.write(updated("c", 2), at=at(3))
    other.write(updated("c", 3), at=at(9))


def names(events: Sequence[Event]) -> list[str]:
    return [f"{event.id or event.type}{event.version}" for event in events]


ALL = ["a1", "b1", "c1", "a2", "GrantSet1", "c2", "c3"]


def test_a_walk_goes_through_all_shards_in_time(writers: list[Writer]) -> None:
    fill(writers)

    walked = list(writers[0].stores.ports.feed.between(DATABASE, None, None))

    assert sorted(names(walked)) == sorted(ALL)
    assert [event.at for event in walked] == sorted(event.at for event in walked)
    order = [(event.at, event.position.shard, event.position.sequence, event.position.n) for event in walked]
    assert order == sorted(order)


def test_a_walk_goes_back_as_it_went_forth(writers: list[Writer]) -> None:
    fill(writers)
    feed = writers[0].stores.ports.feed

    back = list(feed.told(DATABASE, None, None, newest_first=True))

    assert back == list(feed.told(DATABASE, None, None))[::-1]
    assert len(back) == len(ALL)


def test_a_walk_has_bounds_from_and_before(writers: list[Writer]) -> None:
    fill(writers)
    feed = writers[0].stores.ports.feed

    assert names(list(feed.between(DATABASE, START + timedelta(seconds=2), START + timedelta(seconds=3)))) == ["c1"]
    assert names(list(feed.between(DATABASE, START + timedelta(seconds=9), None))) == ["c3"]
    assert names(list(feed.between(UUID(int=1), None, None))) == []


def test_pages_behind_a_position_bring_everything_once(writers: list[Writer]) -> None:
    fill(writers)
    feed, seen = writers[0].stores.ports.feed, list[Event]()
    positions: dict[str, tuple[int, int, int]] = {}

    while page := feed.after(DATABASE, positions, limit=2):
        seen += page
        for event in page:
            place = event.position
            positions[place.shard] = (place.generation, place.sequence, place.n)

    assert names(seen) == names(list(feed.between(DATABASE, None, None)))
    assert feed.after(UUID(int=1), {}, limit=2) == []


def test_what_comes_later_is_behind_the_position(writers: list[Writer]) -> None:
    fill(writers)
    feed = writers[0].stores.ports.feed
    positions = {}
    for event in feed.between(DATABASE, None, None):
        positions[event.position.shard] = (event.position.generation, event.position.sequence, event.position.n)

    writers[1].write(updated("c", 4), at=at(10))

    assert names(list(feed.after(DATABASE, positions, limit=10))) == ["c4"]


def test_refusals_are_told_among_events_in_time(writers: list[Writer]) -> None:
    one, other = writers
    no = [ProblemRow(code="already_exists", message="there is one")]
    one.write(created("a"), outcomes=[done("a"), done("b", state="FAILED", errors=no, reason="why")], at=at(1))
    noted = {"method": "PUT", "route": "/x", "status": 422, "codes": ["wrong_type"], "names": {"id": "a"}}
    other.write(outcomes=[done("c", type="NoteRefusal", result=noted), done("d")], at=at(2))
    one.write(updated("a", 2), at=at(3))
    feed = one.stores.ports.feed

    told = list(feed.told(DATABASE, None, None))

    refused = [each for each in told if isinstance(each, Noted)]
    assert [each.at for each in told] == [at(1), at(1), at(2), at(3)]
    assert [(each.command_id, each.codes, each.reason, each.request) for each in refused] == [
        (command("b"), ["already_exists"], "why", None),
        (command("c"), ["wrong_type"], None, noted),
    ]
    assert [each.position.n < 0 for each in refused] == [True, True]
    assert list(feed.told(DATABASE, at(2), at(3))) == refused[1:]
    assert list(feed.told(UUID(int=1), None, None)) == []
    assert list(feed.told(DATABASE, None, None, newest_first=True)) == told[::-1]
    assert list(feed.told(DATABASE, at(2), at(3), newest_first=True)) == refused[:0:-1]
    assert names(list(feed.between(DATABASE, None, None))) == ["a1", "a2"]


def test_events_are_complete(writers: list[Writer]) -> None:
    writers[0].write(created("a", {"p-note": "x"}), at=at(1))

    event = next(iter(writers[0].stores.ports.feed.between(DATABASE, None, None)))

    assert (event.actor, event.data, event.ontology_commit, event.database) == (
        "kim",
        {"p-note": "x"},
        "commit",
        DATABASE,
    )
    assert event.at == START + timedelta(seconds=1)
