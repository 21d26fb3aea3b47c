"""The same questions as a database grows: what should be flat stays flat, or the table says how it grows."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench import Bench, Options
from benchmarks.exporting import exported
from benchmarks.figures import Figure, quantile, shown
from benchmarks.flights import creations, grown, identity, updates
from benchmarks.growth_questions import LONG, Question, questions
from benchmarks.stand import Stand
from benchmarks.usage import memory
from benchmarks.wire import Http

SIZES = (100_000, 1_000_000)
TOGETHER = 200_000
"""Lines that are sent before anything is waited for: the log and the search index go on meanwhile."""
ASKED, WARMING = 200, 20
PLOTTED = ("get, p50", "search of few, p50", "search with two facets, p50", "aggregate, p50", "feed, a page, p50")
PREFIXES = ("U", "AA", "N1", "JF", "EW", "LG", "DE", "L", "B6", "OR")
REBUILT_SECONDS = 7200.0


@dataclass(slots=True)
class Column:
    """What was measured at one size: figures by name, in a unit."""

    size: int
    values: dict[str, tuple[float, str]] = field(default_factory=dict)

    def put(self, name: str, value: float, unit: str) -> None:
        """Keep a figure."""
        self.values[name] = value, unit


def measure(options: Options, sizes: Sequence[int]) -> Iterator[Figure]:
    """Let one platform grow from size to size, and ask the same at each."""
    stand = Stand()
    stand.start()
    columns = list[Column]()
    try:
        bench = Bench(stand, options)
        for size in sorted(sizes):
            columns.append(_column(bench, size))
            for name, (value, unit) in columns[-1].values.items():
                print(f"  {size:,}: {name}: {shown(value, unit)}", flush=True)
    finally:
        stand.stop()
    print(_plotted(columns))
    yield from _beside(columns)


def _column(bench: Bench, size: int) -> Column:
    column, first = Column(size), bench.loaded
    rate = _grow(bench, size)
    column.put("new instances, to the search", rate, "/s")
    if first == 0:
        for row, events in zip(grown(0, len(LONG)), LONG, strict=True):
            # The longest history is packed again and again on its way.
            bench.send(updates([identity(row)], events - 1))
    for name, ask in questions(bench, size).items():
        seconds = _asked(bench.stand.http(), ask)
        column.put(f"{name}, p50", quantile(seconds, 0.5) * 1000, " ms")
        column.put(f"{name}, p99", quantile(seconds, 0.99) * 1000, " ms")
    _whole(bench, column)
    return column


def _grow(bench: Bench, size: int) -> float:
    """Load up to a size; returns instances a second until all of them were found."""
    first, began = bench.loaded, time.monotonic()
    for start in range(first, size, TOGETHER):
        bench.send(creations(grown(start, min(start + TOGETHER, size))))
    bench.loaded = size
    seconds = time.monotonic() - began
    if (found := bench.total()) != size:
        raise RuntimeError(f"{found:,} flights are found of {size:,}")
    return (size - first) / seconds


def _asked(http: Http, ask: Callable[[random.Random], Question]) -> list[float]:
    chance, seconds = random.Random(2013), list[float]()
    for _ in range(WARMING + ASKED):
        method, path, body = ask(chance)
        reply = http.ask(method, path, body)
        if reply.status != 200:
            raise RuntimeError(f"{method} {path} answered {reply.status}: {reply.body[:300]!r}")
        seconds.append(reply.seconds)
    return seconds[WARMING:]


def _whole(bench: Bench, column: Column) -> None:
    """Measure what looks at everything: export, rebuild, start; memory and the disk at the end."""
    began = time.monotonic()
    column.put("export as NDJSON", exported(bench, "ndjson")["rows"] / (time.monotonic() - began), "/s")
    began = time.monotonic()
    _rebuilt(bench.stand.http())
    column.put("search built again", column.size / (time.monotonic() - began), "/s")
    _, proportional = memory(bench.stand.data)
    column.put("memory", sum(proportional.values()), " MB")
    column.put("on disk, an instance", _bytes(bench.stand.data) / column.size, " B")
    column.put("start", bench.stand.again(), " s")


def _rebuilt(http: Http) -> None:
    job = http.must("POST", "/admin/projections/search/rebuild")["data"]
    until = time.monotonic() + REBUILT_SECONDS
    while job["state"] not in ("COMPLETED", "FAILED"):
        if time.monotonic() > until:
            raise RuntimeError(f"the search index was not built again in {REBUILT_SECONDS:.0f} s")
        time.sleep(0.2)
        job = http.must("GET", f"/admin/jobs/{job['job_id']}")["data"]
    if job["state"] == "FAILED":
        raise RuntimeError(f"the rebuild failed: {job}")


def _bytes(folder: Path) -> int:
    held = 0
    for file in folder.rglob("*"):
        try:
            held += 0 if file.is_symlink() or not file.is_file() else file.stat().st_blocks * 512
        except FileNotFoundError:
            # A segment of an index that was merged away meanwhile.
            continue
    return held


def _beside(columns: Sequence[Column]) -> Iterator[Figure]:
    """Put the sizes side by side; the note says how much a figure grew where the size grew so much."""
    first, last = columns[0], columns[-1]
    for name, (value, unit) in first.values.items():
        sizes = [f"{column.size:,}: {shown(column.values[name][0], unit)}" for column in columns]
        grew = f"x {last.values[name][0] / value:.2f} where the size is x {last.size / first.size:.0f}"
        yield Figure(name=name, measured=shown(last.values[name][0], unit), note=f"{'; '.join(sizes)}; {grew}")


def _plotted(columns: Sequence[Column]) -> str:
    """Draw the usual answers by size, as Mermaid draws them."""
    sizes = ", ".join(f'"{column.size:,}"' for column in columns)
    lines = [f"    line [{', '.join(f'{column.values[name][0]:.2f}' for column in columns)}]" for name in PLOTTED]
    head = ["xychart-beta", f'    title "ms, p50: {"; ".join(PLOTTED)}"', f"    x-axis [{sizes}]"]
    return "\n".join([*head, *lines])
