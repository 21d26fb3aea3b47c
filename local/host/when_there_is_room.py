"""Work that writes waits while the disk is full: it would fail, and leave half of what it does."""

import asyncio

from local.host.mapping import Invokes
from local.host.pool import Outcome
from spice.adapters.disk.disk import Disk

PAUSE_SECONDS = 0.5


class WhenThereIsRoom:
    """Invokes functions as soon as there is room on the disk."""

    def __init__(self, pool: Invokes, disk: Disk) -> None:
        self._pool, self._disk = pool, disk

    async def invoke(self, name: str, event: object, *, patience: float) -> Outcome:
        """Run a function, later if need be."""
        while self._disk.is_full:
            await asyncio.sleep(PAUSE_SECONDS)
        return await self._pool.invoke(name, event, patience=patience)
