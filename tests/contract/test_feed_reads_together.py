"""A page of the feed over many small segments waits for the log once, not for each of them."""

import threading
from typing import Any

import pytest

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.event_feed import AT_ONCE, PostgresEventFeed
from spice.ports.event_log import EventLog
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, created
from tests.contract.test_event_feed_behaviour import Logged, at

pytestmark = pytest.mark.services
SMALL = AT_ONCE * 2
PATIENCE = 60.0


class Together:
    """A log that answers when so many have asked."""

    def __init__(self, log: EventLog) -> None:
        self._log, self._asked = log, threading.Barrier(AT_ONCE)
        self.read_ = list[int]()

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes."""
        self.read_.append(sequence)
        self._asked.wait(PATIENCE)
        return self._log.read(generation, shard, sequence)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


def feed_of_small_segments(real: Stores, shard: str) -> tuple[PostgresEventFeed, Any]:
    writer = Logged(real, shard=shard)
    for number in range(SMALL):
        writer.write(created(f"i{number}"), at=at(number))
    log: Any = Together(real.ports.log)
    return PostgresEventFeed(Postgres(str(real.url)), log), log


def test_small_segments_are_fetched_at_once_and_each_once(real: Stores) -> None:
    feed, log = feed_of_small_segments(real, "instance-4900")

    events = feed.after(DATABASE, {}, limit=SMALL)

    assert [event.id for event in events] == [f"i{number}" for number in range(SMALL)]
    assert sorted(log.read_) == list(range(1, SMALL + 1))


def test_no_segment_is_fetched_that_the_page_may_do_without(real: Stores) -> None:
    feed, log = feed_of_small_segments(real, "instance-4901")

    events = feed.after(DATABASE, {}, limit=AT_ONCE)

    assert len(events) == AT_ONCE
    assert sorted(log.read_) == list(range(1, AT_ONCE + 1))
