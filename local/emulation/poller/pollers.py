"""The pollers that run: one for each deployed mapping, begun and ended as deployments come and go."""

import asyncio
import logging
from collections.abc import Sequence

from local.emulation.poller.deployed import Deployed, Mappings
from local.emulation.poller.invoker import Invoker
from local.host.sources.bus_reader import BusReader
from local.host.sources.mapping import Mapping
from spice.ports.errors import PortError

LOOK_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Pollers:
    """Keeps one poller running for each mapping."""

    def __init__(self, mappings: Mappings, reader: BusReader, invoker: Invoker) -> None:
        self._mappings, self._reader, self._invoker = mappings, reader, invoker
        self._running: dict[str, tuple[Deployed, asyncio.Task[None]]] = {}

    @property
    def topics(self) -> list[str]:
        """What is polled at the moment."""
        return sorted(mapping.trigger.topic for mapping, _ in self._running.values())

    async def run(self) -> None:
        """Follow the deployments for ever."""
        try:
            while True:
                try:
                    self._follow(await self._reader.run(self._mappings.list))
                except PortError as failed:
                    logger.warning("%s", failed)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for _, task in self._running.values():
                task.cancel()

    def _follow(self, deployed: Sequence[Deployed]) -> None:
        """End what is no longer deployed so, and begin what is new. A poller that broke breaks us: we start anew."""
        wanted = {each.identity: each for each in deployed}
        for identity, (mapping, task) in list(self._running.items()):
            if task.done():
                task.result()
            if wanted.get(identity) != mapping:
                logger.info("no longer polls %s for %s", mapping.trigger.topic, mapping.function)
                self._running.pop(identity)[1].cancel()
        for identity in wanted.keys() - self._running.keys():
            self._begin(wanted[identity])

    def _begin(self, each: Deployed) -> None:
        logger.info("polls %s for %s", each.trigger.topic, each.function)
        mapping = Mapping(each.function, each.trigger, self._reader, self._invoker)
        self._running[each.identity] = each, asyncio.create_task(mapping.run())
