"""`spice imports`: how far imports are, what they rejected, their end, and how they go on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.output import write_whole
from cli.session import Session, command

PART_ROWS = 10_000
ImportId = Annotated[str, typer.Argument(metavar="ID", help="Id of the import.")]
_COLUMNS = ("import_id", "state", "class", "file", "total", "done", "rejected", "seconds_left")


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Files that are brought in by the platform itself.")
    for run in (ls, show, rejects, stop, resume):
        command(group)(run)
    app.add_typer(group, name="imports")


def ls(session: Session, limit: Annotated[int, typer.Option("--limit", "-n")] = 20) -> None:
    """List imports, newest first."""
    answer = session.client.get(session.path("imports"), {"limit": limit})
    if session.print.as_json:
        return session.print.data(answer.data)
    told = [{**each, "file": each["source"]["file"]} for each in answer.data]
    session.print.table("", _COLUMNS, [[each.get(name) for name in _COLUMNS] for each in told])


def show(session: Session, id: ImportId) -> None:
    """Show how far one is."""
    answer = session.client.get(session.path("imports", id))
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def rejects(
    session: Session,
    id: ImportId,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Written whole or not.")] = None,
) -> None:
    """Write what was rejected, as CSV."""
    parts = _parts(session, id)
    if output is not None:
        write_whole(output, parts)
        return
    for part in parts:
        session.print.bytes(part)


def stop(session: Session, id: ImportId) -> None:
    """Stop one: what is on its way comes to its end."""
    answer = session.client.call("DELETE", session.path("imports", id))
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def resume(session: Session, id: ImportId) -> None:
    """Let one that failed or was stopped go on with the rows that it left."""
    answer = session.client.call("POST", session.path("imports", id, "resume"))
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def _parts(session: Session, id: str) -> Iterator[bytes]:
    cursor = None
    while True:
        asked = {"limit": PART_ROWS, "cursor": cursor}
        part, cursor = session.client.part(session.path("imports", id, "rejects"), asked)
        yield part
        if cursor is None:
            return
