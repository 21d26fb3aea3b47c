"""The host's front on a port of its own, spoken to byte by byte; real environments, no services."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec

from infra.catalogue.model import Function, Http
from local.folder.issuer import Issuer
from local.host.environments.invocation_log import InvocationLog
from local.host.environments.pool import Pool
from local.host.environments.zygote_link import ZygoteLink
from local.host.front.app import App
from local.host.front.authorizer import Authorizer
from local.host.front.connection import GuardedConnection
from local.host.front.origins import cors_origins
from local.host.front.own import OwnPages
from local.host.front.routes import Routes
from local.host.front.signing_in.sign_in import SignIn
from local.host.front.site import Site
from local.host.front.when_there_is_room import RoomToWrite
from spice.adapters.disk.disk import Disk

X = "/api/v1/x"
FRONT = Function(
    name="front",
    handler="tests.support.local_functions.answer",
    triggers=(Http(routes=(("ANY", "/{proxy+}"),), open=(("GET", "/open"),)),),
    memory_mb=128,
    timeout_seconds=5,
    grants=frozenset({"postgres:write"}),
)


class SmallDisk(Disk):
    """A disk that a test fills."""

    full = False

    @property
    def is_full(self) -> bool:
        """Tell what the test says."""
        return self.full


@dataclass
class Answered:
    """One answer off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the envelope's first error, which has a request id."""
        envelope = json.loads(self.body)
        assert envelope["status"] == "error"
        assert envelope["meta"]["request_id"] == self.headers["x-request-id"] != ""
        code: str = envelope["errors"][0]["code"]
        return code


@dataclass
class Front:
    """A host's front on a port of its own."""

    port: int
    app: App
    pool: Pool
    zygote: ZygoteLink
    issuer: Issuer
    server: uvicorn.Server
    disk: SmallDisk
    site: Path
    lines: list["Line"] = field(default_factory=list)

    async def dial(self) -> "Line":
        """Open a connection."""
        self.lines.append(Line(*await asyncio.open_connection("127.0.0.1", self.port)))
        return self.lines[-1]

    def bearer(self, **options: Any) -> str:
        """The header of a caller."""
        return f"authorization: Bearer {self.issuer.token('kim', **options)}\r\n"

    def head(self, method: str = "GET", path: str = X, *headers: str, token: bool = True) -> bytes:
        """Write the head of a request."""
        bearer = self.bearer() if token else ""
        lines = "".join(f"{header}\r\n" for header in headers)
        host = "" if any(header.lower().startswith("host:") for header in headers) else "host: x\r\n"
        return f"{method} {path} HTTP/1.1\r\n{host}{bearer}{lines}\r\n".encode()

    async def once(self, *sent: bytes) -> Answered:
        """Send on a new connection and read one answer."""
        line = await self.dial()
        for part in sent:
            line.send(part)
        return await line.answer()


@dataclass
class Line:
    """A connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes) -> None:
        """Write without waiting."""
        self.writer.write(data)

    async def answer(self) -> Answered:
        """Read an answer."""
        async with asyncio.timeout(20):
            lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answered(int(lines[0].split()[1]), headers, body)

    async def ended(self) -> bool:
        """Wait for the other side to hang up."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True


Scenario = Callable[[Front], Awaitable[None]]
Play = Callable[[Scenario], None]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    def run(scenario: Scenario) -> None:
        asyncio.run(_with_front(tmp_path, scenario))

    return run


async def _with_front(folder: Path, scenario: Scenario) -> None:
    zygote = ZygoteLink([], folder / "output.log")
    zygote.start()
    pool = Pool([FRONT], zygote, InvocationLog(folder / "functions.log"))
    issuer = Issuer(ec.generate_private_key(ec.SECP256R1()))
    disk = SmallDisk(folder, needed_bytes=0)
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    own = OwnPages(
        SignIn(issuer, origin, cors_origins()), Site(folder / "site"), issuer.jwks(), uploads="http://127.0.0.1:9"
    )
    app = App(
        Routes([FRONT]),
        pool,
        own,
        Authorizer(issuer.public_key, origin),
        RoomToWrite(disk, [FRONT]),
        cors_origins(),
    )
    app.ready = True
    config = uvicorn.Config(
        app, http=GuardedConnection, lifespan="off", ws="none", access_log=False, log_config=None, log_level="critical"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        front = Front(listener.getsockname()[1], app, pool, zygote, issuer, server, disk, folder / "site")
        try:
            await scenario(front)
        finally:
            for line in front.lines:
                line.writer.transport.abort()
    finally:
        server.should_exit = server.force_exit = True
        await serving
        pool.close()
        zygote.close()
        await asyncio.sleep(0.05)


async def trickle(line: Line, part: bytes, pause: float) -> None:
    """Send a little now and then, for ever."""
    while True:
        line.send(part)
        await asyncio.sleep(pause)
