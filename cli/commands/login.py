"""`spice login`: keep a profile."""

from typing import Annotated

import msgspec
import typer

from cli.failure import WrongUse
from cli.profiles import DEFAULT, Profile, read_profiles, write_profile
from cli.session import Session, command
from cli.signing_in.issuer import Issuer
from cli.signing_in.sign_in import sign_in


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(login)


def login(
    session: Session,
    name: Annotated[str, typer.Argument(help="Name of the profile.")] = DEFAULT,
    issuer: Annotated[str | None, typer.Option(help="OpenID issuer to sign in at, with the browser.")] = None,
    client: Annotated[str | None, typer.Option(help="Our client at the issuer: the audience of its tokens.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser; else the address is only shown.")] = True,
) -> None:
    """Keep --endpoint, --token and --db as a profile, so that they need not be said again. With --issuer and --client,
    or a profile that has them, sign in there first: tokens are then renewed by themselves."""
    kept = read_profiles().get(name, Profile())
    profile = Profile(
        endpoint=session.choice.endpoint or kept.endpoint,
        token=session.choice.token or kept.token,
        database=session.choice.database or kept.database,
        issuer=issuer or kept.issuer,
        client=client or kept.client,
        refresh=None if session.choice.token else kept.refresh,
        branches=kept.branches,
    )
    if (profile.issuer is None) != (profile.client is None):
        raise WrongUse("--issuer and --client go together")
    if profile.issuer is not None and profile.client is not None and not session.choice.token:
        found = sign_in(Issuer(profile.issuer, profile.client), open_browser=browser, say=session.print.say)
        profile = msgspec.structs.replace(profile, token=found.token, refresh=found.refresh)
    file = write_profile(name, profile)
    session.print.say(f"profile {name} is kept in {file}")
