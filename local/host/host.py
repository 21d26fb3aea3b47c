"""The host as a whole: zygote, pool, HTTP, mappings, schedules and kicks in one process."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Coroutine, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from infra.catalogue.model import Function, Topic
from local.errors import LocalError
from local.folder.data_folder import DataFolder
from local.folder.issuer import open_issuer
from local.folder.room import disk_of
from local.host import limits
from local.host.at_once import as_many_at_once
from local.host.environments.invocation_log import InvocationLog
from local.host.environments.pool import OK, Pool
from local.host.environments.zygote_link import ZygoteLink
from local.host.front.app import App
from local.host.front.authorizer import Authorizer
from local.host.front.connection import GuardedConnection
from local.host.front.origins import cors_origins
from local.host.front.own import OwnPages
from local.host.front.routes import Routes
from local.host.front.signing_in.sign_in import SignIn
from local.host.front.site import Site
from local.host.front.when_there_is_room import RoomToWrite, WhenThereIsRoom
from local.host.sources.asynchronous import Errands, Kicks, tick, ticks
from local.host.sources.bus_reader import BusReader
from local.host.sources.mapping import Mapping
from local.host.sources.open_bus import open_bus

PROVISION = Function(
    name="provision",
    handler="local.host.provision.lambda_handler",
    triggers=(),
    memory_mb=512,
    timeout_seconds=120,
    concurrency=1,
)
GRACE_SECONDS = 3
logger = logging.getLogger(__name__)


class Host:
    """Runs the functions of a catalogue."""

    def __init__(self, folder: DataFolder, functions: Sequence[Function], origin: str) -> None:
        """`origin`: where it is reached."""
        full = bool(os.environ.get("SPICE_SEARCH_URL"))
        functions = as_many_at_once(functions, full=full, projections=os.environ.get("SPICE_PROJECTIONS"))
        self._functions = functions
        handlers = [function.handler for function in functions]
        self._zygote = ZygoteLink(handlers, folder.log("function-output"))
        self._pool = Pool([*functions, PROVISION], self._zygote, InvocationLog(folder.log("functions")))
        self._reader = BusReader(open_bus())
        disk = disk_of(folder, full=full)
        self._unhurried = WhenThereIsRoom(self._pool, disk)
        self._errands = {function.name: Errands(function, self._unhurried) for function in functions}
        issuer, origins = open_issuer(folder), cors_origins()
        own = OwnPages(
            SignIn(issuer, origin, origins),
            Site(Path(os.environ["SPICE_CONSOLE_PATH"])),
            issuer.jwks(),
            uploads=os.environ["SPICE_S3_ENDPOINT"],
        )
        authorizer = Authorizer(issuer.public_key, origin)
        self._app = App(Routes(functions), self._pool, own, authorizer, RoomToWrite(disk, functions), origins)
        self._running: list[asyncio.Task[Any]] = []

    async def run(self, listener: socket.socket) -> None:
        """Serve until a signal says stop."""
        self._zygote.start()
        self._begin(self._open())
        server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http=GuardedConnection,
                loop="uvloop",
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                backlog=2048,
                timeout_keep_alive=limits.KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        try:
            await server.serve(sockets=[listener])
        finally:
            await self._close()

    async def _open(self) -> None:
        """Make the platform ready, then let work in."""
        made = await self._pool.invoke(PROVISION.name, {}, patience=60.0)
        if made.how != OK:
            raise LocalError(f"the stores cannot be made ready ({made.error or made.how}); see function-output.log")
        self._pool.warm()
        await self._listen_for_kicks()
        self._reader.start()
        for function in self._functions:
            for trigger in function.triggers:
                if isinstance(trigger, Topic):
                    at_once = function.concurrency or 1
                    mapping = Mapping(function.name, trigger, self._reader, self._unhurried, at_once=at_once)
                    self._begin(mapping.run())
            self._begin(self._errands[function.name].run())
        for function, schedule in ticks(self._functions):
            self._begin(tick(function, schedule, self._errands[function.name]))
        self._begin(self._reader.watch())
        self._begin(self._pool.sweep())
        self._begin(self._pool.watch_memory())
        self._app.ready = True

    async def _listen_for_kicks(self) -> None:
        place, deaf = urlsplit(os.environ["SPICE_KICK_URL"]), os.environ.get("SPICE_DROP_KICKS") == "1"
        if not place.password:
            raise LocalError("SPICE_KICK_URL has no key: anybody could invoke functions")
        kicks = Kicks(self._errands, place.password, deaf=deaf)
        await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: kicks, local_addr=(place.hostname or "127.0.0.1", place.port or 0)
        )

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(_end_all_if_failed)
        self._running.append(task)

    async def _close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._reader.close()
        self._pool.close()
        self._zygote.close()


def load_functions(name: str) -> Sequence[Function]:
    """Load a catalogue by `module:attribute`."""
    module, _, attribute = name.partition(":")
    functions: Sequence[Function] = getattr(import_module(module), attribute)
    return functions


def _end_all_if_failed(task: asyncio.Task[Any]) -> None:
    """A part that fails takes the host with it: the supervisor starts a whole one."""
    if not task.cancelled() and (failed := task.exception()) is not None:
        logger.error("a part of the host failed", exc_info=failed)
        os.kill(os.getpid(), signal.SIGTERM)
