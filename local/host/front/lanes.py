"""Lanes in which the requests of one caller wait: others never stand behind them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from spice.ports.waits import EACH

ANSWERED_AT_ONCE = 1
"""Lanes beyond those where requests may wait: the others of a caller come one after the other, each answered at once,
and have no environments made only to learn that."""


class Lanes:
    """A few for each caller."""

    def __init__(self) -> None:
        self._lanes: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, caller: str, patience: float) -> AsyncIterator[None]:
        """Lend one. TimeoutError when none is free in time."""
        if (lanes := self._lanes.get(caller)) is None:
            lanes = self._lanes[caller] = asyncio.Semaphore(EACH + ANSWERED_AT_ONCE)
        async with asyncio.timeout(patience):
            await lanes.acquire()
        try:
            yield
        finally:
            lanes.release()
