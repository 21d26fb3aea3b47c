"""From a command to its being found, with nothing else to do; and when no kick arrives."""

import threading
import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most, quantile
from benchmarks.flights import identity, rows
from benchmarks.stand import Stand
from benchmarks.usage import cpu_seconds, limits, per_event
from benchmarks.wire import Http

COMMANDS, WARMING = 200, 5
MEDIAN_MS, SLOW_MS = 150, 1000
FULL_MEDIAN_MS, FULL_SLOW_MS = 500, 2500
WITHOUT_KICKS_SECONDS = 61
SPREAD = (0.0, 15.0, 30.0, 45.0)
"""Seconds between ticks at which commands are sent when kicks are dropped."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Send one command after the other, each searched for until it is found."""
    path, http = bench.database(), bench.stand.http()
    time.sleep(1.0)
    seconds = []
    for n in range(WARMING):
        found_after(http, path, n)
    before, began = cpu_seconds(bench.stand.data), time.monotonic()
    for n in range(WARMING, WARMING + COMMANDS):
        seconds.append(found_after(http, path, n))
        time.sleep(0.02)
    passed = time.monotonic() - began
    p50, p99 = (quantile(seconds, share) * 1000 for share in (0.5, 0.99))
    spent = cpu_seconds(bench.stand.data) - before
    median, slow = (FULL_MEDIAN_MS, FULL_SLOW_MS) if bench.stand.full else (MEDIAN_MS, SLOW_MS)
    note = f"{COMMANDS} commands, one at a time; slowest {max(seconds) * 1000:.0f} ms"
    yield at_most("idle: command to searchable, p50", p50, median, " ms", note=note)
    note = f"{limits(spent, passed)}; {per_event(spent, COMMANDS)}"
    yield at_most("idle: command to searchable, p99", p99, slow, " ms", note=note)


def measure_without_kicks(bench: Bench) -> Iterator[Figure]:
    """Drop every kick: only the ticks of the schedules move anything."""
    stand = Stand({"SPICE_DROP_KICKS": "1"}, full=bench.stand.full)
    stand.start()
    try:
        deaf = Bench(stand, bench.options)
        path, seconds = deaf.database(), []

        def ask(n: int, after: float) -> None:
            time.sleep(after)
            seconds.append(found_after(stand.http(), path, n))

        threads = [threading.Thread(target=ask, args=(n, after)) for n, after in enumerate(SPREAD)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        stand.stop()
    each = ", ".join(f"{value:.1f}" for value in sorted(seconds))
    yield at_most("idle: without any kick", max(seconds), WITHOUT_KICKS_SECONDS, " s", note=f"each: {each} s")


def found_after(http: Http, path: str, n: int) -> float:
    """Create a flight and search for it until it is found; returns the seconds from the command to the find."""
    row = {**rows(1000)[n], "flight": 20_000_000 + n}
    began = time.perf_counter()
    command = http.must("POST", f"{path}/instances", {"class": "Flight", "data": row})["data"]["command_id"]
    question = f"{path}/instances?class=Flight&filter=flight:eq:{row['flight']}&after={command}"
    while True:
        reply = http.ask("GET", question, headers={"Prefer": "wait=25"})
        if reply.status == 200:
            break
        if reply.status != 409:
            raise RuntimeError(f"searching for a command answered {reply.status}: {reply.body[:300]!r}")
    seconds = time.perf_counter() - began
    if [hit["id"] for hit in reply.envelope["data"]] != [identity(row)]:
        raise RuntimeError(f"the search after command {command} did not find it")
    return seconds
