"""What the host answers by itself, without a function: the ways in, the platform's own issuer, the console."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from infra.catalogue import names
from infra.catalogue.console import (
    ASKED_EACH_TIME,
    ASSETS,
    BESIDE,
    CLIENT,
    CONFIGURATION,
    INDEX,
    content_security_policy,
)
from local.host.front.bodies import Bodies, Receive
from local.host.front.gateway import Response
from local.host.front.refusals import JSON, Refusal, unavailable
from local.host.front.signing_in.pages import HTML
from local.host.front.signing_in.sign_in import SignIn
from local.host.front.site import File, Headers, Site

JWKS = "/.well-known/jwks.json"
ENTRANCES = {path: names.API + path for path in ("/docs", "/health", "/health/ready")}
"""Where one looks first for what the API has."""
NO_PAGES = ("/.well-known/", "/oauth/")
LARGEST_FORM = 16 * 1024
UNBUILT = (
    b"<!doctype html><meta charset=utf-8><title>Spice Harvester</title>"
    b"<p>The console has not been built: <code>make web</code> builds it."
    b' What the API can do is in <a href="/docs">its documentation</a>.'
)


class OwnPages:
    """Answers what is not the API's."""

    def __init__(self, sign_in: SignIn, site: Site, jwks: bytes, *, uploads: str) -> None:
        """`uploads`: the origin to which the URLs lead that the API signs for files."""
        self._sign_in, self._site, self._jwks = sign_in, site, jwks
        host = sign_in.origin.partition("://")[2]
        self._host, self._other_host = host.encode(), host.replace("127.0.0.1", "localhost").encode()
        policy = content_security_policy([sign_in.origin, uploads])
        told = {**BESIDE, "Content-Security-Policy": policy}
        self._beside = [(name.lower().encode(), value.encode()) for name, value in told.items()]
        known = msgspec.json.encode({"issuer": sign_in.origin, "client_id": CLIENT, "features": {}})
        self._configuration = File.of(CONFIGURATION, known)

    def has(self, path: str) -> bool:
        """Tell whether a path is ours to answer: all that is not the API's."""
        return path != "/api" and not path.startswith("/api/")

    async def answer(
        self, scope: Mapping[str, Any], path: str, headers: Headers, receive: Receive, bodies: Bodies
    ) -> Response:
        """Answer a request. Raises Refusal."""
        method = scope["method"]
        ends = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        if path == JWKS and method in ("GET", "HEAD"):
            return _ending(Response(status=200, headers=[JSON], body=self._jwks), ends=ends)
        if path in ENTRANCES:
            return _ending(_elsewhere(302, ENTRANCES[path]), ends=ends)
        if method == "POST" and path.startswith(NO_PAGES):
            return await self._posted(path, headers, receive, bodies)
        if method not in ("GET", "HEAD"):
            raise Refusal(404, "not_found", f"there is nothing at {path} for {method}", close=ends)
        query = scope["query_string"].decode("latin-1")
        found = self._moved(scope, path, headers) or self._sign_in.get(path, query)
        if found is None:
            found = await self._page(path, headers, ends=ends)
        return _ending(found, ends=ends)

    async def _posted(self, path: str, headers: Headers, receive: Receive, bodies: Bodies) -> Response:
        """Take a form, of our own pages and of clients that are no browsers; never of a page from elsewhere."""
        if headers.get(b"host", b"") != self._host:
            raise self._unknown_here(path)
        if headers.get(b"origin", b"").decode("latin-1") not in ("", *self._sign_in.origins(path)):
            raise Refusal(403, "forbidden", "a page from elsewhere may not ask this", close=True)
        size = headers.get(b"content-length", b"")
        if not size.isdigit() or int(size) > LARGEST_FORM:
            raise Refusal(413, "too_large", f"a form tells its size, of at most {LARGEST_FORM} bytes", close=True)
        async with bodies.read(headers, receive) as body:
            if (answered := self._sign_in.post(path, body)) is None:
                raise Refusal(404, "not_found", f"there is nothing at {path} for POST")
            return answered

    def _unknown_here(self, path: str) -> Refusal:
        message = f"there is nothing at {path} under this name: this is {self._sign_in.origin}"
        return Refusal(404, "not_found", message, close=True)

    def _moved(self, scope: Mapping[str, Any], path: str, headers: Headers) -> Response | None:
        """Have people come by the one address that the issuer knows; strangers' names of us lead nowhere."""
        if (host := headers.get(b"host", b"")) == self._host:
            return None
        if host != self._other_host:
            raise self._unknown_here(path)
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        return _elsewhere(307, self._sign_in.origin + (scope["raw_path"] + query).decode("latin-1"))

    async def _page(self, path: str, headers: Headers, *, ends: bool) -> Response:
        name = path.removeprefix("/") or INDEX
        if path.startswith(NO_PAGES):
            raise Refusal(404, "not_found", f"there is nothing at {path}", close=ends)
        if name == CONFIGURATION:
            return self._shown(self._configuration, headers)
        if (found := await self._built(name)) is not None:
            return self._shown(found, headers)
        # Every path a person may be at is the console's; a program asks for no page, and is told that there is nothing.
        is_person = b"text/html" in headers.get(b"accept", b"")
        index = await self._built(INDEX) if is_person and not name.startswith(ASSETS) else None
        if index is not None:
            return self._shown(index, headers)
        if path == "/":
            return Response(status=200, headers=[HTML, (b"cache-control", ASKED_EACH_TIME.encode())], body=UNBUILT)
        raise Refusal(404, "not_found", f"there is nothing at {path}", close=ends)

    async def _built(self, name: str) -> File | None:
        """Find a file, in a thread: others are answered while the files are read."""
        try:
            return await asyncio.to_thread(self._site.find, name)
        except OSError as failed:
            raise unavailable("the console's files cannot be read", close=True) from failed

    def _shown(self, file: File, headers: Headers) -> Response:
        answered = file.answer(headers)
        answered.headers.extend(self._beside)
        return answered


def _elsewhere(status: int, where: str) -> Response:
    return Response(status=status, headers=[(b"location", where.encode("latin-1"))], body=b"")


def _ending(answered: Response, *, ends: bool) -> Response:
    """End the connection behind an answer to a request whose body nobody reads."""
    if ends:
        answered.headers.append((b"connection", b"close"))
    return answered
