"""Open and closed loops of single commands, in a process of their own: `python -m benchmarks.load`."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import uvloop

API = "/api/v1"


class Plan(msgspec.Struct, kw_only=True):
    """What to send: bodies to POST, tokens to take turns with; `rate` 0 sends as fast as answers come."""

    port: int
    path: str
    tokens: list[str]
    bodies: list[bytes]
    seconds: float
    connections: int
    rate: float = 0.0


class Tally(msgspec.Struct, kw_only=True):
    """What came of it: statuses, and the seconds each answer took from when it was due."""

    statuses: dict[int, int]
    latencies: list[float]
    seconds: float


class Connection(asyncio.Protocol):
    """One connection with one request under way."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[int] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the future is its answer's status."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Collect an answer until its body is whole."""
        self._received += data
        head, found, body = bytes(self._received).partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(body) >= length and self._answer is not None:
            self._received.clear()
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the connection was closed"))


async def run(plan: Plan) -> Tally:
    """Send for so many seconds."""
    loop = asyncio.get_running_loop()
    links = [(await loop.create_connection(Connection, "127.0.0.1", plan.port))[1] for _ in range(plan.connections)]
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    began = time.perf_counter()
    due = _due(plan, began)

    async def work(link: Connection) -> None:
        for at, request in due:
            if (ahead := at - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            start = at if plan.rate else time.perf_counter()
            statuses[await link.ask(request)] += 1
            latencies.append(time.perf_counter() - start)

    await asyncio.gather(*(work(link) for link in links))
    return Tally(statuses=dict(statuses), latencies=latencies, seconds=time.perf_counter() - began)


def _due(plan: Plan, began: float) -> Iterator[tuple[float, bytes]]:
    """Say when each request is due. A late one counts from when it was due, not from when it could be sent."""
    for number, body in enumerate(plan.bodies):
        at = began + number / plan.rate if plan.rate else time.perf_counter()
        if at - began > plan.seconds:
            return
        token = plan.tokens[number % len(plan.tokens)]
        head = (
            f"POST {API}{plan.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield at, head.encode() + body


if __name__ == "__main__":
    plan = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.msgpack.encode(uvloop.run(run(plan))))
