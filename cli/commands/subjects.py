"""`spice subjects`: persons whose data is erased, and those who come back."""

from typing import Annotated

import typer

from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.session import Session, command
from cli.visible import visible

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="Who: an instance's id, or what a class names.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Persons, whose data can be erased.")
    for run in (erase, readmit):
        command(group)(run)
    app.add_typer(group, name="subjects")


def erase(
    session: Session,
    subject: Subject,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Destroy the key of a person's data: nobody reads it again."""
    if not yes and not typer.confirm(f"Erase the personal data of {visible(subject)} for good?", err=True):
        raise WrongUse("nothing was erased")
    print_outcome(session, session.client.write("POST", session.path("subjects", subject, "erase")), done="erased")


def readmit(session: Session, subject: Subject) -> None:
    """Take back who was erased; what was stays erased."""
    print_outcome(
        session, session.client.write("POST", session.path("subjects", subject, "readmit")), done="readmitted"
    )
