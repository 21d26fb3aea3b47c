"""Run the host: `python -m local.host`, started by the supervisor."""

import argparse
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvloop

from local.folder.data_folder import DataFolder
from local.folder.issuer import origin_of
from local.host.host import Host, load_functions
from local.host.limits import CONNECTIONS

DESCRIPTORS = 2 * CONNECTIONS


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="local.host")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--listener", type=int, required=True)
    parser.add_argument("--catalogue", required=True)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    _allow_descriptors(DESCRIPTORS)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stopped)
    folder, functions = DataFolder(given.data), load_functions(given.catalogue)

    async def serve() -> None:
        await Host(folder, functions, origin_of(given.port)).run(socket.socket(fileno=given.listener))

    run_and_end(serve())


def run_and_end(work: Coroutine[Any, Any, None]) -> NoReturn:
    """Run to the end and end the process, whatever its threads do: one that hangs in a driver would keep it."""
    status = 0
    try:
        uvloop.run(work)
    except BaseException as failed:
        logging.getLogger(__name__).error("the host failed", exc_info=failed)
        status = 1
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _allow_descriptors(wanted: int) -> None:
    """Let a connection need no other to end; where fewer are allowed, the fewer there are."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, allowed), most))


def _stopped(number: int, frame: FrameType | None) -> None:
    """Let the server, which raises its signal again at its end, come to that end."""


if __name__ == "__main__":
    main()
