"""The HTTP side of the host: the part API Gateway plays."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from local.host import limits
from local.host.environments.pool import AWAY, CRASHED, OK, THROTTLED, TIMED_OUT, Outcome, Pool
from local.host.front.authorizer import Authorizer
from local.host.front.bodies import Bodies, ClientGone, Receive
from local.host.front.gateway import MalformedPath, Response, decode_path, request_event, response_of
from local.host.front.lanes import Lanes
from local.host.front.own import OwnPages
from local.host.front.refusals import Refusal, internal, request_id, unavailable
from local.host.front.routes import Route, Routes
from local.host.front.when_there_is_room import RoomToWrite

CLOSE = (b"connection", b"close")
LATER = {
    TIMED_OUT: "the function took too long",
    CRASHED: "the function's process ended: a write may have been taken, ask again with its Idempotency-Key",
    THROTTLED: "the platform is busy",
    AWAY: "functions cannot be started at the moment",
}
Headers = Mapping[bytes, bytes]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class App:
    """An ASGI application in front of the functions."""

    def __init__(
        self,
        routes: Routes,
        pool: Pool,
        own: OwnPages,
        authorizer: Authorizer,
        room: RoomToWrite,
        origins: Sequence[str] = (),
    ) -> None:
        """`origins`: whose pages may read answers."""
        self.ready = False
        self._routes, self._pool, self._own, self._authorizer = routes, pool, own, authorizer
        self._bodies, self._lanes, self._room = Bodies(), Lanes(), room
        self._origins = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        try:
            response = await self._answer(scope, headers, receive)
        except ClientGone:
            return
        except Refusal as refused:
            response = refused.response(request_id(headers))
            response.headers.extend(self._cors(headers))
        await _respond(response, scope["method"], send)
        if CLOSE in response.headers:
            await _forget_the_rest(headers, receive)
            await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Mapping[str, Any], headers: Headers, receive: Receive) -> Response:
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        try:
            path = decode_path(scope["raw_path"])
        except MalformedPath as broken:
            raise Refusal(400, "invalid_parameter", "the path is not percent-encoded UTF-8", close=has_body) from broken
        if self._own.has(path):
            own = await self._own.answer(scope, path, headers, receive, self._bodies)
            own.headers.extend(self._cors(headers))
            return own
        if not self.ready:
            raise unavailable(self._room.lacking or "the platform is starting", close=has_body)
        if (found := self._routes.find(scope["method"], path)) is None:
            raise Refusal(404, "not_found", f"there is nothing at {path}", close=has_body)
        route, parameters = found
        self._room.check(route.function, scope["method"], close=has_body)
        if not has_body:
            return await self._invoke(request_event(scope, path, b"", route, parameters), route)
        if route.open or scope["method"] == "OPTIONS":
            # Nobody knows who sent it, and nobody wants it.
            response = await self._invoke(request_event(scope, path, b"", route, parameters), route)
            response.headers.append(CLOSE)
            return response
        self._authorizer.check(headers.get(b"authorization", b""))
        async with self._bodies.read(headers, receive) as body:
            return await self._invoke(request_event(scope, path, body, route, parameters), route)

    async def _invoke(self, event: dict[str, Any], route: Route) -> Response:
        stays = "wait" in event["headers"].get("prefer", "")
        outcome = await (self._stay if stays else self._pass)(route.function, event)
        # One whose process ended with an error of its own, as it has when it cannot be imported, would end so again.
        if outcome.how in LATER and outcome.error is None:
            raise unavailable(LATER[outcome.how])
        if outcome.how != OK:
            raise internal()
        try:
            return response_of(msgspec.msgpack.decode(outcome.value))
        except (ValueError, TypeError, AttributeError) as broken:
            raise internal() from broken

    async def _stay(self, function: str, event: dict[str, Any]) -> Outcome:
        """Let a request wait for something to happen where there is an environment to wait in. Where there is none it
        has no time to wait, so that it is answered at once."""
        patience, end = limits.STAYING_PATIENCE, time.monotonic() + limits.ANSWER_SECONDS
        try:
            async with self._lanes.of(event["headers"].get("authorization", ""), patience):
                left = end - time.monotonic()
                outcome = await self._pool.invoke(function, event, patience=patience, seconds=left, stays=True)
        except TimeoutError:
            outcome = Outcome(how=THROTTLED)
        if outcome.how != THROTTLED:
            return outcome
        return await self._pool.invoke(function, event, patience=end - time.monotonic() - patience, life=0.0)

    async def _pass(self, function: str, event: dict[str, Any]) -> Outcome:
        return await self._pool.invoke(function, event, patience=limits.PATIENCE, seconds=limits.ANSWER_SECONDS)

    def _cors(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        """Let a browser read a refusal where it may read answers."""
        origin = headers.get(b"origin", b"")
        return [(b"access-control-allow-origin", origin), (b"vary", b"Origin")] if origin in self._origins else []


async def _respond(response: Response, method: str, send: Send) -> None:
    headers = [*response.headers]
    if not any(name == b"content-length" for name, _ in headers) and response.status not in (204, 304):
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body, "more_body": CLOSE in headers})


async def _forget_the_rest(headers: Headers, receive: Receive) -> None:
    """Read what the client still sends: it would not see the answer otherwise. Who waits to be asked sends nothing."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0 if b"expect" in headers else limits.LINGER_SECONDS):
            while (await receive()).get("more_body"):
                pass
