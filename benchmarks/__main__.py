"""`python -m benchmarks`: start a platform, measure it, print one table."""

import argparse
import time
from collections.abc import Callable, Iterable

from benchmarks import functions, history, idle, ingest, latency, merging, peer, reads, relaying, single, starting
from benchmarks.bench import Bench, Options
from benchmarks.figures import Figure, print_beside, print_table
from benchmarks.stand import Stand

Section = Callable[[Bench], Iterable[Figure]]
SECTIONS: dict[str, Section] = {
    "demo": starting.demonstrate,
    "idle": idle.measure,
    "latency": latency.measure,
    "single": single.measure,
    "relay": relaying.measure,
    "ingest": ingest.measure,
    "functions": functions.measure,
    "merging": merging.measure,
    "peer": peer.measure,
    "puts": history.puts,
    "load": history.load,
    "reads": reads.measure,
    "kicks": latency.measure_without_kicks,
}

BOTH = ("latency", "relay", "ingest")
"""What the full platform is measured by, unless more is asked for."""


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the full platform, beside the light one in one run")
    parser.add_argument("--only", help="sections, with commas between")
    parser.add_argument("--flights", type=int, default=100_000, help="events of each bulk measurement")
    parser.add_argument("--idle-seconds", type=int, default=300, help="how long the idle platform is watched")
    given = parser.parse_args()
    chosen = given.only.split(",") if given.only else BOTH if given.full else tuple(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    options = Options(flights=given.flights, idle_seconds=given.idle_seconds)
    names = [name for name in SECTIONS if name in chosen]
    light = _measured(Bench(Stand(), options), names)
    if given.full:
        print_beside(light, _measured(Bench(Stand(full=True), options), names))
    else:
        print_table(light)


def _measured(bench: Bench, names: list[str]) -> list[Figure]:
    print("the full platform" if bench.stand.full else "the light platform", flush=True)
    figures = [starting.start(bench)]
    try:
        for name in names:
            began = time.monotonic()
            for figure in SECTIONS[name](bench):
                print(f"  {figure.name}: {figure.measured}  {figure.note}", flush=True)
                figures.append(figure)
            print(f"{name} took {time.monotonic() - began:.0f} s", flush=True)
    finally:
        bench.stand.stop()
    return figures


if __name__ == "__main__":
    main()
