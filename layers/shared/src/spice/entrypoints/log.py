"""Structured log lines: one JSON object a line, an event and its fields."""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from spice.messages.codec import encode

_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


class StructuredLogger:
    """Writes events as JSON lines. Never give it payloads or tokens."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self.level = "INFO"

    def debug(self, event: str, **fields: object) -> None:
        """Log what only a developer wants to know."""
        self._write("DEBUG", event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Log what happened."""
        self._write("INFO", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log what was put up with."""
        self._write("WARNING", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Log what somebody must look at."""
        self._write("ERROR", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, object]) -> None:
        if _LEVELS[level] >= _LEVELS.get(self.level, 20):
            line = encode({"level": level, "event": event, "at": datetime.now(UTC), **fields})
            # A full disk takes no line: nothing fails for what is said about it.
            with suppress(OSError):
                # The stream is looked up at each line: Lambda and tests replace sys.stderr.
                print(line.decode(), file=self._stream or sys.stderr, flush=True)


logger = StructuredLogger()
"""The process's log."""


def breaker_changed(service: str, before: str, state: str) -> None:
    """Log that a service's circuit breaker changed; dashboards count these lines."""
    log = logger.warning if state == "open" else logger.info
    log("breaker changed", service=service, before=before, state=state)
