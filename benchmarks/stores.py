"""An event store that one would take instead, side by side: append, one stream, everything from the beginning.

Ours is measured whole, as a client has it (HTTP, rights, validation, the search index), and at the store's own depth
(`at_depth`): each of the two ratios is unfair to one side, and they lie around what a choice between the two gives.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from benchmarks.at_depth import AtDepth
from benchmarks.bench import DATABASE, Bench, Options
from benchmarks.figures import Figure, quantile
from benchmarks.flights import creations, identity, rows
from benchmarks.history import open_history
from benchmarks.message_db import WRITERS, MessageDb, Missing
from benchmarks.stand import Stand
from local.services.postgres import postgres_url

AT_ONCE = 2000
"""Commands of a batch, as the worker takes them from its topic."""
SINGLE, EVENTS, READS = 500, 1000, 50


def measure(options: Options) -> Iterator[Figure]:
    """Ask both on one platform that has nothing else to do."""
    stand = Stand()
    stand.start()
    try:
        with TemporaryDirectory() as folder:
            bench = Bench(stand, options)
            try:
                store = MessageDb(postgres_url(stand.plan), Path(folder))
            except Missing as missing:
                yield Figure(name="the store is not there", measured="", note=str(missing))
                return
            yield from _beside(bench, store)
    finally:
        stand.stop()


def _beside(bench: Bench, store: MessageDb) -> Iterator[Figure]:
    wanted = bench.options.flights
    theirs = store.append(wanted)
    whole = bench.send(creations(rows(wanted)))
    depth = AtDepth(bench)
    more = depth.commands([{**row, "flight": row["flight"] + 100_000} for row in rows(wanted)])
    ours = _rate(lambda: depth.carry_out(more, at_once=AT_ONCE))
    alone = depth.commands([{**row, "flight": row["flight"] + 200_000} for row in rows(SINGLE)])
    single = _rate(lambda: depth.carry_out(alone, at_once=1))
    note = f"Message DB, {WRITERS} writers, an event a call: {theirs:,.0f}/s"
    yield _times("append, whole", whole.lines / whole.searchable_seconds, theirs, f"{note}; ours found by a search")
    yield _times("append, at its depth", ours, theirs, f"{note}; ours by one worker, {AT_ONCE:,} commands a batch")
    yield _times("append, a command a batch", single, theirs, f"{note}; ours by one worker: a PUT and a commit each")
    yield from _one_stream(bench, store, depth)
    yield from _everything(bench, store, depth)


def _one_stream(bench: Bench, store: MessageDb, depth: AtDepth) -> Iterator[Figure]:
    """Read a history of a thousand events."""
    row = rows(10)[5]
    depth.carry_out(depth.commands([row] * (EVENTS - 1), update=True), at_once=AT_ONCE)
    store.grow("growing-1", EVENTS)
    reader, _, place = open_history(bench, identity(row))
    http = bench.stand.http()
    path = f"/database/{DATABASE}/instances/Flight/{quote(identity(row), safe='')}/history?limit={EVENTS}"
    with store.connect() as connection:
        theirs = _median(lambda: store.stream(connection, "growing-1"))
    whole = _median(lambda: len(http.must("GET", path)["data"]))
    ours = _median(lambda: len(reader.events(*place)))
    note = f"Message DB: {theirs * 1000:.1f} ms"
    yield _times(f"a stream of {EVENTS:,}, whole", 1 / whole, 1 / theirs, note, f"{whole * 1000:.1f} ms")
    yield _times(f"a stream of {EVENTS:,}, at its depth", 1 / ours, 1 / theirs, note, f"{ours * 1000:.1f} ms")


def _everything(bench: Bench, store: MessageDb, depth: AtDepth) -> Iterator[Figure]:
    """Read all that was written, from the beginning."""
    theirs, ours, whole = _rate(store.catch_up), _rate(depth.catch_up), _rate(lambda: _fed(bench))
    note = f"Message DB, pages of 1,000: {theirs:,.0f}/s"
    yield _times("catch-up, whole", whole, theirs, f"{note}; ours the feed, of 20 pages of 1,000")
    yield _times("catch-up, at its depth", ours, theirs, f"{note}; ours read from the segments of the log")


def _fed(bench: Bench, pages: int = 20) -> int:
    http, path = bench.stand.http(), f"/database/{DATABASE}/events?limit=1000"
    told, asked = 0, path
    for _ in range(pages):
        page = http.must("GET", asked)
        told += len(page["data"])
        if (cursor := page["meta"].get("next_cursor")) is None:
            break
        asked = f"{path}&cursor={quote(cursor, safe='')}"
    return told


def _rate(work: Callable[[], int]) -> float:
    began = time.monotonic()
    return work() / (time.monotonic() - began)


def _median(work: Callable[[], int]) -> float:
    """Seconds of the usual turn. Each has to bring all of it."""
    seconds = []
    for _ in range(READS):
        began = time.perf_counter()
        if (found := work()) < EVENTS:
            raise RuntimeError(f"{found} events were read of {EVENTS}")
        seconds.append(time.perf_counter() - began)
    return quantile(seconds, 0.5)


def _times(name: str, ours: float, theirs: float, note: str, measured: str = "") -> Figure:
    return Figure(name=name, measured=measured or f"{ours:,.0f}/s", note=f"x {ours / theirs:.2f}; {note}")
