"""`spice put`, `get`, `delete`, `history`: one instance."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.answer import Answer
from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.session import PANEL, Session, command
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json

ClassName = Annotated[str, typer.Argument(metavar="CLASS", help="Name of the class.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the instance.")]
Reason = Annotated[str | None, typer.Option(help="Why; kept in the history.")]
IfVersion = Annotated[int | None, typer.Option("--if-version", help="Only if this version is the current one.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for run in (put, get, delete, history):
        command(app)(run)


def put(
    session: Session,
    class_name: ClassName,
    id: Annotated[str | None, typer.Argument(metavar="ID", help="Without one, made from the key.")] = None,
    stdin: Annotated[str | None, typer.Argument(metavar="-", help="Read the JSON from standard input.")] = None,
    data: Annotated[
        list[str] | None, typer.Option(help="The instance's data as JSON; - reads it from standard input.")
    ] = None,
    data_folder: Annotated[
        Path | None,
        typer.Option("--data-folder", envvar="SPICE_DATA", help="As --data elsewhere.", rich_help_panel=PANEL),
    ] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Change only what is given; null removes.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Only if there is none yet.")] = False,
    reason: Reason = None,
    if_version: IfVersion = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen.")] = False,
) -> None:
    """Create or replace an instance (with --merge: change it)."""
    folders = [each for each in data or [] if _is_folder(each)]
    session.mean(Path(folders[0]) if folders else data_folder)
    if id == "-" and stdin is None:
        id, stdin = None, "-"
    documents = [each for each in data or [] if each not in folders]
    body = {"data": _document(documents, stdin), "reason": reason}
    headers = _guards(if_version=if_version, new=new)
    params = {"dry_run": dry_run or None}
    if id is None:
        body["class"] = class_name
        method, path = "POST", session.path("instances")
    else:
        method, path = "PATCH" if merge else "PUT", session.path("instances", class_name, id)
    given = {key: value for key, value in body.items() if value is not None}
    print_outcome(session, session.client.write(method, path, given, headers=headers, params=params), done="updated")


def _is_folder(said: str) -> bool:
    try:
        return Path(said).is_dir()
    except (OSError, ValueError):
        return False  # longer than a path may be: a document


def get(
    session: Session,
    class_name: ClassName,
    id: Id,
    at: Annotated[str | None, typer.Option(help="As it was at this time (RFC 3339).")] = None,
    version: Annotated[int | None, typer.Option(help="As this version was.")] = None,
    expand: Annotated[list[str] | None, typer.Option(help="Relationship to follow, repeatable.")] = None,
) -> None:
    """Read an instance, as it is or as it was."""
    params = {"at": at, "version": version, "expand": expand}
    answer = session.client.get(session.path("instances", class_name, id), params)
    if session.print.as_json:
        return session.print.data(answer.data)
    found = dict(answer.data)
    values = found.pop("data", {})
    session.print.facts(found)
    session.print.say("")
    session.print.facts(values)


def delete(
    session: Session, class_name: ClassName, id: Id, reason: Reason = None, if_version: IfVersion = None
) -> None:
    """Delete an instance; its history stays."""
    path, headers = session.path("instances", class_name, id), _guards(if_version=if_version)
    print_outcome(
        session, session.client.write("DELETE", path, params={"reason": reason}, headers=headers), done="deleted"
    )


def history(
    session: Session,
    class_name: ClassName,
    id: Id,
    limit: Annotated[int, typer.Option(help="At most so many events.")] = 50,
    cursor: Annotated[str | None, typer.Option(help="Go on where a page ended.")] = None,
) -> None:
    """Show every event of an instance: when, who, why, and what changed."""
    path = session.path("instances", class_name, id, "history")
    answer = session.client.get(path, {"limit": limit, "cursor": cursor})
    if session.print.as_json:
        return session.print.data(answer.data)
    print_history(session, answer)
    if answer.meta.get("next_cursor"):
        session.print.say(f"more: --cursor {answer.meta['next_cursor']}")


def print_history(session: Session, answer: Answer) -> None:
    """Print events, oldest first, each with what it changed."""
    for event in answer.data:
        kind = str(event["type"]).removeprefix("Instance").lower()
        why = f"  “{event['reason']}”" if event.get("reason") else ""
        session.print.say(f"version {event['version']}  {event['at']}  {event['actor']}  {kind}{why}")
        changes = [_change(change) for change in event.get("changes", ())]
        for line in changes if kind == "updated" else filter(None, [", ".join(changes)]):
            session.print.say(f"    {line}")


def _change(change: dict[str, Any]) -> str:
    path, before, after = change.get("path"), change.get("before"), change.get("after")
    name = str(path).removeprefix("/data").removeprefix("/")
    return f"{name} = {_plain(after)}" if before is None else f"{name}: {_plain(before)} -> {_plain(after)}"


def _plain(value: object) -> str:
    return "nothing" if value is None else str(value)


def _guards(*, if_version: int | None, new: bool = False) -> dict[str, str]:
    guards = {} if if_version is None else {"If-Match": f'"{if_version}"'}
    return guards | ({"If-None-Match": "*"} if new else {})


def _document(given: list[str], stdin: str | None) -> object:
    if len(given) + (stdin is not None) != 1 or stdin not in (None, "-"):
        raise WrongUse("say the data once: --data JSON, or - to read it from standard input")
    content = sys.stdin.buffer.read() if stdin or given == ["-"] else os.fsencode(given[0])
    try:
        return read_json(content)
    except DomainError as broken:
        raise WrongUse(f"the data: {broken}") from broken
