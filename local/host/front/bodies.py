"""The bodies of requests: read within bounds of size, of time, and of what all of them hold together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from local.host import limits
from local.host.front.refusals import Refusal, unavailable

Receive = Callable[[], Awaitable[dict[str, Any]]]


class ClientGone(Exception):
    """The connection ended before the body did: nobody waits for an answer."""


class Bodies:
    """Reads them, and counts the bytes that are held until their requests are answered."""

    def __init__(self) -> None:
        self.held = 0

    @asynccontextmanager
    async def read(self, headers: Mapping[bytes, bytes], receive: Receive) -> AsyncIterator[bytes]:
        """Lend the body of a request while it is answered. Raises Refusal, ClientGone."""
        if int(headers.get(b"content-length", b"0")) > limits.LARGEST_BODY:
            raise _too_large()
        body = bytearray()
        try:
            await self._receive(body, receive)
            yield bytes(body)
        finally:
            self.held -= len(body)

    async def _receive(self, body: bytearray, receive: Receive) -> None:
        began, more = asyncio.get_running_loop().time(), True
        while more:
            try:
                async with asyncio.timeout_at(began + _patience(len(body))):
                    message = await receive()
            except TimeoutError as slow:
                raise Refusal(408, "request_timeout", "the body comes too slowly", close=True) from slow
            if message["type"] == "http.disconnect":
                raise ClientGone
            part = message.get("body", b"")
            if len(body) + len(part) > limits.LARGEST_BODY:
                raise _too_large()
            if self.held + len(part) > limits.BODIES_AT_ONCE:
                raise unavailable("too many bodies at once", close=True)
            self.held += len(part)
            body += part
            more = bool(message.get("more_body"))


def _patience(size: int) -> float:
    """How long a body may have taken by now: the more of it there is, the longer."""
    return min(limits.BODY_GRACE_SECONDS + size / limits.SLOWEST_BYTES_A_SECOND, limits.LONGEST_BODY_SECONDS)


def _too_large() -> Refusal:
    return Refusal(413, "too_large", f"the body is larger than {limits.LARGEST_BODY // limits.MEGABYTE} MB", close=True)
