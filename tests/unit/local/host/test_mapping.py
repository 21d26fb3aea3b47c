"""Which partitions are read together, and how many batches are in flight."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from infra.catalogue.model import Topic
from local.host.environments.pool import OK, Outcome
from local.host.sources.mapping import MOST_SECONDS, Mapping
from spice.ports.bus import ConsumedRecord

PARTITIONS = 6


class Bus:
    """A topic with one record a partition, read as a BusReader is."""

    def __init__(self) -> None:
        self.left = set(range(PARTITIONS))

    def wakes(self, topic: str) -> asyncio.Event:
        """Wake once."""
        event = asyncio.Event()
        event.set()
        return event

    async def partitions(self, topic: str) -> int:
        """Count them."""
        return PARTITIONS

    async def lagging(self, group: str, topic: str) -> list[int]:
        """List what is left."""
        return sorted(self.left)

    async def fetch(self, group: str, topic: str, partition: int, **bounds: int) -> Sequence[ConsumedRecord]:
        """Read what is left of one."""
        if partition not in self.left:
            return []
        return [ConsumedRecord(key=b"", value=b"", topic=topic, partition=partition, offset=0, timestamp=0)]

    async def commit(self, group: str, topic: str, offsets: dict[int, int]) -> None:
        """Have read them."""
        self.left -= offsets.keys()

    async def run(self, work: Any) -> Any:
        """Do work at once."""
        return work()


class Pool:
    """Remembers the partitions of every invocation, each of which waits until no other is coming."""

    def __init__(self) -> None:
        self.batches = list[list[int]]()
        self.busy = self.most = 0

    async def invoke(self, name: str, event: Any, *, patience: float, most: float = 0.0) -> Outcome:
        """Take a batch."""
        assert most == MOST_SECONDS
        records = msgspec.msgpack.decode(event)["records"]
        self.batches.append(sorted(int(each.rpartition("-")[2]) for each in records))
        self.busy += 1
        self.most = max(self.most, self.busy)
        for _ in range(50):
            await asyncio.sleep(0)
        self.busy -= 1
        return Outcome(how=OK)


@pytest.mark.parametrize(
    ("together", "at_once", "wanted"),
    [
        (True, 1, [[0, 1, 2, 3, 4, 5]]),
        (True, 2, [[0, 2, 4], [1, 3, 5]]),
        (True, 6, [[0], [1], [2], [3], [4], [5]]),
        (False, 2, [[0], [1], [2], [3], [4], [5]]),
    ],
)
def test_a_lane_is_a_share_of_the_partitions_and_has_one_batch_in_flight(
    at_once: int, wanted: list[list[int]], *, together: bool
) -> None:
    bus: Any = Bus()
    pool = Pool()
    mapping = Mapping("f", Topic(topic="t", group="g", together=together), bus, pool, at_once=at_once)

    async def run() -> None:
        task = asyncio.create_task(mapping.run())
        while bus.left:
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(run(), 10))

    assert sorted(pool.batches) == wanted
    assert pool.most == len(wanted)
