"""The branch that is meant where none is said: kept in the profile, for each database of each platform."""

from typing import Annotated

import typer
from msgspec.structs import replace

from cli.profiles import DEFAULT, read_profile, write_profile
from cli.session import Session
from spice.domain.ontology.branches import MAIN

OnBranch = Annotated[
    str | None,
    typer.Option(
        "--branch", "-b", envvar="SPICE_BRANCH", help="The branch; else the one that was switched to, or main."
    ),
]


def branch_meant(session: Session, said: str | None = None) -> str:
    """Tell which branch is meant: the one that is said, else the one that was switched to."""
    return said or read_profile(session.choice.profile).branches.get(_database(session), MAIN)


def switch_to(session: Session, branch: str) -> None:
    """Mean a branch from now on."""
    profile, url = read_profile(session.choice.profile), _database(session)
    others = {each: name for each, name in profile.branches.items() if each != url}
    branches = others if branch == MAIN else {**others, url: branch}
    write_profile(session.choice.profile or DEFAULT, replace(profile, branches=branches))


def _database(session: Session) -> str:
    return session.target.endpoint.rstrip("/") + session.path()
