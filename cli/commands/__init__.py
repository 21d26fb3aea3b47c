"""The commands that talk to a platform over HTTP."""

import typer

from cli.commands import databases, feed, instances, load, log, login, ontology, operations, partitions, searching


def register(app: typer.Typer) -> None:
    """Add every command of this room to the `spice` command."""
    for room in (login, databases, ontology, instances, searching, load, operations, partitions, log, feed):
        room.register(app)
