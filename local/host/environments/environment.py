"""The host's end of an execution environment."""

import asyncio
import contextlib
import os
import signal
import time
from typing import cast

import msgspec

from local.host.environments.frames import Invocation, Result, frame, take_frames
from local.host.environments.memory import Memory


class EnvironmentDied(Exception):
    """The process ended before it answered."""


class NothingForks(EnvironmentDied):
    """There is nobody at the moment to make a process."""


class Environment(asyncio.Protocol):
    """One process that handles one event at a time."""

    def __init__(self) -> None:
        self.invocations = 0
        self.idle_since = time.monotonic()
        self.alive = True
        self.overgrown = False
        self._received = bytearray()
        self._decode = msgspec.msgpack.Decoder(Result).decode
        self._pid = 0
        self._memory: Memory | None = None
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    async def born(self) -> Result:
        """Wait until it has imported its handler."""
        result = await self._answer
        self._pid = result.pid
        self._memory = Memory(result.pid)
        return result

    async def invoke(self, invocation: Invocation) -> Result:
        """Hand it an event and wait for what comes of it. EnvironmentDied when the process ends."""
        if not self.alive or self._transport is None:
            raise EnvironmentDied
        self.invocations += 1
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(frame(invocation))
        return await self._answer

    def keep_within(self, megabytes: int) -> None:
        """End the process if it has taken more memory."""
        if self.alive and self._memory is not None and self._memory.exceeds(megabytes):
            self.overgrown = True
            self.kill()

    def kill(self) -> None:
        """End the process at once."""
        if self.alive and self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Hang up: an idle process ends by itself."""
        self.alive = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        """Collect an answer."""
        self._received += data
        for body in take_frames(self._received):
            if not self._answer.done():
                self._answer.set_result(self._decode(body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        self.alive = False
        if not self._answer.done():
            self._answer.set_exception(EnvironmentDied())
            self._answer.exception()  # nobody may be waiting
