"""`spice ontology`: classes as they are and as they shall be, branches, merges, pull requests."""

import typer

from cli.commands.ontology import apply, branches, classes, diffs, merging, pulls


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Classes, branches, merges, pull requests.")
    for room in (classes, apply, diffs, branches, merging, pulls):
        room.register(group)
    app.add_typer(group, name="ontology")
