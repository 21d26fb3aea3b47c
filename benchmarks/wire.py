"""A lean HTTP client: what it costs must not be mistaken for what the platform costs."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spice.messages.codec import decode, encode

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and the seconds it took."""

    status: int
    body: bytes
    seconds: float

    @property
    def envelope(self) -> Any:
        """The body, decoded."""
        return decode(self.body)


class Http:
    """One kept-alive connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        """Send a request: bytes as they are, anything else as JSON."""
        sent = {**self._headers, **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else encode(body)
        began = time.perf_counter()
        self._connection.request(method, API + path, body=body, headers=sent)
        response = self._connection.getresponse()
        text = response.read()
        return Reply(response.status, text, time.perf_counter() - began)

    def must(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:
        """Send a request and give the envelope; anything but success ends the measurement."""
        reply = self.ask(method, path, body, headers)
        if reply.status >= 300:
            raise RuntimeError(f"{method} {path} answered {reply.status}: {reply.body[:500]!r}")
        return reply.envelope
