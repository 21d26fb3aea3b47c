"""One request on its way through the door: its names, its time, its log line."""

import re
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from spice.entrypoints.http.request import Actor
from spice.entrypoints.log import logger

_REQUEST_ID = re.compile(r"[\w.:+/=@-]{1,128}", re.ASCII)
_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Visit:
    """What is known of a request before it is understood, and what is told of it in the end."""

    __slots__ = (
        "actor",
        "event",
        "headers",
        "life",
        "method",
        "of_persons",
        "path",
        "rate",
        "request_id",
        "route",
        "started",
        "trace",
    )

    def __init__(self, event: Mapping[str, Any], context: Any = None) -> None:
        self.started = time.perf_counter()
        self.life = None if context is None else context.get_remaining_time_in_millis() / 1000
        self.event = event
        self.headers: dict[str, str] = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        self.method = str(event["requestContext"]["http"]["method"]).upper()
        self.path = str(event["rawPath"])
        given = self.headers.get("x-request-id", "")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid4())
        trace = self.headers.get("traceparent", "")
        self.trace = trace if _TRACE.fullmatch(trace) else None
        self.route = "none"
        self.actor: Actor | None = None
        self.rate: dict[str, str] = {}
        self.of_persons = False
        """Whether the answer shows personal data."""

    @property
    def kept(self) -> str:
        """Who may keep the answer (RFC 9111): what shows persons nobody, else it would outlive their erasure."""
        return "no-store" if self.of_persons else "private, no-cache"

    def leave(self, status: int) -> None:
        """Write the request's one log line."""
        logger.info(
            "request",
            method=self.method,
            route=self.route,
            status=status,
            ms=round((time.perf_counter() - self.started) * 1000, 2),
            actor=self.actor.subject if self.actor else None,
            request_id=self.request_id,
            trace=self.trace,
        )
