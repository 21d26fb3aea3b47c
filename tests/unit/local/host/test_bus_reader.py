"""The threads that read the bus: none ends unseen."""

import asyncio
import threading
from typing import Any

from local.host.sources.bus_reader import BusReader

PATIENCE = 10.0


class Bus:
    """A bus whose first listening fails as a driver does, and whose lag never comes."""

    def __init__(self) -> None:
        self.heard, self.end = 0, threading.Event()

    def listen(self, timeout: float) -> frozenset[str]:
        """Fail, then hear of a topic."""
        self.heard += 1
        if self.heard == 1:
            raise RuntimeError("NetworkSelector closed!")
        self.end.wait(0.01)
        return frozenset({"t"})

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Hang."""
        self.end.wait()
        return {}


def test_a_listener_that_fails_wakes_all_and_listens_again() -> None:
    bus: Any = Bus()

    async def listen() -> None:
        reader = BusReader(bus)
        other, mine = reader.wakes("other"), reader.wakes("t")
        reader.start()
        try:
            for each in (other, mine):
                await asyncio.wait_for(each.wait(), PATIENCE)
            mine.clear()
            await asyncio.wait_for(mine.wait(), PATIENCE)
        finally:
            reader.close()

    asyncio.run(listen())
