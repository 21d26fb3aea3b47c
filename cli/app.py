"""The `spice` command: one typer app, one module a command."""

from collections.abc import Sequence
from importlib import import_module

import typer

from cli.failure import Failure
from cli.streams import Unwritten, settle, take_over

app = typer.Typer(
    name="spice",
    help="Run the platform, and put, find and follow data in it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GROUPS = ("cli.platform.up", "cli.platform.down", "cli.platform.status", "cli.token", "cli.commands")
"""Modules that hold commands; each has `register(app)`."""

for _group in GROUPS:
    import_module(_group).register(app)


def run(words: Sequence[str] | None = None) -> None:
    """Run the command line; a Failure's status is the exit status."""
    take_over()
    try:
        _settled(words)
    except Failure as failure:
        from cli.printing import Printer

        for line in f"spice: {failure}".split("\n"):
            Printer().warn(line)
        raise SystemExit(failure.status) from None


def _settled(words: Sequence[str] | None) -> None:
    """Run the command line; one that ended well, and of which not all is written, did not."""
    try:
        app(words)
    except SystemExit as ended:
        try:
            settle()
        except Unwritten:
            if not ended.code:
                raise
        raise
