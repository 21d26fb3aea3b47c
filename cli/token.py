"""`spice token`: a token from the local issuer."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failure

Data = Annotated[Path | None, typer.Option("--data", envvar="SPICE_DATA", help="Data folder of the local platform.")]


def token(
    user: Annotated[str, typer.Option(help="Whom the token speaks for.")],
    role: Annotated[list[str] | None, typer.Option(help="A claim, as `admin`; may be repeated.")] = None,
    expires: Annotated[int, typer.Option(min=1, help="Seconds it is good for.")] = 12 * 3600,
    data: Data = None,
) -> None:
    """Print a token from the local platform's issuer. The platform need not run."""
    from cli.printing import Printer
    from local.errors import LocalError
    from local.folder.data_folder import DataFolder
    from local.folder.issuer import open_issuer

    if not user.strip():
        raise typer.BadParameter("a user has a name", param_hint="--user")
    try:
        Printer().say(open_issuer(DataFolder(data)).token(user, role or (), expires_seconds=expires))
    except LocalError as refused:
        raise Failure(str(refused)) from refused


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(token)
