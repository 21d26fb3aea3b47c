"""CloudFormation as far as a custom resource sees it: it sends requests, and a URL takes the answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from spice.entrypoints.lazy import Handler

EVENT = Path(__file__).parents[3] / "events" / "custom_resource_create.json"


class Stack:
    """Sends requests to a handler and keeps what it answers; refuses the first `refusals` answers."""

    def __init__(self, url: str) -> None:
        self.url, self.refusals = url, 0
        self.answers: list[dict[str, Any]] = []
        self.content_types: list[str | None] = []

    def ask(
        self,
        handler: Handler,
        kind: str = "Create",
        *,
        seconds: float = 60,
        known: str | None = None,
        **properties: Any,
    ) -> dict[str, Any]:
        """Send a request and return the last answer."""
        event = {**json.loads(EVENT.read_text()), "RequestType": kind, "ResponseURL": self.url}
        event["ResourceProperties"] = {"ServiceToken": "arn", **properties}
        if known:
            event["PhysicalResourceId"] = known
        handler(event, _Context(seconds))
        return self.answers[-1]


class _Context:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        """Tell how long the invocation may still run."""
        return int(self._seconds * 1000)


@contextmanager
def listening_stack() -> Iterator[Stack]:
    """A stack with a server for its answers."""

    class Door(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            """Take an answer."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stack.content_types.append(self.headers.get("Content-Type"))
            stack.refusals -= 1
            if stack.refusals < 0:
                stack.answers.append(json.loads(body))
            self.send_response(200 if stack.refusals < 0 else 503)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        stack = Stack(f"http://127.0.0.1:{server.server_port}/answer?signature=s")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield stack
        finally:
            server.shutdown()
