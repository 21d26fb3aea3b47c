"""From nothing to a platform that answers, and from there to the demonstration's data."""

import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most

READY_SECONDS, FULL_READY_SECONDS = 5.0, 20.0
DEMO_SECONDS = 20.0


def start(bench: Bench) -> Figure:
    """Start the platform for the first time: it makes its database cluster too."""
    wanted = FULL_READY_SECONDS if bench.stand.full else READY_SECONDS
    return at_most("platform ready, first start", bench.stand.start(), wanted, " s")


def demonstrate(bench: Bench) -> Iterator[Figure]:
    """Run what `make run` runs, on its default number of flights."""
    command = [sys.executable, "-m", "cli.demo", "--data", str(bench.stand.data)]
    began = time.monotonic()
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.monotonic() - began
    note = next((line for line in said.splitlines() if "went into the log" in line), "")
    yield at_most("make run: load and questions", seconds, DEMO_SECONDS, " s", note=note)
