"""One line of JSON an invocation."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from local.logs import open_log


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is told of an invocation."""

    at: str
    function: str
    request_id: str
    duration_ms: float
    memory_mb: int
    cold: bool
    outcome: str
    error: str | None = None


class InvocationLog:
    """Appends lines to a file."""

    def __init__(self, file: Path) -> None:
        self._descriptor = open_log(file)
        self._encode = msgspec.json.Encoder().encode

    def write(self, line: Line) -> None:
        """Append a line; one write, so that lines never mix."""
        # What a full disk does not take is lost: an invocation does not fail for its line in a log.
        with contextlib.suppress(OSError):
            os.write(self._descriptor, self._encode(line) + b"\n")


def now() -> str:
    """Write the time as logs do."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
