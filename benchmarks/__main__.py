"""`python -m benchmarks`: start a platform, measure it, print one table."""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks import (
    checking,
    exporting,
    functions,
    funnel,
    growth,
    history,
    idle,
    imports,
    ingest,
    lanes,
    latency,
    merging,
    peer,
    reads,
    relaying,
    single,
    staging,
    starting,
    stores,
    verifying,
)
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
    "imports": imports.measure,
    "ingest": ingest.measure,
    "exporting": exporting.measure,
    "functions": functions.measure,
    "merging": merging.measure,
    "checking": checking.measure,
    "verify": verifying.measure,
    "peer": peer.measure,
    "puts": history.puts,
    "load": history.load,
    "reads": reads.measure,
    "kicks": latency.measure_without_kicks,
}

FUNNEL = "funnel"
"""Asks no platform, but for a folder of columns that others have labelled: only where it is asked for."""
GROWTH = "growth"
"""Takes as long as its sizes ask for: only where it is asked for."""
ON_THEIR_OWN = {"lanes": lanes.measure, "stores": stores.measure}
"""Start platforms of their own: only where they are asked for."""
STAGING = "staging"
"""Writes a file as long as it is asked to, and asks no platform: only where it is asked for."""
BOTH = ("latency", "relay", "ingest")
"""What the full platform is measured by, unless more is asked for."""
ALONE = {FUNNEL, GROWTH, STAGING, *ON_THEIR_OWN}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = _parser()
    given = parser.parse_args()
    chosen = given.only or (BOTH if given.full else tuple(SECTIONS))
    if FUNNEL in chosen and given.testsets is None:
        parser.error(f"{FUNNEL} needs labelled columns: --testsets FOLDER, or SPICE_TESTSETS")
    options = Options(flights=given.flights, idle_seconds=given.idle_seconds)
    _measure_alone(given, chosen, options)
    if set(chosen) <= ALONE:
        return
    names = [name for name in SECTIONS if name in chosen]
    light = _measured(Bench(Stand(), options), names)
    if given.full:
        print_beside(light, _measured(Bench(Stand(full=True), options), names))
    else:
        print_table(light)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the full platform, beside the light one in one run")
    parser.add_argument("--only", type=_names, help="sections, with commas between")
    parser.add_argument("--flights", type=int, default=100_000, help="events of each bulk measurement")
    parser.add_argument("--idle-seconds", type=int, default=300, help="how long the idle platform is watched")
    parser.add_argument("--testsets", type=Path, default=_testsets(), help="a folder of labelled columns")
    parser.add_argument("--sizes", type=_sizes, default=growth.SIZES, help="instances at which growth is looked at")
    parser.add_argument("--megabytes", type=int, default=1000, help="of the file that is staged")
    return parser


def _names(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if unknown := set(chosen) - {*SECTIONS, *ALONE}:
        known = ", ".join((*SECTIONS, *ALONE))
        raise argparse.ArgumentTypeError(f"no section is called {', '.join(sorted(unknown))}; there are {known}")
    return chosen


def _measure_alone(given: argparse.Namespace, chosen: Sequence[str], options: Options) -> None:
    """Measure what needs no platform that is shared."""
    if FUNNEL in chosen:
        print_table([*funnel.measure(given.testsets)])
    if STAGING in chosen:
        print_table([*staging.measure(given.megabytes)])
    for name in chosen:
        if name in ON_THEIR_OWN:
            print_table([*ON_THEIR_OWN[name](options)])
    if GROWTH in chosen:
        print_table([*growth.measure(options, given.sizes)])


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _testsets() -> Path | None:
    named = os.environ.get("SPICE_TESTSETS")
    return Path(named) if named else None


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
