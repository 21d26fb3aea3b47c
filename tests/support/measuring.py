"""What a tick of maintenance measures, and whether the alarm that watches it rings."""

import io
import json
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from typing import Any

from infra.watch import FLOW
from spice.ports.errors import Transient
from tests.support.memory_platform import MemoryPlatform

THRESHOLDS = {watch.of: watch.threshold for watch in FLOW}


def lines_of(platform: MemoryPlatform) -> list[dict[str, Any]]:
    """Run a tick that measures; gives the lines that CloudWatch would read."""
    said = io.StringIO()
    settings = replace(platform.ports.settings, metrics="emf")
    again = MemoryPlatform(ports=replace(platform.ports, settings=settings), consumer=platform.consumer)
    with redirect_stdout(said), suppress(Transient):
        again.maintain()
    return [json.loads(line) for line in said.getvalue().splitlines() if '"_aws"' in line]


def measured(platform: MemoryPlatform) -> dict[str, float]:
    """Tell what a tick measures."""
    return {
        name: value for line in lines_of(platform) for name, value in line.items() if isinstance(value, int | float)
    }


def rings(seen: dict[str, float], metric: str) -> bool:
    """Tell whether the alarm of a metric does."""
    return seen[metric] > THRESHOLDS[metric]
