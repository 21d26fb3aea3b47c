"""What writes while the disk is full: who asks is refused; work waits, or it would leave half of what it does."""

import asyncio
from collections.abc import Iterable
from math import inf

from infra.catalogue.model import Function
from local.host.environments.pool import Outcome
from local.host.front.refusals import Refusal
from local.host.sources.mapping import Invokes
from spice.adapters.disk.disk import Disk
from spice.ports.errors import DiskFull

PAUSE_SECONDS = 0.5
FULL_SECONDS = 5


class RoomToWrite:
    """Refuses requests of functions that write whenever they answer."""

    def __init__(self, disk: Disk, functions: Iterable[Function]) -> None:
        self._disk = disk
        self._only_writing = frozenset(
            each.name for each in functions if "postgres:write" in each.grants and "postgres:read" not in each.grants
        )

    @property
    def lacking(self) -> str | None:
        """Say that the disk is full while it is."""
        return DiskFull.told if self._disk.is_full else None

    def check(self, function: str, method: str, *, close: bool) -> None:
        """See that a function may answer. Raises Refusal, which `close` has end the connection."""
        # A browser that is not answered what it may ask would not show the refusal of what it asks.
        if function in self._only_writing and method != "OPTIONS" and (full := self.lacking):
            raise Refusal(503, "unavailable", full, retry_after=FULL_SECONDS, close=close)


class WhenThereIsRoom:
    """Invokes functions as soon as there is room on the disk."""

    def __init__(self, pool: Invokes, disk: Disk) -> None:
        self._pool, self._disk = pool, disk

    async def invoke(self, name: str, event: object, *, patience: float, most: float = inf) -> Outcome:
        """Run a function, later if need be."""
        while self._disk.is_full:
            await asyncio.sleep(PAUSE_SECONDS)
        return await self._pool.invoke(name, event, patience=patience, most=most)
