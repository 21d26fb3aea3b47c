"""`make profile`: which functions the processor's time of a load goes to, in every process of Python."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import flights, single
from benchmarks.bench import Bench, Options
from benchmarks.samples import Samples, read_samples, shares, speedscope
from benchmarks.stand import Stand
from benchmarks.usage import family, role_of
from spice.messages.codec import encode

RATE = 200
"""Looks a second at each process."""
ROLES = ("oms", "relay", "instance-wor", "projection", "host")
WARM = 3 * flights.LINES
"""Flights that are loaded first: whatever works at a load was born by then."""
LISTED = 25
RECORDER = Path(sys.executable).with_name("py-spy")


def main() -> None:
    """Read the arguments, load, print the dearest functions of each role, write a file of all."""
    parser = argparse.ArgumentParser(prog="benchmarks.profiling", description=__doc__)
    parser.add_argument("--of", choices=LOADS, default="new", help="new flights, updates of hot ones, single commands")
    parser.add_argument("--flights", type=int, default=100_000, help="events of a bulk load")
    parser.add_argument("--native", action="store_true", help="functions of compiled libraries as well")
    parser.add_argument("--output", type=Path, default=Path("profile.speedscope.json"))
    given = parser.parse_args()
    bench, profiles = Bench(Stand(), Options(flights=given.flights, idle_seconds=0)), dict[str, Samples]()
    bench.stand.start()
    try:
        load = LOADS[given.of](bench)
        with _recorded(bench.stand.data, profiles, native=given.native):
            load()
            bench.settle("search")
    finally:
        bench.stand.stop()
    for role, samples in profiles.items():
        _print(role, samples)
    given.output.write_bytes(encode(speedscope(profiles, rate=RATE)))
    print(f"{given.output}: drop it on https://www.speedscope.app, which keeps it in the browser")


def _new(bench: Bench) -> Callable[[], object]:
    bench.load(WARM)
    bodies = flights.creations(flights.rows(WARM + bench.options.flights)[WARM:])
    return lambda: bench.send(bodies)


def _hot(bench: Bench) -> Callable[[], object]:
    bench.load(WARM)
    hot = [flights.identity(row) for row in flights.rows(flights.HOT)]
    bodies = flights.updates(hot, bench.options.flights)
    return lambda: bench.send(bodies)


def _single(bench: Bench) -> Callable[[], object]:
    plan = single.prepared(bench)
    return lambda: single.send(plan)


LOADS: dict[str, Callable[[Bench], Callable[[], object]]] = {"new": _new, "hot": _hot, "single": _single}


@contextmanager
def _recorded(data: Path, profiles: dict[str, Samples], *, native: bool) -> Iterator[None]:
    """Look at every process of Python meanwhile; what is born meanwhile is not looked at."""
    with TemporaryDirectory() as folder:
        recorders = [
            (role, path := Path(folder) / str(process.pid), _record(process.pid, path, native=native))
            for process in family(data)
            if (role := role_of(process)) in ROLES
        ]
        try:
            yield
        finally:
            for _, _, recorder in recorders:
                recorder.send_signal(signal.SIGINT)
                recorder.wait()
        for role, path, _ in recorders:
            if path.exists():
                profiles.setdefault(role, Samples()).update(read_samples(path.read_text()))


def _record(pid: int, path: Path, *, native: bool) -> "subprocess.Popen[bytes]":
    command = [
        str(RECORDER),
        "record",
        "--pid",
        str(pid),
        "--rate",
        str(RATE),
        "--format",
        "raw",
        "--output",
        str(path),
    ]
    more = ["--native"] if native else []
    return subprocess.Popen([*command, *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _print(role: str, samples: Samples) -> None:
    print(f"\n{role}: {samples.total() / RATE:.1f} s of processor\n  itself   whole")
    for share in shares(samples)[:LISTED]:
        print(f"  {share.own:6.1%}  {share.whole:6.1%}  {share.function}")


if __name__ == "__main__":
    main()
