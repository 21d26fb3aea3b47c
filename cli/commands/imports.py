"""`spice imports`: how far imports are, what they rejected, their end, and how they go on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.commands.proposing import report
from cli.commands.sheets import pair_of
from cli.output import write_whole
from cli.session import Session, command

PART_ROWS = 10_000
ImportId = Annotated[str, typer.Argument(metavar="ID", help="Id of the import.")]
_COLUMNS = ("import_id", "state", "class", "file", "total", "done", "rejected", "seconds_left")


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Files that are brought in by the platform itself.")
    for run in (add, ls, show, rejects, stop, resume):
        command(group)(run)
    app.add_typer(group, name="imports")


def add(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, JSON lines, XLSX, XLS or ODS.")],
    class_name: Annotated[str, typer.Option("--class", "-c", metavar="CLASS", help="The class that its rows become.")],
    column: Annotated[
        list[str], typer.Option("--map", metavar="COLUMN=PROPERTY", help="Which column fills what; repeatable.")
    ],
    op: Annotated[str, typer.Option(help="create, update, upsert or delete.")] = "create",
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook.")] = None,
    table: Annotated[str | None, typer.Option(help="Which table, by the name that `spice infer` tells.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as cp949 (default: what the text tells).")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Between columns (default: what the text tells).")] = None,
    stop: Annotated[bool, typer.Option("--stop", help="End at the first row that is refused.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would come of it, and change nothing.")] = False,
) -> None:
    """Bring the rows of a file into a class, read as Funnel reads it, and follow it to its end."""
    from cli.loading.bringing import followed, uploaded

    how = {"sheet": sheet, "table": table, "encoding": encoding, "delimiter": delimiter}
    mapping = dict(map(pair_of, column))
    source = {"upload_id": uploaded(session, file)} | {name: value for name, value in how.items() if value is not None}
    on_error = "stop" if stop else "skip"
    wanted = {"source": source, "class": class_name, "mapping": mapping, "op": op, "on_error": on_error}
    report(session, [followed(session, {**wanted, "dry_run": dry_run}, file)])


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
    rows: Annotated[bool, typer.Option("--rows", help="Whole rows, to be mended and brought again.")] = False,
) -> None:
    """Write what was rejected, as CSV."""
    parts = _parts(session, id, rows=rows)
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


def _parts(session: Session, id: str, *, rows: bool) -> Iterator[bytes]:
    cursor = None
    while True:
        asked = {"limit": PART_ROWS, "cursor": cursor, "rows": "true" if rows else None}
        part, cursor = session.client.part(session.path("imports", id, "rejects"), asked)
        yield part
        if cursor is None:
            return
