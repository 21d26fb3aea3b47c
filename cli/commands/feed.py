"""`spice tail` and `spice export`: data as it flows, and all of it."""

import sys
import time
from typing import Annotated

import typer

from cli.session import Session, command

ClassName = Annotated[str | None, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    command(app)(tail)
    command(app)(export)


def tail(
    session: Session,
    class_name: ClassName = None,
    cursor: Annotated[str | None, typer.Option(help="Go on from here.")] = None,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for more.")] = True,
) -> None:
    """Follow the change feed, an event a line; Ctrl-C ends it."""
    while True:
        headers = {"Prefer": "wait=25"} if follow else None
        answer = session.client.get(session.path("events"), {"class": class_name, "cursor": cursor}, headers=headers)
        for event in answer.data:
            session.print.line(event) if session.print.as_json else session.print.say(_told(event))
        cursor = answer.meta.get("next_cursor") or cursor
        if not follow and not answer.data:
            return
        # Where too many wait already, an empty page comes at once.
        time.sleep(float(answer.headers.get("retry-after", 0)))


def export(
    session: Session,
    class_name: Annotated[str, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")],
    format: Annotated[str, typer.Option(help="csv or ndjson.")] = "ndjson",
) -> None:
    """Write every instance of a class to standard output."""
    cursor: str | None = None
    while True:
        asked = {"class": class_name, "format": format, "cursor": cursor}
        part, cursor = session.client.part(session.path("instances", "export"), asked)
        sys.stdout.buffer.write(part)
        if cursor is None:
            return


def _told(event: dict[str, object]) -> str:
    kind = str(event.get("type", "")).removeprefix("Instance").lower()
    what = " ".join(str(event[name]) for name in ("class", "id") if event.get(name))
    changes = event.get("changes")
    count = len(changes) if isinstance(changes, list) else 0
    return f"{event.get('at')} {event.get('actor')} {kind} {what} (version {event.get('version')}, {count} values)"
