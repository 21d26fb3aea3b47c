"""`spice db`: databases and who may do what in them."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.printing import labelled
from cli.session import Session, command
from cli.visible import visible

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the database.")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="Subject of a token.")]
COLUMNS = ("name", "label", "description", "created_at")


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Databases and grants.")
    runs: tuple[Callable[..., None], ...] = (ls, create, show, drop, grants, grant, revoke)
    for run in runs:
        command(group)(run)
    app.add_typer(group, name="db")


def ls(session: Session) -> None:
    """List the databases you may see."""
    answer = session.client.get("/database")
    if session.print.as_json:
        return session.print.data(answer.data)
    columns = [column for column in COLUMNS if any(each.get(column) for each in answer.data)] or ["name"]
    rows = [[labelled(each.get(column)) for column in columns] for each in answer.data]
    session.print.table("", columns, rows)


def create(
    session: Session,
    name: Name,
    label: Annotated[list[str] | None, typer.Option(help="LANGUAGE=TEXT, repeatable.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    region: Annotated[str | None, typer.Option(help="Country whose spellings are understood.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of times without one.")] = None,
    audit: Annotated[
        str | None,
        typer.Option(help="`refusals`: the audit tells what was turned away, too; `reads`: and who saw personal data."),
    ] = None,
) -> None:
    """Make a database; you become its owner."""
    body: dict[str, Any] = {"name": name, "description": description, "region": region, "timezone": timezone}
    body |= {"audit": audit}
    body["label"] = _labels(label or []) or None
    given = {key: value for key, value in body.items() if value is not None}
    print_outcome(session, session.client.write("POST", "/database", given))


def show(session: Session, name: Annotated[str | None, typer.Argument(metavar="NAME")] = None) -> None:
    """Show a database."""
    answer = session.client.get(_path(name or session.database))
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def drop(
    session: Session,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a database; its events stay in the log."""
    if not yes and not typer.confirm(f"Delete the database {visible(name)}?", err=True):
        raise WrongUse("nothing was deleted")
    print_outcome(session, session.client.write("DELETE", _path(name), params={"confirm": name}), done="deleted")


def grants(session: Session) -> None:
    """List who may do what in the database."""
    answer = session.client.get(session.path("grants"))
    if session.print.as_json:
        return session.print.data(answer.data)
    session.print.table("", ["subject", "role"], [[each.get("subject"), each.get("role")] for each in answer.data])


def grant(
    session: Session,
    subject: Subject,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, editor, modeler or owner.")],
) -> None:
    """Give a subject a role in the database."""
    print_outcome(
        session,
        session.client.write("PUT", session.path("grants"), {"subject": subject, "role": role}),
        done=f"{subject} is {role}",
    )


def revoke(session: Session, subject: Subject) -> None:
    """Take a subject's role in the database."""
    print_outcome(
        session,
        session.client.write("DELETE", session.path("grants"), {"subject": subject}),
        done=f"{subject} has no role",
    )


def _path(name: str) -> str:
    return f"/database/{quote(name, safe='')}"


def _labels(pairs: list[str]) -> dict[str, str]:
    labels = {}
    for pair in pairs:
        language, sign, text = pair.partition("=")
        if not sign:
            raise WrongUse(f"--label {pair!r}: expected LANGUAGE=TEXT, such as en=Flights")
        labels[language] = text
    return labels
