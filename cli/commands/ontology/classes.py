"""`spice ontology ls` and `show`: classes as they are."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.commands.ontology.switching import OnBranch, branch_meant
from cli.printing import labelled
from cli.session import Session, command


def register(group: typer.Typer) -> None:
    """Add the commands."""
    for run in (ls, show):
        command(group)(run)


def ls(session: Session, branch: OnBranch = None) -> None:
    """List the classes."""
    answer = session.client.get(session.path("ontology"), {"branch": branch_meant(session, branch)})
    if session.print.as_json:
        return session.print.data(answer.data)
    rows = [
        [each["name"], labelled(each.get("label")), len(each.get("properties", ())), len(each.get("relationships", ()))]
        for each in answer.data
    ]
    session.print.table("", ["class", "label", "properties", "relationships"], rows)


def show(
    session: Session, class_name: Annotated[str, typer.Argument(metavar="CLASS")], branch: OnBranch = None
) -> None:
    """Show a class: its properties and relationships."""
    answer = session.client.get(session.path("ontology", class_name), {"branch": branch_meant(session, branch)})
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


def _required(member: Mapping[str, Any]) -> str:
    return "required" if member.get("required") else ""


def _link(link: Mapping[str, Any]) -> list[object]:
    return [link["name"], link["target"], _required(link), labelled(link.get("label"))]
