"""What each function takes an event: the figures docs/scale.md and docs/cost.md reckon with."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks import flights
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile, shown
from local.folder.data_folder import DataFolder

ON_THE_WAY = ("oms", "relay", "instance-worker", "projection")
EVENTS = 40_000


def measure(bench: Bench) -> Iterator[Figure]:
    """Send new flights in bulk and read what the host says of every invocation."""
    path = bench.database()
    log = DataFolder(bench.stand.data).log("functions")
    begin = log.stat().st_size
    rows = flights.rows(bench.loaded + EVENTS)[bench.loaded :]
    bench.send(flights.creations(rows))
    bench.loaded += len(rows)
    for name, durations in _durations(log, begin).items():
        note = f"{len(durations)} invocations, half of them below {shown(quantile(durations, 0.5), ' ms')} ({path})"
        each = sum(durations) / len(rows) * 1000
        yield Figure(name=f"function {name}: an event of a bulk load", measured=shown(each, " us"), note=note)


def _durations(log: Path, begin: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in ON_THE_WAY}
    with log.open("rb") as lines:
        lines.seek(begin)
        for line in lines:
            told = json.loads(line)
            if told["function"] in found and told["outcome"] == "ok":
                found[told["function"]].append(told["duration_ms"])
    return {name: durations for name, durations in found.items() if durations}
