"""`spice up`: start the local platform."""

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failure import Failure, WrongUse
from cli.token import Data

if TYPE_CHECKING:
    from local.folder.data_folder import DataFolder
    from local.platform import Platform

DETACHED_SECONDS = 120.0
PAUSE = 0.05
LAST_WORDS = "Ctrl-C stops it."


def up(
    data: Data = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the HTTP API on 127.0.0.1.")] = 8002,
    detach: Annotated[bool, typer.Option("--detach", help="Return when it is ready; it runs on.")] = False,
    full: Annotated[
        bool | None,
        typer.Option("--full/--light", help="On real Kafka and OpenSearch, or without. Else as the folder was last."),
    ] = None,
    service_ports: Annotated[
        str, typer.Option(envvar="SPICE_SERVICE_PORTS", hidden=True, help="FIRST-LAST for the services.")
    ] = "20000-22699",
) -> None:
    """Start the platform on 127.0.0.1 and wait; Ctrl-C stops it."""
    from local.errors import LocalError
    from local.parts.telling import Telling
    from local.platform import Platform

    platform = Platform(data, port, _range(service_ports), full=full)
    began = time.monotonic()
    try:
        if detach:
            # Fetched here, where the person sees it: what runs on writes to a log.
            platform.obtain_parts(Telling())
            _detach(platform, service_ports)
        else:
            platform.run(lambda: _running(platform.folder, time.monotonic() - began), Telling())
    except LocalError as refused:
        raise Failure(str(refused)) from refused


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(up)


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and 1024 <= int(first) < int(last) < 32768):
        raise WrongUse(f"SPICE_SERVICE_PORTS is {text!r}: expected FIRST-LAST between 1024 and 32767")
    return range(int(first), int(last) + 1)


def _running(folder: "DataFolder", seconds: float) -> None:
    from cli.platform.status import print_services
    from cli.printing import Printer
    from local.running.inspection import inspect_services

    printer = Printer()
    print_services(printer, inspect_services(folder))
    printer.say("")
    printer.say(f"Ready after {seconds:.1f} s at {folder.endpoint()}/api/v1, data in {folder.root}")
    printer.say(LAST_WORDS)
    printer.say("")
    sys.stdout.flush()


def _detach(platform: "Platform", service_ports: str) -> None:
    from cli.printing import Printer
    from local.errors import using
    from local.folder.private_file import give_to_owner
    from local.logs import open_log

    folder = platform.folder
    folder.prepare()
    with using(folder.root):
        log = open_log(folder.log("up"))
        give_to_owner(log, folder.root)
    from_here = folder.log("up").stat().st_size
    process = subprocess.Popen(
        _command(platform, service_ports),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        cwd="/",
    )
    said = _wait_until_said(process, folder.log("up"), from_here)
    if LAST_WORDS not in said:
        raise Failure(said.strip().removeprefix("spice: ") or f"the platform is not ready; see {folder.log('up')}")
    printer = Printer()
    for line in said.partition(LAST_WORDS)[0].strip().split("\n"):
        printer.say(line)
    printer.say(f"It runs on as process {process.pid}; `spice down --data {folder.root}` stops it.")


def _command(platform: "Platform", service_ports: str) -> list[str]:
    kind = [] if platform.full is None else ["--full" if platform.full else "--light"]
    place = ["--data", str(platform.folder.root), "--port", str(platform.port)]
    return [sys.executable, "-P", "-m", "cli.main", "up", *place, *kind, "--service-ports", service_ports]


def _wait_until_said(process: "subprocess.Popen[bytes]", log: Path, start: int) -> str:
    """Wait for the process's last words of starting, or its end; return all it said."""
    until = time.monotonic() + DETACHED_SECONDS
    said = ""
    while LAST_WORDS not in said and time.monotonic() < until:
        ended = process.poll() is not None
        said = log.read_bytes()[start:].decode(errors="replace")
        if ended:
            break
        time.sleep(PAUSE)
    return said
