"""`python -m infra.cold`: how long each handler takes to import and wire, from the bundle, in a fresh process."""

import argparse
import subprocess
import sys
from pathlib import Path

from infra.bundle import DIST
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Function, Http

API_MS, WORKER_MS = 350, 250
TRIES = 5
_MEASURE = """
import importlib, time
began = time.perf_counter()
importlib.import_module({module!r})
importlib.import_module("spice.bootstrap")
print((time.perf_counter() - began) * 1000)
"""


def measure(function: Function, folder: Path, python: str) -> float:
    """Take the best of several: the others measure what else the machine was doing."""
    module = function.handler.rpartition(".")[0]
    room = folder / "functions" / module.split(".")[1]
    path = [room, folder / "layers" / "spice" / "python", folder / "layers" / "dependencies" / "python"]
    command = [python, "-P", "-s", "-S", "-c", _MEASURE.format(module=module)]
    environment = {"PYTHONPATH": ":".join(map(str, path))}
    said = [
        subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        for _ in range(TRIES)
    ]
    return min(map(float, said))


def main() -> None:
    """Print a line a function; fails when one is over its budget."""
    parser = argparse.ArgumentParser(prog="infra.cold", description=__doc__)
    parser.add_argument("--bundle", type=Path, default=DIST / "x86_64", help="a bundle for this machine and Python")
    parser.add_argument("--python", default=sys.executable, help="the interpreter the bundle is for")
    given = parser.parse_args()
    over = []
    for function in FUNCTIONS:
        budget = API_MS if any(isinstance(trigger, Http) for trigger in function.triggers) else WORKER_MS
        taken = measure(function, given.bundle, given.python)
        print(f"{function.name:22}{taken:6.0f} ms of {budget} ms")
        over += [function.name] if taken > budget else []
    if over:
        sys.exit(f"over budget: {', '.join(over)}")


if __name__ == "__main__":
    main()
