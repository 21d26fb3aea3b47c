"""Where a Python is. The Makefile asks before anything is installed, so this needs any python3 and nothing else."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SAYS = "import sys; print(sys.executable)"


def find(wanted: str, uv: str = "uv") -> str | None:
    """Find an interpreter that runs: of a version (3.13), or the one that a command names."""
    # What a version manager puts on the path is there for versions it does not have, too.
    return next(filter(None, map(_said, _candidates(wanted, uv))), None)


def _candidates(wanted: str, uv: str) -> Iterator[str]:
    yield from filter(None, [shutil.which(wanted), shutil.which(f"python{wanted}")])
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted(pyenv.glob(f"versions/{wanted}.*/bin/python{wanted}"), reverse=True))
    if shutil.which(uv):
        command = [uv, "python", "find", "--no-project", "--offline", "--managed-python", wanted]
        yield from subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def _said(interpreter: str) -> str:
    """Ask an interpreter where it is; one that does not run says nothing."""
    return subprocess.run([interpreter, "-c", SAYS], capture_output=True, text=True, check=False).stdout.strip()


def main() -> None:
    """Print where it is; fails where it is not, and nothing else will do."""
    parser = argparse.ArgumentParser(prog="infra.pythons", description=__doc__)
    parser.add_argument("wanted", help="a version, or a command")
    parser.add_argument("--uv", default="uv", help="where uv is")
    parser.add_argument("--otherwise", help="what will do where it is not")
    given = parser.parse_args()
    found = find(given.wanted, given.uv) or given.otherwise
    if found is None:
        sys.exit(f"no Python {given.wanted} is here: neither on the path, nor with pyenv, nor with uv")
    print(found)


if __name__ == "__main__":
    main()
