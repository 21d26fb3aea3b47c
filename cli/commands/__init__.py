"""The commands that talk to a platform: over HTTP, and `restore` to its stores."""

import typer

from cli.commands import (
    databases,
    feed,
    instances,
    load,
    log,
    login,
    ontology,
    operations,
    partitions,
    restore,
    searching,
)


def register(app: typer.Typer) -> None:
    """Add every command of this room to the `spice` command."""
    for room in (login, databases, ontology, instances, searching, load, operations, partitions, log, restore, feed):
        room.register(app)
