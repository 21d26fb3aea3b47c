"""The HTTP side of the host: the part API Gateway plays."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

import msgspec

from infra import names
from local.host.gateway import MalformedPath, Response, decode_path, request_event, response_of
from local.host.pool import CRASHED, FAILED, OK, Pool
from local.host.routes import Route, Routes
from spice.adapters.disk.disk import Disk
from spice.ports.errors import DiskFull

LARGEST_BODY = 10 * 1024 * 1024
LONGEST_DRAIN = 10 * LARGEST_BODY
FULL_SECONDS = 5
JWKS = "/.well-known/jwks.json"
DOCS = f"{names.API}/docs".encode()
ENTRANCES = ("/", "/docs")
"""Where a person looks first; the documentation is a page of the API."""
JSON = (b"content-type", b"application/json")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class TooLarge(Exception):
    """The body is longer than API Gateway takes."""


class App:
    """An ASGI application in front of the functions."""

    def __init__(self, routes: Routes, pool: Pool, jwks: bytes, disk: Disk, only_writing: Collection[str]) -> None:
        self.ready = False
        self._disk, self._only_writing = disk, only_writing
        self._routes = routes
        self._pool = pool
        self._jwks = jwks

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        response = await self._answer(scope, receive)
        headers = [*response.headers]
        if not any(name == b"content-length" for name, _ in headers) and response.status not in (204, 304):
            headers.append((b"content-length", str(len(response.body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Response:
        try:
            path = decode_path(scope["raw_path"])
            body = await _read(receive)
        except MalformedPath:
            return _refusal(400, "invalid_parameter", "the path is not percent-encoded UTF-8")
        except TooLarge:
            return _refusal(413, "too_large", f"a body is at most {LARGEST_BODY} bytes", close=True)
        if path == JWKS:
            return Response(status=200, headers=[JSON], body=self._jwks)
        if path in ENTRANCES:
            return Response(status=302, headers=[(b"location", DOCS)], body=b"")
        if not self.ready:
            return _refusal(503, "unavailable", self._full() or "the platform is starting", retry_after=1)
        if (found := self._routes.find(scope["method"], path)) is None:
            return _refusal(404, "not_found", f"there is nothing at {path}")
        if found[0].function in self._only_writing and (full := self._full()):
            return _refusal(503, "unavailable", full, retry_after=FULL_SECONDS)
        return await self._invoke(scope, path, body, *found)

    def _full(self) -> str | None:
        return DiskFull.told if self._disk.is_full else None

    async def _invoke(
        self, scope: Mapping[str, Any], path: str, body: bytes, route: Route, parameters: dict[str, str]
    ) -> Response:
        event = request_event(scope, path, body, route, parameters)
        request_id = event["requestContext"]["requestId"]
        outcome = await self._pool.invoke(route.function, event)
        if outcome.how == OK:
            try:
                return response_of(msgspec.msgpack.decode(outcome.value))
            except (ValueError, TypeError):
                return _refusal(500, "internal", "internal error", request_id=request_id)
        if outcome.how in (FAILED, CRASHED):
            return _refusal(500, "internal", "internal error", request_id=request_id)
        return _refusal(503, "unavailable", "the platform is busy", retry_after=1, request_id=request_id)


async def _read(receive: Receive) -> bytes:
    """Read a body; what is too long is read to its end all the same, or the client would never see the answer."""
    parts: list[bytes] = []
    size = 0
    while size <= LONGEST_DRAIN:
        message = await receive()
        size += len(message.get("body", b""))
        if size <= LARGEST_BODY:
            parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    if size > LARGEST_BODY:
        raise TooLarge
    return b"".join(parts)


def _refusal(
    status: int, code: str, message: str, *, retry_after: int = 0, request_id: str = "", close: bool = False
) -> Response:
    envelope = {
        "status": "error",
        "message": message,
        "data": None,
        "errors": [{"code": code, "message": message}],
        "meta": {"request_id": request_id},
    }
    headers = [JSON]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    if close:
        headers.append((b"connection", b"close"))
    return Response(status=status, headers=headers, body=msgspec.json.encode(envelope))
