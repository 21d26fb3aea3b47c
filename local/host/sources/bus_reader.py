"""The bus as the event source mappings read it: blocking calls on a few threads, woken when something is published."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from spice.ports.bus import BusConsumer, ConsumedRecord
from spice.ports.errors import PortError

THREADS = 6
LISTEN_SECONDS = 2.0
PAUSE = 0.5
MOST_SECONDS = 60.0
"""What a read may take: every call of a driver that ends at all ends sooner."""
LOOK_SECONDS = 5.0
Value = TypeVar("Value")
logger = logging.getLogger(__name__)


class WakingBus(BusConsumer, Protocol):
    """A bus to read that also says when there is something to read."""

    def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        ...

    def listen(self, timeout: float) -> frozenset[str]:
        """Wait until something is published, and name the topics; none when `timeout` seconds are over."""
        ...


class Hung(Exception):
    """A thread is in a call that does not end."""


class BusReader:
    """Reads the bus for every mapping."""

    def __init__(self, bus: WakingBus) -> None:
        self._bus = bus
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="bus")
        self._sleepers: list[tuple[str, asyncio.Event]] = []
        self._closing = False
        self._since: dict[int, float] = {}
        """When each thread that reads began."""

    def wakes(self, topic: str) -> asyncio.Event:
        """Give an event that is set when something may have been published to a topic, and now and then."""
        sleeper = asyncio.Event()
        self._sleepers.append((topic, sleeper))
        return sleeper

    def start(self) -> None:
        """Begin to listen."""
        threading.Thread(
            target=self._listen, args=(asyncio.get_running_loop(),), name="bus-listener", daemon=True
        ).start()

    def close(self) -> None:
        """Stop listening and reading."""
        self._closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def watch(self) -> None:
        """Look for reads that do not end, the listener's too, for ever. Raises Hung: threads are not given back."""
        late: set[tuple[int, float]] = set()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            long_ago = time.monotonic() - MOST_SECONDS
            before, late = late, {each for each in list(self._since.items()) if each[1] < long_ago}
            # Seen twice: whoever was stopped together with this process ends now.
            if before & late:
                raise Hung(f"a read of the bus did not end in {MOST_SECONDS:.0f} s")

    async def partitions(self, topic: str) -> int:
        """Count a topic's partitions."""
        return await self._run(lambda: self._bus.partitions(topic))

    async def lagging(self, group: str, topic: str) -> list[int]:
        """List the partitions that hold something new for a group."""
        lags = await self._run(lambda: self._bus.lag(group, topic))
        return [partition for partition, lag in lags.items() if lag > 0]

    async def fetch(
        self, group: str, topic: str, partition: int, *, max_records: int, max_bytes: int
    ) -> Sequence[ConsumedRecord]:
        """Read from a group's offset on."""
        return await self._run(
            lambda: self._bus.fetch(group, topic, partition, max_records=max_records, max_bytes=max_bytes)
        )

    async def commit(self, group: str, topic: str, offsets: dict[int, int]) -> None:
        """Keep the next offsets to read."""

        def keep() -> None:
            for partition, offset in offsets.items():
                self._bus.commit(group, topic, partition, offset)

        await self._run(keep)

    async def run(self, work: Callable[[], Value]) -> Value:
        """Do blocking work on a thread of the reader."""
        return await self._run(work)

    async def _run(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._timed, work)

    def _timed(self, work: Callable[[], Value]) -> Value:
        """Work on this thread, its beginning noted: what waits for a thread does not hang."""
        self._since[threading.get_ident()] = time.monotonic()
        try:
            return work()
        finally:
            del self._since[threading.get_ident()]

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._closing:
            topics: frozenset[str] = frozenset()
            try:
                topics = self._timed(lambda: self._bus.listen(LISTEN_SECONDS))
            except PortError:
                time.sleep(PAUSE)
            except Exception as failed:
                # Whoever sleeps would never be woken if this thread ended.
                logger.error("the bus cannot be listened to", exc_info=failed)
                time.sleep(PAUSE)
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._wake, topics)

    def _wake(self, topics: frozenset[str]) -> None:
        for topic, sleeper in self._sleepers:
            if not topics or topic in topics:
                sleeper.set()
