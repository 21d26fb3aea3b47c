"""Handlers that open nothing until the first invocation."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from spice.entrypoints.log import breaker_changed
from spice.entrypoints.metrics import metrics_of
from spice.settings import in_lambda, read_settings

if TYPE_CHECKING:
    from spice.wired import Wired

Handler = Callable[[Any, Any], Any]


REQUEST_SECONDS = 8.0
"""What a statement may take while a client waits for its answer."""


def lazy(
    build: Callable[[Wired], Handler], *, statement_seconds: float | None = None, at_start: bool = True
) -> Handler:
    """Make a Lambda handler that reads the settings, connects and builds once a process: in AWS at its start, where the
    processor is whole, a wrong setting stops the deployment and a snapshot holds what is wired; elsewhere at its first
    call."""
    built: list[Handler] = []
    lock = Lock()

    def wire() -> None:
        with lock:
            if not built:
                built.append(build(_connect(statement_seconds)))
                _settle()

    def lambda_handler(event: Any, context: Any) -> Any:
        if not built:
            wire()
        return built[0](event, context)

    if at_start and in_lambda():
        wire()
    return lambda_handler


def _connect(statement_seconds: float | None) -> Wired:
    # Drivers take longer to import than everything else together: not before there is something to do.
    from spice.bootstrap import connect

    settings = read_settings()
    if statement_seconds is not None:
        shortest = min(statement_seconds, settings.postgres_statement_seconds)
        settings = replace(settings, postgres_statement_seconds=shortest)
    metrics = metrics_of(settings, "functions")

    def on_change(service: str, before: str, state: str) -> None:
        breaker_changed(service, before, state)
        # While a service is away it is tried again and again, and each try that fails says so here.
        metrics.emit({"Backing": service}, breaker_open=int(state == "open"))

    return connect(settings, on_change=on_change)


def _settle() -> None:
    """What is wired stays for the life of the process; batches make many objects, and few of them in circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
