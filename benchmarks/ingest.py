"""Bulk ingest: accepted, in the log, searchable; and the peer on the same Postgres."""

from collections.abc import Callable, Iterator

from benchmarks import flights
from benchmarks.bench import Bench, Sent
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.objects import count_objects
from benchmarks.usage import cpu_seconds, limits, per_event

EVENTS_A_SECOND, FULL_EVENTS_A_SECOND = 5000, 2000
TIMES_THE_PEER = 8


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure new flights, then updates of hot ones."""
    bench.database()
    wanted = bench.options.flights
    before, there = count_objects(bench.stand, "log/"), bench.total()
    bodies = flights.creations(flights.rows(wanted))
    yield _run(bench, "bulk: new flights", "new", lambda: bench.send(bodies))
    bench.loaded = wanted
    found = bench.total() - there
    log = count_objects(bench.stand, "log/") - before
    yield Figure(name="  found by a search", measured=f"{found:,}", target=f"{wanted:,}", reached=found == wanted)
    note = f"{log.bytes:,} bytes in {log.count} segments"
    yield at_most("log: bytes an event, flights", log.bytes / wanted, 130, note=note)
    ids = [flights.identity(row) for row in flights.rows(wanted)[: flights.HOT]]
    hot = flights.updates(ids, wanted)
    yield _run(bench, f"bulk: updates of {len(ids):,} hot", "hot", lambda: bench.send(hot))


def _run(bench: Bench, name: str, kind: str, send: Callable[[], Sent]) -> Figure:
    before = cpu_seconds(bench.stand.data)
    sent = send()
    spent = cpu_seconds(bench.stand.data) - before
    rate = bench.rates[kind] = sent.lines / sent.searchable_seconds
    parts = (sent.accepted_seconds, sent.logged_seconds, sent.searchable_seconds)
    times = " / ".join(f"{seconds:.1f}" for seconds in parts)
    limit = limits(spent, sent.searchable_seconds)
    note = f"accepted / logged / searchable {times} s; {limit}; {per_event(spent, sent.lines)}"
    target = FULL_EVENTS_A_SECOND if bench.stand.full else EVENTS_A_SECOND
    return at_least(name, rate, target, "/s", note=note)
