"""Metrics as CloudWatch's embedded format: a log line that is a measurement too. Off unless the settings want it."""

import sys
import time
from collections.abc import Mapping
from typing import TextIO

from spice.messages.codec import encode
from spice.settings import Settings

NAMESPACE = "Spice"


class Metrics:
    """Writes measurements of a function, by Stage and Service and what a call adds to them."""

    def __init__(self, *, wanted: bool, stage: str, service: str, stream: TextIO | None = None) -> None:
        self.wanted, self._stream = wanted, stream
        self._dimensions = {"Stage": stage, "Service": service}

    def emit(self, also: Mapping[str, str] | None = None, /, **values: float) -> None:
        """Write values of one moment; a name that ends in _seconds is measured in seconds, others are counts."""
        if not self.wanted:
            return
        dimensions = {**self._dimensions, **(also or {})}
        named = [{"Name": name, "Unit": "Seconds" if name.endswith("_seconds") else "Count"} for name in values]
        told = {"Namespace": NAMESPACE, "Dimensions": [list(dimensions)], "Metrics": named}
        about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [told]}
        line = encode({"_aws": about, **dimensions, **values})
        print(line.decode(), file=self._stream or sys.stdout, flush=True)


def metrics_of(settings: Settings, service: str) -> Metrics:
    """Make the metrics of a function, as the settings want them."""
    return Metrics(wanted=settings.metrics == "emf", stage=settings.stage, service=service)
