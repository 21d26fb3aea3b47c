"""`spice down`: stop the local platform."""

import os
import signal

import typer

from cli.failure import Failure, Unreachable
from cli.token import Data
from spice.waiting import until

PATIENCE = 40.0


def down(data: Data = None) -> None:
    """Stop the platform of a data folder and wait until it has ended."""
    from cli.printing import Printer
    from local.errors import LocalError
    from local.folder.data_folder import DataFolder

    folder = DataFolder(data)
    try:
        holder = folder.holder()
    except LocalError as refused:
        raise Failure(str(refused)) from refused
    if holder is None:
        raise Unreachable(f"no platform runs on {folder.root}")
    try:
        os.kill(holder.pid, signal.SIGTERM)
    except PermissionError as foreign:
        raise Failure(f"process {holder.pid} belongs to another user") from foreign
    if not until(lambda: folder.holder() is None, PATIENCE):
        raise Failure(f"process {holder.pid} does not end; its logs are in {folder.root / 'logs'}")
    Printer().say(f"The platform on {folder.root} has ended.")


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(down)
