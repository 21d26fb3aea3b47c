"""The server's door: HTTP on 127.0.0.1, with what goes wrong on the way."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.terminusdb.routes import Answer, Request, Routes
from tests.support.terminusdb.store import Store

USER, PASSWORD = "admin", "root"
_SIGNED = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
_WRONG = {
    "@type": "api:ErrorResponse",
    "api:error": {"@type": "api:IncorrectAuthenticationError"},
    "api:message": "Incorrect authentication information",
    "api:status": "api:failure",
}
_FAILING = {"nothing": Answer(200, []), "busy": Answer(503, {})}


class TerminusServer:
    """A running server. `fault` gets each request and may say what happens to it.

    "killed before": nothing is done, nobody answers. "killed after": it is done, nobody answers. "breaks off": the
    answer ends in the middle. "nothing": 200 and `[]`, as where a request's body breaks off. "busy": 503.
    """

    def __init__(self) -> None:
        self.store, self.seen = Store(), list[dict[str, Any]]()
        self.refused = dict[str, Answer]()
        """What a family of requests is answered, whatever is asked."""
        self.fault: Callable[[Request], str | None] = lambda request: None
        self.url = ""

    def fail_once(self, fault: str, method: str, family: str) -> None:
        """Let one request of a kind go wrong."""

        def once(request: Request) -> str | None:
            if (request.method, request.steps[1]) != (method, family) or "_commits" in request.steps:
                return None
            self.fault = lambda request: None
            return fault

        self.fault = once


@contextmanager
def terminus_server() -> Iterator[TerminusServer]:
    """Run a server that is empty."""
    server = TerminusServer()
    listening = _Listening(server)
    server.url = f"http://127.0.0.1:{listening.server_port}"
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


class _Listening(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, server: TerminusServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.terminus, self.routes = server, Routes(server.store)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listening

    def __getattr__(self, name: str) -> Any:
        """Answer every method in one way."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def answer(self) -> None:
        """Answer a request, or do not."""
        self.close_connection = True
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = _request(self, raw)
        self.server.terminus.seen.append(_seen(self, raw))
        fault = self.server.terminus.fault(request)
        if fault == "killed before":
            return
        if fault == "nothing" and not raw:
            fault = None
        told = _FAILING.get(fault or "") or self.server.terminus.refused.get(request.steps[1])
        answer = told or (self.server.routes(request) if self._may() else Answer(401, _WRONG))
        if fault != "killed after":
            self._send(answer, cut=fault == "breaks off")

    def _may(self) -> bool:
        told = self.headers.get("authorization")
        return told == _SIGNED or (told is None and self.path == "/api/db")

    def _send(self, answer: Answer, *, cut: bool) -> None:
        content = b"" if answer.body == "" else json.dumps(answer.body, ensure_ascii=False).encode()
        self.send_response(answer.status)
        self.send_header("content-type", "application/json")
        if answer.version is not None:
            self.send_header("terminusdb-data-version", answer.version)
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)


def _request(handler: BaseHTTPRequestHandler, raw: bytes) -> Request:
    place = urlsplit(handler.path)
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = None
    return Request(
        method=handler.command,
        steps=[unquote(step) for step in place.path.strip("/").split("/")],
        params=dict(parse_qsl(place.query)),
        version=handler.headers.get("terminusdb-data-version"),
        body=body,
    )


def _seen(handler: BaseHTTPRequestHandler, raw: bytes) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return {
        "method": handler.command,
        "target": handler.path,
        "headers": headers,
        "body": json.loads(raw) if raw else None,
    }
