"""`spice ontology`: classes, as they are and as they shall be."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.printing import described, labelled
from cli.session import Session, command
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Classes, their properties and relationships.")
    for run in (ls, show, apply):
        command(group)(run)
    app.add_typer(group, name="ontology")


def ls(session: Session) -> None:
    """List the classes."""
    answer = session.client.get(session.path("ontology"))
    if session.print.as_json:
        return session.print.data(answer.data)
    rows = [
        [each["name"], labelled(each.get("label")), len(each.get("properties", ())), len(each.get("relationships", ()))]
        for each in answer.data
    ]
    session.print.table("", ["class", "label", "properties", "relationships"], rows)


def show(session: Session, class_name: Annotated[str, typer.Argument(metavar="CLASS")]) -> None:
    """Show a class: its properties and relationships."""
    answer = session.client.get(session.path("ontology", class_name))
    if session.print.as_json:
        return session.print.data(answer.data)
    shape: Mapping[str, Any] = answer.data
    rest = {name: value for name, value in shape.items() if name not in ("properties", "relationships")}
    session.print.facts({name: value for name, value in rest.items() if value not in (None, [], {})})
    rows = [
        [each["name"], each["type"], _required(each), labelled(each.get("label"))]
        for each in shape.get("properties", ())
    ]
    session.print.say("")
    session.print.table("properties", ["name", "type", "", "label"], rows)
    if shape.get("relationships"):
        session.print.say("")
        session.print.table(
            "relationships", ["name", "target", "", "label"], [_link(each) for each in shape["relationships"]]
        )


def apply(
    session: Session,
    file: Annotated[Path, typer.Argument(allow_dash=True)],
    message: Annotated[str, typer.Option("--message", "-m", help="Message of the commit.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen.")] = False,
) -> None:
    """Apply a file in one commit: a class, a list of classes, or {"message", "changes"}."""
    body = changes_of(_read(file), {each["name"] for each in session.client.get(session.path("ontology")).data})
    body["message"] = message or body.get("message") or f"apply {file.name}"
    if dry_run:
        return _print_check(session, body)
    print_outcome(session, session.client.write("POST", session.path("ontology", "changes"), body), done="committed")


def changes_of(document: object, known: set[str]) -> dict[str, Any]:
    """Write a document of classes as changes: create what is new, update what is known."""
    if isinstance(document, Mapping) and "changes" in document:
        return dict(document)
    classes: list[Any] = list(document) if isinstance(document, list | tuple) else [document]
    if not all(isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in classes):
        raise WrongUse('expected a class, a list of classes, or {"message", "changes"}')
    return {"changes": [_change(each, known) for each in classes]}


def _change(shape: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    if shape["name"] in known:
        return {"op": "update", "name": shape["name"], "patch": dict(shape)}
    return {"op": "create", "class": dict(shape)}


def _print_check(session: Session, body: Mapping[str, Any]) -> None:
    answer = session.client.call("POST", session.path("ontology", "check"), body=body)
    if session.print.as_json:
        return session.print.data(answer.data)
    found = answer.data if isinstance(answer.data, Mapping) else {}
    for problem in found.get("problems", ()):
        session.print.say(described(problem))
    session.print.facts({name: value for name, value in found.items() if name != "problems"})


def _read(file: Path) -> object:
    try:
        return read_json(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except DomainError as broken:
        raise WrongUse(f"{file}: {broken}") from broken
    except OSError as broken:
        raise WrongUse(f"{file} cannot be read: {broken.strerror}") from broken


def _required(member: Mapping[str, Any]) -> str:
    return "required" if member.get("required") else ""


def _link(link: Mapping[str, Any]) -> list[object]:
    return [link["name"], link["target"], _required(link), labelled(link.get("label"))]
