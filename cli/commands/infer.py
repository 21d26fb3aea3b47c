"""`spice infer`: what each column of a file is, how sure that is, and why. No platform is asked."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.told_tables import tell
from cli.failure import WrongUse
from cli.session import Session, command
from spice.domain.regions import REGIONS


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(infer)


def infer(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, JSON lines, XLSX, XLS or ODS.")],
    encoding: Annotated[str | None, typer.Option(help="Such as cp949; told by the bytes otherwise.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Between columns.")] = None,
    region: Annotated[str | None, typer.Option(help="Whose telephone numbers these are, such as KR.")] = None,
) -> None:
    """Tell the type of every column of a file."""
    # What infers is dear to import: no other command waits for it.
    from cli.loading.inferring import analyzed

    if region is not None and region not in REGIONS:
        raise WrongUse(f"--region {region!r}: expected an ISO 3166 country code such as KR")
    tell(session, analyzed(file, encoding=encoding, delimiter=delimiter, region=region))
