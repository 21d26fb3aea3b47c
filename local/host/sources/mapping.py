"""An event source mapping: reads a topic for a group and invokes the function, as Lambda's pollers do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from math import inf
from typing import Protocol, TypeVar

from infra.catalogue.model import Topic
from local.host.environments.pool import OK, Outcome
from local.host.sources.bus_reader import BusReader
from local.host.sources.records import kafka_event
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import PortError

MAX_BYTES = 4_400_000
"""Raw; as base64 it stays below the 6 MB Lambda takes."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
A_LONG_TIME = 3600.0
MOST_SECONDS = 120.0
"""What a batch may take: one that hangs is tried anew, though the function may take longer for other work. What a batch
has done by then is kept."""
Value = TypeVar("Value")
logger = logging.getLogger(__name__)


class Invokes(Protocol):
    """Runs a function with an event and tells what came of it."""

    async def invoke(self, name: str, event: object, *, patience: float, most: float = inf) -> Outcome:
        """Run a function, which may take `most` seconds once it has begun."""
        ...


class Mapping:
    """One trigger: one batch in flight a lane; offsets move after success.

    A lane is a partition, or a share of them where they are taken together: of `at_once` lanes.
    """

    def __init__(self, function: str, trigger: Topic, reader: BusReader, pool: Invokes, *, at_once: int = 1) -> None:
        self._function = function
        self._trigger = trigger
        self._at_once = at_once
        self._reader = reader
        self._pool = pool
        self._something = reader.wakes(trigger.topic)
        self._lanes: list[tuple[list[int], asyncio.Event]] = []

    async def run(self) -> None:
        """Read for ever; partitions that are added later are read from their beginning."""
        topic = self._trigger.topic
        count = await self._insist(lambda: self._reader.partitions(topic))
        async with asyncio.TaskGroup() as tasks:
            self._add(range(count), tasks)
            while True:
                self._something.clear()
                lagging = await self._lagging()
                self._add(lagging, tasks)
                for lane, stir in self._lanes:
                    if not set(lane).isdisjoint(lagging):
                        stir.set()
                await self._something.wait()

    def _add(self, partitions: Iterable[int], tasks: asyncio.TaskGroup) -> None:
        """Give lanes to the partitions that have none."""
        known = {partition for lane, _ in self._lanes for partition in lane}
        for partition in [each for each in partitions if each not in known]:
            if self._trigger.together and len(self._lanes) >= self._at_once:
                self._lanes[partition % self._at_once][0].append(partition)
                continue
            stir = asyncio.Event()
            lane = [partition]
            self._lanes.append((lane, stir))
            tasks.create_task(self._read(lane, stir))

    async def _read(self, lane: Sequence[int], stir: asyncio.Event) -> None:
        while True:
            await stir.wait()
            stir.clear()
            if self._trigger.window_seconds:
                await asyncio.sleep(self._trigger.window_seconds)
            # A lane of many partitions asks first which of them hold something.
            while batch := await self._insist(partial(self._fetch, await self._lagging(lane) if lane[1:] else lane)):
                await self._deliver(batch)
                await self._insist(partial(self._commit, batch))

    async def _lagging(self, among: Sequence[int] | None = None) -> list[int]:
        topic, group = self._trigger.topic, self._trigger.group
        behind = await self._insist(lambda: self._reader.lagging(group, topic))
        return [partition for partition in behind if among is None or partition in among]

    async def _fetch(self, partitions: Sequence[int]) -> list[ConsumedRecord]:
        batch: list[ConsumedRecord] = []
        room = MAX_BYTES
        for partition in partitions:
            if len(batch) >= self._trigger.batch_size or room <= 0:
                break
            found = await self._reader.fetch(
                self._trigger.group,
                self._trigger.topic,
                partition,
                max_records=self._trigger.batch_size - len(batch),
                max_bytes=room,
            )
            if batch and sum(map(_size, found)) > room:
                break  # a single record may be longer than the room that is left
            batch += found
            room -= sum(map(_size, found))
        return batch

    async def _deliver(self, batch: Sequence[ConsumedRecord]) -> None:
        """Invoke until it succeeds: the whole batch again, never past it."""
        event = await self._reader.run(lambda: kafka_event(batch))
        pause = FIRST_PAUSE
        while (await self._pool.invoke(self._function, event, patience=A_LONG_TIME, most=MOST_SECONDS)).how != OK:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _commit(self, batch: Sequence[ConsumedRecord]) -> None:
        offsets: dict[int, int] = {}
        for record in batch:
            offsets[record.partition] = record.offset + 1
        await self._reader.commit(self._trigger.group, self._trigger.topic, offsets)

    async def _insist(self, ask: Callable[[], Awaitable[Value]]) -> Value:
        """Ask the bus until it answers."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await ask()
            except PortError as failed:
                logger.warning("%s cannot reach its topic: %s", self._function, failed)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


def _size(record: ConsumedRecord) -> int:
    return len(record.key) + len(record.value) + sum(len(name) + len(value) for name, value in record.headers)
