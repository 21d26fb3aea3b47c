"""`python -m local.emulation --data DIR --port N`: the emulated account in the foreground; Ctrl-C ends it."""

import argparse
import sys
from pathlib import Path

from local.emulation.emulation import GATEWAY, Emulation
from local.errors import LocalError
from local.parts.obtain import obtain


def main() -> None:
    """Run until a signal."""
    parser = argparse.ArgumentParser(prog="local.emulation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder; what lies in ministack goes with it")
    parser.add_argument("--port", type=int, default=GATEWAY, help="port of the emulated AWS API on 127.0.0.1")
    given = parser.parse_args()
    try:
        obtain()
        Emulation(given.data, given.port).run(lambda: _ready(given.port))
    except LocalError as refused:
        sys.exit(f"emulation: {refused}")


def _ready(port: int) -> None:
    sys.stdout.write(f"ready: AWS_ENDPOINT_URL=http://127.0.0.1:{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
