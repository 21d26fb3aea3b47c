"""CloudFormation's custom resources: whatever happens, the stack is told, once, and in words."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from spice.application.upkeep.deploy import StepRefused
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.log import logger
from spice.ports.errors import PortError
from spice.settings import SettingMissing
from spice.wired import Wired

PAUSES = (0.5, 2.0, 5.0)
RESERVE_SECONDS = 10.0
"""Kept back so that the stack hears of a step that took too long."""
REASON = 600
_SAYS_WHY = (PortError, StepRefused, SettingMissing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the stack wants: Create, Update or Delete, and of what."""

    kind: str
    properties: Mapping[str, Any]
    seconds: float
    """How long the step may take."""
    event: Mapping[str, Any]

    def expect(self, name: str) -> Any:
        """Read a property; refuses the step when it is missing."""
        if not (value := self.properties.get(name)):
            raise StepRefused(f"property {name} of {self.event.get('LogicalResourceId')} is missing")
        return value


Step = Callable[[Request], Mapping[str, str]]
"""Takes a step and answers what the stack may read of the resource."""


def custom_resource(build: Callable[[Wired], Step], *, identity: str = "") -> Handler:
    """Make a Lambda handler of a step. `identity`: the property that names the resource, when another value is another
    resource, and the old one then goes."""
    # Wired within the answer: a wrong setting must reach the stack as words, not as an hour of waiting.
    step = lazy(lambda ports: _step(build(ports)), at_start=False)

    def handler(event: Mapping[str, Any], context: Any) -> None:
        seconds = max(1.0, context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS)
        told = _Answer(event, identity)
        late = threading.Timer(seconds, told.failed, [f"not done after {seconds:.0f} s: deploy again, it goes on"])
        late.daemon = True
        late.start()
        try:
            data = step(_request(event, seconds), context)
        except Exception as failed:
            logger.error("deployment step failed", error=type(failed).__name__, resource=event.get("LogicalResourceId"))
            told.failed(str(failed) if isinstance(failed, _SAYS_WHY) else f"{type(failed).__name__}: see the log")
        else:
            told.done(data)
        finally:
            late.cancel()

    return handler


def _request(event: Mapping[str, Any], seconds: float) -> Request:
    properties = event.get("ResourceProperties") or {}
    return Request(kind=event["RequestType"], properties=properties, seconds=seconds, event=event)


def _step(step: Step) -> Handler:
    return lambda request, _: step(request)


class _Answer:
    """The one answer to a request."""

    def __init__(self, event: Mapping[str, Any], identity: str) -> None:
        self._event, self._lock, self._said = event, threading.Lock(), False
        named = (event.get("ResourceProperties") or {}).get(identity) if identity else None
        # A Delete is of the resource the stack knows; else the same request always names the same resource.
        known = event.get("PhysicalResourceId")
        fresh = str(named or known or f"spice-{event['LogicalResourceId']}")
        self._id = known if known and event["RequestType"] == "Delete" else fresh

    def done(self, data: Mapping[str, str]) -> None:
        """Say that it is so."""
        self._say({"Status": "SUCCESS", "Reason": "", "Data": dict(data)})

    def failed(self, reason: str) -> None:
        """Say why not."""
        self._say({"Status": "FAILED", "Reason": reason[:REASON]})

    def _say(self, answer: dict[str, object]) -> None:
        with self._lock:
            if self._said:
                return
            self._said = True
        names = {name: self._event.get(name) for name in ("StackId", "RequestId", "LogicalResourceId")}
        _put(self._event["ResponseURL"], json.dumps({**answer, **names, "PhysicalResourceId": self._id}).encode())
        logger.info("deployment step answered", status=answer["Status"], resource=names["LogicalResourceId"])


def _put(url: str, body: bytes) -> None:
    """Put the answer where the stack waits for it. When that fails the invocation does, and Lambda repeats the step."""
    # The URL is signed for no content type; urllib would send one of its own.
    request = urllib.request.Request(url, data=body, method="PUT", headers={"Content-Type": ""})
    for pause in (*PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=10):
                return
        except (urllib.error.URLError, TimeoutError) as failed:
            logger.warning("the stack was not reached", error=str(failed))
            if pause is None:
                raise
            time.sleep(pause)
