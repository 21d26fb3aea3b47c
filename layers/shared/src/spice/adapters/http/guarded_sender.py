"""Requests to addresses that others name: https, a name looked up once, every address judged, nothing followed."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from threading import Lock

from spice.adapters.http import exchange
from spice.domain.errors import DomainError
from spice.domain.webhooks.endpoints import Doors, Endpoint
from spice.ports.http_sender import Sent

DEADLINE_SECONDS = 15.0
RESOLVE_SECONDS = CONNECT_SECONDS = 5.0
MOST_ADDRESSES = 3
Resolve = Callable[[str, int], Sequence[str]]


class Refused(Exception):
    """Nothing is sent there; the message says why."""


class GuardedSender:
    """Connects to the very address that was judged, with the name in SNI, certificate and Host."""

    def __init__(self, doors: Doors, *, ca: str | None = None, resolve: Resolve | None = None) -> None:
        self._doors, self._ca, self._resolve = doors, ca, resolve or _addresses
        # A resolver that hangs is left behind: it has no timeout of its own.
        self._asking = ThreadPoolExecutor(64, thread_name_prefix="resolve")
        self._asked: dict[tuple[str, int], Future[Sequence[str]]] = {}
        self._lock = Lock()

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self._ca is not None:
            context.load_verify_locations(self._ca)
        return context

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send once."""
        began = time.monotonic()
        try:
            endpoint = self._doors.endpoint(url)
            with self._connected(endpoint, began + DEADLINE_SECONDS) as connection:
                sent = exchange.post(connection, endpoint, headers, body, deadline=began + DEADLINE_SECONDS)
        except (DomainError, Refused) as refused:
            sent = Sent(status=None, error=str(refused))
        except (TimeoutError, OSError, exchange.Nonsense) as failed:
            sent = Sent(status=None, error=_said(failed))
        spent = round((time.monotonic() - began) * 1000)
        return Sent(
            status=sent.status,
            error=sent.error,
            answer=sent.answer,
            retry_after=sent.retry_after,
            milliseconds=spent,
        )

    def _connected(self, endpoint: Endpoint, deadline: float) -> ssl.SSLSocket:
        failed: OSError = OSError("the name has no address")
        for address in self._judged(endpoint)[:MOST_ADDRESSES]:
            left = deadline - time.monotonic()
            try:
                plain = socket.create_connection((address, endpoint.port), timeout=max(0.1, min(left, CONNECT_SECONDS)))
            except OSError as refused:
                failed = refused
                continue
            return self._secured(plain, endpoint, deadline)
        raise failed

    def _secured(self, plain: socket.socket, endpoint: Endpoint, deadline: float) -> ssl.SSLSocket:
        try:
            plain.settimeout(max(0.1, deadline - time.monotonic()))
            return self._context.wrap_socket(plain, server_hostname=endpoint.host)
        except BaseException:
            with suppress(OSError):
                plain.close()
            raise

    def _judged(self, endpoint: Endpoint) -> Sequence[str]:
        """Look the name up, once. One address that is not public makes all of them suspect."""
        found = self._lookup(endpoint.host, endpoint.port).result(RESOLVE_SECONDS)
        if not all(self._doors.admits(address, endpoint) for address in found):
            raise Refused("its name leads to an address that is not public")
        return found

    def _lookup(self, host: str, port: int) -> Future[Sequence[str]]:
        """Look a name up, or wait with whoever does: one that is never answered holds one thread, however often it is
        asked for. What was answered is not kept."""
        with self._lock:
            asked = self._asked.get((host, port))
            if asked is None or asked.done():
                asked = self._asked[host, port] = self._asking.submit(self._resolve, host, port)
        asked.add_done_callback(lambda ended: self._answered(host, port, ended))
        return asked

    def _answered(self, host: str, port: int, ended: Future[Sequence[str]]) -> None:
        with self._lock:
            if self._asked.get((host, port)) is ended:
                del self._asked[host, port]


def _addresses(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [*dict.fromkeys(str(each[4][0]) for each in found)]


def _said(failed: Exception) -> str:
    """Say what went wrong in our words: nothing of what the other side wrote, nothing of our own network."""
    if isinstance(failed, ssl.SSLCertVerificationError):
        return f"its certificate: {failed.verify_message}"
    if isinstance(failed, TimeoutError):
        return f"no answer within {DEADLINE_SECONDS:.0f} s"
    if isinstance(failed, socket.gaierror):
        return "its name is not known"
    if isinstance(failed, exchange.Nonsense):
        return str(failed)
    return "no connection" if isinstance(failed, ConnectionRefusedError) else "the connection broke"
