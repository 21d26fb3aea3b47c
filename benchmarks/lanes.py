"""Several projections at once: new flights on the full platform with one, two and six lanes."""

from collections.abc import Iterator

from benchmarks import flights
from benchmarks.bench import DATABASE, Bench, Options
from benchmarks.figures import Figure, shown
from benchmarks.stand import Stand
from benchmarks.usage import cpu_seconds, limits, per_event

LANES = (1, 2, 6)


def measure(options: Options) -> Iterator[Figure]:
    """Load the same flights into a platform of each width; what is found and counted has to be all of them."""
    for lanes in LANES:
        stand = Stand({"SPICE_PROJECTIONS": str(lanes)}, full=True)
        stand.start()
        try:
            yield _load(Bench(stand, options), lanes)
        finally:
            stand.stop()


def _load(bench: Bench, lanes: int) -> Figure:
    bench.database()
    before = cpu_seconds(bench.stand.data)
    sent = bench.send(flights.creations(flights.rows(bench.options.flights)))
    spent = cpu_seconds(bench.stand.data) - before
    bench.settle("metrics")
    counted = bench.stand.http().must("GET", f"/database/{DATABASE}/metrics")["data"]["classes"]["Flight"]
    found, behind = bench.total(), sent.searchable_seconds - sent.logged_seconds
    times = f"in the log after {sent.logged_seconds:.1f} s, search {behind:.1f} s behind it"
    limit = f"{limits(spent, sent.searchable_seconds)}; {per_event(spent, sent.lines)}"
    return Figure(
        name=f"new flights, {lanes} projecting at once",
        measured=shown(sent.lines / sent.searchable_seconds, "/s"),
        target=f"{sent.lines:,} found and counted",
        reached=(found, counted) == (sent.lines, sent.lines),
        note=f"{times}; {limit}",
    )
