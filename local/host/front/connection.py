"""One connection of a client: uvicorn's, within bounds of time and size, and polite when it refuses."""

import asyncio
import resource
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from local.host import limits
from local.host.front.refusals import Refusal, request_id, unavailable

MALFORMED = Refusal(400, "invalid_parameter", "this is not a request of HTTP/1.1", close=True)
LONG_URL = Refusal(414, "too_large", f"the URL is longer than {limits.LARGEST_URL // 1024} KB", close=True)
LONG_HEAD = Refusal(431, "too_large", f"the headers are longer than {limits.LARGEST_HEAD // 1024} KB", close=True)
SLOW_HEAD = Refusal(408, "request_timeout", "the request comes too slowly", close=True)
CROWDED = unavailable("too many connections", close=True)


class Alarm:
    """Something to do unless it is stopped in time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, seconds: float, action: Callable[[], None]) -> None:
        """Begin to count, unless it counts already."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, action)

    def stop(self) -> None:
        """Do nothing."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class GuardedConnection(HttpToolsProtocol):
    """Reads requests; who sends too slowly or too much, or takes no answer, is let go."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.quiet_since = time.monotonic()
        self._in_head = False
        self._headers_size = 0
        self._overhead = 0
        """Bytes received since there was something of a body."""
        self._leaving = False
        self._head_alarm, self._answer_alarm = Alarm(self.loop), Alarm(self.loop)

    @property
    def busy(self) -> bool:
        """Tell whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin. One too many takes the place of who was quiet longest."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(limits.KEEP_ALIVE_SECONDS, self.timeout_keep_alive_handler)
        if len(self.connections) > _most_connections() and not self._displaces_another():
            self._refuse(CROWDED)

    def connection_lost(self, exc: Exception | None) -> None:
        """End, with every timer."""
        self._unset_keepalive_if_required()
        self._head_alarm.stop()
        self._answer_alarm.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that has begun must end in time."""
        if self._leaving:
            return
        self.quiet_since = time.monotonic()
        self._overhead += len(data)
        super().data_received(data)
        if self._leaving or self.transport.is_closing():
            return
        if self._in_head and len(self.url) > limits.LARGEST_URL:
            self._refuse(LONG_URL)
        elif self._overhead > limits.LARGEST_URL + limits.LARGEST_HEAD and (self._in_head or self._in_body):
            self._refuse(LONG_HEAD)
        elif self._in_head or not self.busy:
            self._head_alarm.begin(limits.HEAD_SECONDS, lambda: self._refuse(SLOW_HEAD))

    def on_message_begin(self) -> None:
        """Begin to read a head."""
        self._in_head, self._headers_size, self._overhead = True, 0, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or one that comes behind a body."""
        self._headers_size += len(name) + len(value)
        if self._headers_size > limits.LARGEST_HEAD:
            raise ValueError(LONG_HEAD.message)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._in_head = False
        self._head_alarm.stop()
        if len(self.url) > limits.LARGEST_URL:
            raise ValueError(LONG_URL.message)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._overhead = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Be quiet until the next request; the answer must be taken in time."""
        super().on_response_complete()
        self.quiet_since = time.monotonic()
        if left := self.transport.get_write_buffer_size():
            self._answer_alarm.begin(limits.LOOK_SECONDS, lambda: self._look_at_answer(left))

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser stumbled over."""
        size = len(getattr(self, "url", b""))
        long_head = LONG_HEAD if self._headers_size > limits.LARGEST_HEAD else MALFORMED
        self._refuse(LONG_URL if size > limits.LARGEST_URL else long_head)

    @property
    def _in_body(self) -> bool:
        return self.busy and self.cycle.more_body

    def _look_at_answer(self, before: int) -> None:
        """Let go who does not take an answer at the slowest rate."""
        self._answer_alarm.stop()
        left = self.transport.get_write_buffer_size()
        if left > max(0, before - limits.SLOWEST_BYTES_A_SECOND * limits.LOOK_SECONDS):
            self.transport.abort()
        elif left:
            self._answer_alarm.begin(limits.LOOK_SECONDS, lambda: self._look_at_answer(left))

    def _refuse(self, refusal: Refusal) -> None:
        """Answer and hear nothing more; what was asked before is answered first."""
        self._leaving = True
        self._unset_keepalive_if_required()
        self._head_alarm.stop()
        if self.busy and not self.cycle.more_body:
            self.cycle.keep_alive = False
            return
        if self.busy:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not (self.busy and (self.pipeline or self.cycle.response_started)):
            self.transport.write(_written(refusal))
        self.flow.resume_reading()
        self.transport.write_eof()
        self._head_alarm.begin(limits.LINGER_SECONDS, self.transport.abort)

    def _displaces_another(self) -> bool:
        quiet = [each for each in self.connections if isinstance(each, GuardedConnection) and not each.busy]
        longest = min((each for each in quiet if each is not self), key=lambda each: each.quiet_since, default=None)
        if longest is not None:
            longest.transport.abort()
        return longest is not None


def _most_connections() -> int:
    """As many as are allowed, or half of the descriptors there are: environments need some."""
    return min(limits.CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


def _written(refusal: Refusal) -> bytes:
    answer = refusal.response(request_id({}))
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}".encode()]
    lines += [name + b": " + value for name, value in answer.headers]
    return b"\r\n".join([*lines, b"content-length: %d" % len(answer.body), b"", answer.body])
