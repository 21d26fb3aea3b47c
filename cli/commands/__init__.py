"""The commands that talk to a platform: over HTTP, and `restore` to its stores."""

import typer

from cli.commands import (
    bench,
    console,
    databases,
    feed,
    imports,
    infer,
    instances,
    load,
    log,
    login,
    ontology,
    operations,
    partitions,
    proofs,
    restore,
    searching,
    sheets,
    subjects,
    webhooks,
)


def register(app: typer.Typer) -> None:
    """Add every command of this room to the `spice` command."""
    for room in (
        login,
        console,
        databases,
        ontology,
        instances,
        searching,
        infer,
        load,
        imports,
        sheets,
        operations,
        partitions,
        webhooks,
        subjects,
        log,
        proofs,
        restore,
        feed,
        bench,
    ):
        room.register(app)
