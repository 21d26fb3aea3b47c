"""Reads on every flight of the year."""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from benchmarks.bench import WAIT, Bench
from benchmarks.figures import Figure, at_least, at_most, quantile
from benchmarks.flights import TOTAL, identity, rows
from benchmarks.wire import Http

GETS, SEARCHES, RESTORES = 2000, 300, 10
WARMING, MIXED, DIFFERENT_SEARCHES = 12_000, 4000, 200
GET_MS, SEARCH_MS, RESTORE_MS = 20, 50, 1000
HIT_PERCENT = 85
SKEW = 1.1
"""Exponent of the Zipf distribution."""
CARRIERS = ("UA", "AA", "B6", "DL", "EV", "MQ", "US", "9E", "WN", "VX", "FL", "AS", "F9", "YV", "HA", "OO")


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure direct reads, searches with facets, restores, and the caches' hits."""
    bench.load(TOTAL)
    path, http, chance = bench.database(), bench.stand.http(), random.Random(2013)
    ids = [identity(row) for row in rows(TOTAL)]
    note = f"of {bench.total():,} flights found"
    places = [_place(path, name) for name in chance.sample(ids, GETS + 50)]
    seconds = _ask(http, places)[50:]
    median = f"p50 {quantile(seconds, 0.5) * 1000:.1f} ms; {GETS:,} different ones {note}"
    yield at_most("read: direct get, p99", quantile(seconds, 0.99) * 1000, GET_MS, " ms", note=median)
    seconds = _ask(http, [_search(path, chance) for _ in range(SEARCHES + 20)])[20:]
    median = f"p50 {quantile(seconds, 0.5) * 1000:.1f} ms, p99 {quantile(seconds, 0.99) * 1000:.1f} ms"
    yield at_most("read: search with two facets, p95", quantile(seconds, 0.95) * 1000, SEARCH_MS, " ms", note=median)
    slowest = max(_restore(http, place) for place in places[:RESTORES])
    yield at_most("restore, to its outcome", slowest * 1000, RESTORE_MS, " ms", note=f"slowest of {RESTORES}")
    yield _hits(http, path, ids, chance)


def _hits(http: Http, path: str, ids: Sequence[str], chance: random.Random) -> Figure:
    """Count what a realistic mix asks the caches in vain, once they are warm."""
    searches = [_search(path, chance) for _ in range(DIFFERENT_SEARCHES)]
    _ask(http, _mixed(path, ids, searches, chance, WARMING))
    before = _misses(http)
    _ask(http, _mixed(path, ids, searches, chance, MIXED))
    after = _misses(http)
    missed = {kind: count - before.get(kind, 0) for kind, count in after.items()}
    hits = 100 * (1 - sum(missed.values()) / MIXED)
    note = f"{MIXED:,} reads after {WARMING:,}, four fifths direct; missed: " + _told(missed)
    return at_least("cache hits, Zipf reads", hits, HIT_PERCENT, " %", note=note)


def _mixed(path: str, ids: Sequence[str], searches: Sequence[str], chance: random.Random, count: int) -> list[str]:
    mixed = [_place(path, name) for name in _zipf(ids, chance, count * 4 // 5)] + _zipf(searches, chance, count // 5)
    chance.shuffle(mixed)
    return mixed


def _told(missed: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in missed.items() if count)


def _ask(http: Http, questions: Sequence[str]) -> list[float]:
    seconds = []
    for question in questions:
        reply = http.ask("GET", question)
        if reply.status != 200:
            raise RuntimeError(f"{question} answered {reply.status}: {reply.body[:300]!r}")
        seconds.append(reply.seconds)
    return seconds


def _restore(http: Http, place: str) -> float:
    http.must("PATCH", place, {"data": {"dep_delay": 999}}, WAIT)
    reply = http.ask("POST", f"{place}/restore", {"version": 1, "reason": "benchmark"}, WAIT)
    if reply.status != 200:
        raise RuntimeError(f"restoring {place} answered {reply.status}: {reply.body[:300]!r}")
    return reply.seconds


def _search(path: str, chance: random.Random) -> str:
    late, month = chance.randrange(-10, 300), chance.randrange(1, 13)
    carriers = ",".join(sorted(chance.sample(CARRIERS, 3)))
    filters = f"filter=dep_delay:gt:{late}&filter=month:gte:{month}&filter=carrier:in:{carriers}"
    return f"{path}/instances?class=Flight&{filters}&facet=origin&facet=dest&sort=-dep_delay&limit=20"


def _place(path: str, name: str) -> str:
    return f"{path}/instances/Flight/{quote(name, safe='')}"


def _zipf(things: Sequence[str], chance: random.Random, count: int) -> list[str]:
    weights = [1 / rank**SKEW for rank in range(1, len(things) + 1)]
    return chance.choices(things, weights, k=count)


def _misses(http: Http) -> dict[str, int]:
    """Read what was asked in vain; a hit in the process's own memory is asked of nobody."""
    time.sleep(1.5)
    kinds: dict[str, Any] = http.must("GET", "/admin/cache")["data"]
    return {kind: counts["misses"] for kind, counts in kinds.items() if kind in ("instance", "search")}
