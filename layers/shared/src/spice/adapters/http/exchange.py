"""One POST over a connection that stands: bounded in time and in what is read, whatever the other side does."""

import re
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import h11

from spice.domain.webhooks.endpoints import Endpoint
from spice.ports.http_sender import Sent

READ_BYTES, MOST_BYTES, SHOWN_BYTES = 4096, 64 * 1024, 256
"""What is read of an answer's body, of all it sends, and what is kept of it."""
BODY_SECONDS = 2.0
"""The status is what counts: nobody waits long for words after it."""
USER_AGENT = "Spice-Harvester-Webhooks/1"
_UNSHOWN = re.compile(r"[^\t\n\x20-\x7e\xa0-퟿-�]")


class Nonsense(Exception):
    """The other side does not speak HTTP, or says too much."""


def post(
    connection: ssl.SSLSocket, endpoint: Endpoint, headers: Mapping[str, str], body: bytes, *, deadline: float
) -> Sent:
    """Send a body and read how it was taken. Raises TimeoutError, OSError and Nonsense."""
    reading = _Reading(connection, deadline)
    try:
        _send(connection, reading.h11, endpoint, headers, body, deadline)
        answered = reading.status()
        text = reading.body() if answered.status_code != 204 else b""
    except h11.ProtocolError as broken:
        raise Nonsense("it does not speak HTTP") from broken
    status = answered.status_code
    error = "redirects are not followed" if 300 <= status < 400 else ""
    told = {name.decode("ascii", "replace").lower(): value for name, value in answered.headers}
    wait = _retry_after(told.get("retry-after", b"").decode("latin-1"))
    return Sent(status=status, error=error, answer=_shown(text), retry_after=wait)


def _send(
    connection: ssl.SSLSocket,
    protocol: h11.Connection,
    endpoint: Endpoint,
    headers: Mapping[str, str],
    body: bytes,
    deadline: float,
) -> None:
    usual = {
        "Host": endpoint.host_header,
        "User-Agent": USER_AGENT,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        # Nothing is ever unpacked.
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    request = h11.Request(method="POST", target=endpoint.target, headers=[*usual.items(), *headers.items()])
    left = memoryview(protocol.send(request) + protocol.send(h11.Data(data=body)) + protocol.send(h11.EndOfMessage()))
    while left:
        connection.settimeout(_left(deadline))
        left = left[connection.send(left) :]


class _Reading:
    """Reads an answer: each read has what is left of the time."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float) -> None:
        self._connection, self._deadline, self._read = connection, deadline, 0
        self.h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_BYTES // 4)

    def status(self) -> h11.Response:
        """Read up to the final status; those that only say that one is to wait go by."""
        while not isinstance(event := self._next(self._deadline), h11.Response):
            if isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError
        return event

    def body(self) -> bytes:
        """Read the first of the body, as far as it comes soon."""
        found, deadline = b"", min(self._deadline, time.monotonic() + BODY_SECONDS)
        try:
            while len(found) < READ_BYTES and isinstance(event := self._next(deadline), h11.Data):
                found += bytes(event.data)
        except (OSError, Nonsense, h11.ProtocolError):
            # What the status said holds, however its words end.
            return found[:READ_BYTES]
        return found[:READ_BYTES]

    def _next(self, deadline: float) -> object:
        while (event := self.h11.next_event()) is h11.NEED_DATA:
            if self._read >= MOST_BYTES:
                raise Nonsense("it says too much")
            self._connection.settimeout(_left(deadline))
            came = self._connection.recv(4096)
            self._read += len(came)
            self.h11.receive_data(came)
        return event


def _left(deadline: float) -> float:
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _shown(body: bytes) -> str:
    return _UNSHOWN.sub("�", body[:SHOWN_BYTES].decode("utf-8", "replace"))


def _retry_after(text: str) -> float | None:
    """Read seconds, or a date."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        # Parts that no date has: what it raises depends on which, and on the version of Python.
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
