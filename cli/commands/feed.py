"""`spice tail`, `spice audit` and `spice export`: data as it flows, who did what, and all of it."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import write_whole
from cli.session import Session, command

PART_ROWS = 10_000
STDOUT = Path("-")
ClassName = Annotated[str | None, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    command(app)(tail)
    command(app)(audit)
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


def audit(
    session: Session,
    actor: Annotated[str | None, typer.Option(help="A subject.")] = None,
    type: Annotated[str | None, typer.Option(help="An event type.")] = None,
    state: Annotated[
        str | None, typer.Option(help="completed, failed, refused at the door, or read: personal data that was shown.")
    ] = None,
    id: Annotated[str | None, typer.Option(help="An instance's id.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="A time; from there on.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="A time; before it.")] = None,
) -> None:
    """Tell who did what, what they were refused, and whose data they were shown, an entry a line, oldest first."""
    asked = {"actor": actor, "type": type, "state": state and state.upper(), "id": id, "from": since, "to": until}
    cursor: str | None = None
    while True:
        answer = session.client.get(session.path("audit"), {**asked, "cursor": cursor, "limit": 1000})
        for entry in answer.data:
            session.print.line(entry) if session.print.as_json else session.print.say(_audited(entry))
        if (cursor := answer.meta.get("next_cursor")) is None:
            return


def export(
    session: Session,
    class_name: Annotated[str, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")],
    format: Annotated[str | None, typer.Option(help="csv or ndjson; else as the output is called, or ndjson.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Written whole or not at all; else stdout.")
    ] = None,
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="In a CSV, put ' before what a spreadsheet would run.")
    ] = False,
) -> None:
    """Write every instance of a class; `spice load` reads it back as it was."""
    form = format or ("csv" if output is not None and output.suffix.lower() == ".csv" else "ndjson")
    asked = {"class": class_name, "format": form, "spreadsheet": spreadsheet or None, "limit": PART_ROWS}
    parts = _parts(session, asked)
    if output is not None and output != STDOUT:
        write_whole(output, parts)
        return
    for part in parts:
        session.print.bytes(part)


def _parts(session: Session, asked: Mapping[str, object]) -> Iterator[bytes]:
    """Read an export to its end, part by part."""
    cursor: str | None = None
    while True:
        part, cursor = session.client.part(session.path("instances", "export"), {**asked, "cursor": cursor})
        yield part
        if cursor is None:
            return


def _told(event: dict[str, object]) -> str:
    kind = str(event.get("type", "")).removeprefix("Instance").lower()
    what = " ".join(str(event[name]) for name in ("class", "id") if event.get(name))
    changes = event.get("changes")
    count = len(changes) if isinstance(changes, list) else 0
    return f"{event.get('at')} {event.get('actor')} {kind} {what} (version {event.get('version')}, {count} values)"


def _audited(entry: dict[str, Any]) -> str:
    asked = entry.get("request")
    kind = f"{asked['method']} {asked['route']}" if asked else str(entry["type"])
    what = " ".join(str(part) for part in (entry.get("class"), entry.get("id")) if part)
    what = what or ", ".join(map(_shown, entry.get("shown") or ()))
    why = ", ".join(entry.get("codes") or ()) or entry.get("reason") or ""
    return " ".join(part for part in (entry["at"], entry["actor"], entry["state"].lower(), kind, what, why) if part)


def _shown(shown: dict[str, Any]) -> str:
    return f"{shown['class']} {' '.join(shown['ids'])} ({', '.join(shown['properties'])})"
