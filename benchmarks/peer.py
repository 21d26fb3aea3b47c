"""The peer: `eventsourcing` with its Postgres recorder, on the same server, with the same data.

It appends to its log and no more: no HTTP, no validation, no search, no cache. Its eight writers are processes, since
threads would share one interpreter.
"""

import multiprocessing
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least
from benchmarks.flights import HOT, rows

WRITERS = 8
SECONDS = 12.0
ROWS = 40_000
TIMES = 8


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the peer, and divide."""
    if find_spec("eventsourcing") is None:
        yield Figure(name="the peer is not installed", measured="", note="`uv sync --group bench` installs it")
        return
    for kind, name in (("new", "new flights"), ("hot", f"updates of {HOT:,} hot")):
        rate = _rate(bench, kind)
        ours = bench.rates.get(kind)
        note = f"eventsourcing, {WRITERS} writers: {rate:,.0f}/s"
        if ours is None:
            yield Figure(name=f"peer: {name}", measured=f"{rate:,.0f}/s", note="with ingest in the same run: the ratio")
        else:
            yield at_least(f"times the peer: {name}", ours / rate, TIMES, "x", note=note)


def _rate(bench: Bench, kind: str) -> float:
    from benchmarks.peer_writer import write  # imports the peer

    schema, hot = f"peer_{kind}", kind == "hot"
    bench.stand.postgres.execute(f"create schema if not exists {schema}")
    context = multiprocessing.get_context("spawn")
    alone, start, done = context.Lock(), context.Barrier(WRITERS), context.Queue()
    data = [_plain(row) for row in rows(ROWS)[: HOT if hot else ROWS]]
    environment = _environment(bench, schema)
    writers = [
        context.Process(target=write, args=(environment, hot, data[n::WRITERS], SECONDS, alone, start, done))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    results: list[tuple[int, float]] = [done.get(timeout=SECONDS * 10) for _ in writers]
    for writer in writers:
        writer.join()
    bench.stand.postgres.execute(f"drop schema {schema} cascade")
    return sum(count for count, _ in results) / max(seconds for _, seconds in results)


def _environment(bench: Bench, schema: str) -> dict[str, str]:
    plan = bench.stand.plan
    return {
        "POSTGRES_DBNAME": "postgres",
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(plan.ports["postgres"]),
        "POSTGRES_USER": "spice",
        "POSTGRES_PASSWORD": plan.postgres_password,
        "POSTGRES_SCHEMA": schema,
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON as the peer writes it knows no decimals."""
    return {name: value if isinstance(value, int | str) else float(value) for name, value in row.items()}
