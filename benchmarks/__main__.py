"""`python -m benchmarks`: start a platform, measure it, print one table."""

import argparse
import time
from collections.abc import Callable, Iterable

from benchmarks import functions, history, idle, ingest, latency, peer, reads, single, starting
from benchmarks.bench import Bench, Options
from benchmarks.figures import Figure, print_table
from benchmarks.stand import Stand

Section = Callable[[Bench], Iterable[Figure]]
SECTIONS: dict[str, Section] = {
    "demo": starting.demonstrate,
    "idle": idle.measure,
    "latency": latency.measure,
    "single": single.measure,
    "ingest": ingest.measure,
    "functions": functions.measure,
    "peer": peer.measure,
    "puts": history.puts,
    "load": history.load,
    "reads": reads.measure,
    "kicks": latency.measure_without_kicks,
}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas between")
    parser.add_argument("--flights", type=int, default=100_000, help="events of each bulk measurement")
    parser.add_argument("--idle-seconds", type=int, default=300, help="how long the idle platform is watched")
    given = parser.parse_args()
    chosen = given.only.split(",")
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    bench = Bench(Stand(), Options(flights=given.flights, idle_seconds=given.idle_seconds))
    print_table(_measured(bench, [name for name in SECTIONS if name in chosen]))


def _measured(bench: Bench, names: list[str]) -> list[Figure]:
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
