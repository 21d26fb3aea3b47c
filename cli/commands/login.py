"""`spice login`: keep a profile."""

from typing import Annotated

import typer

from cli.profiles import DEFAULT, Profile, read_profiles, write_profile
from cli.session import Session, command


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(login)


def login(
    session: Session,
    name: Annotated[str, typer.Argument(help="Name of the profile.")] = DEFAULT,
) -> None:
    """Keep --endpoint, --token and --db as a profile, so that they need not be said again."""
    kept = read_profiles().get(name, Profile())
    profile = Profile(
        endpoint=session.choice.endpoint or kept.endpoint,
        token=session.choice.token or kept.token,
        database=session.choice.database or kept.database,
    )
    file = write_profile(name, profile)
    session.print.say(f"profile {name} is kept in {file}")
