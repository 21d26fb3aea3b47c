"""The pollers that run: one for each deployed mapping, begun and ended as deployments come and go."""

import asyncio
import logging

from local.emulation.poller.deployed import Deployed, Mappings
from local.emulation.poller.invoker import Invoker
from local.host.bus_reader import BusReader
from local.host.mapping import Mapping
from spice.ports.errors import PortError

LOOK_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Pollers:
    """Keeps one poller running for each mapping."""

    def __init__(self, mappings: Mappings, reader: BusReader, invoker: Invoker) -> None:
        self._mappings, self._reader, self._invoker = mappings, reader, invoker
        self.running: dict[Deployed, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Follow the deployments for ever."""
        while True:
            try:
                self._follow(await self._reader.run(self._mappings.list))
            except PortError as failed:
                logger.warning("%s", failed)
            await asyncio.sleep(LOOK_SECONDS)

    def _follow(self, wanted: frozenset[Deployed]) -> None:
        """End what is no longer deployed so, begin what is new, and begin again what broke."""
        for gone in self.running.keys() - wanted:
            logger.info("no longer polls %s for %s", gone.trigger.topic, gone.function)
            self.running.pop(gone).cancel()
        for each in wanted:
            task = self.running.get(each)
            if task is not None and not task.done():
                continue
            if task is not None and not task.cancelled() and (broke := task.exception()) is not None:
                logger.error("the poller of %s broke", each.trigger.topic, exc_info=broke)
            logger.info("polls %s for %s", each.trigger.topic, each.function)
            mapping = Mapping(each.function, each.trigger, self._reader, self._invoker)
            self.running[each] = asyncio.create_task(mapping.run())
