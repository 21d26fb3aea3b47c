"""A tick or a kick -> outbox drained to the bus."""

from typing import Any

from spice.application.relay.relay_outbox import RelayOutbox
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.metrics import metrics_of
from spice.wired import Wired

RESERVE_SECONDS = 5.0
"""Kept back so that the last transaction can end."""


def build(ports: Wired) -> Handler:
    """Wire the relay to its ports."""
    metrics = metrics_of(ports.settings, "relay")
    relay = RelayOutbox(ports.outbox, ports.bus, ports.crash)

    def handle(_: Any, context: Any) -> dict[str, int]:
        remaining = context.get_remaining_time_in_millis() / 1000
        rows = relay(seconds=max(1.0, min(remaining - RESERVE_SECONDS, 25.0)))
        if metrics.wanted:
            # What is left when its time is over: zero, unless it cannot keep up.
            metrics.emit(relay_lag=ports.outbox.depth().records)
        return {"rows": rows}

    return handle


lambda_handler = lazy(build)
