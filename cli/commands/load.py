"""`spice load`: tables and NDJSON into instances, in bulk, as often as you like."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli.failure import Failure, WrongUse
from cli.loading.chunk import chunks
from cli.loading.convert import members_of
from cli.loading.progress import bar, bars
from cli.loading.source import Columns, documents
from cli.loading.upload import Problems, Tally, Upload
from cli.printing import described
from cli.session import Session, command
from cli.shape import class_and_parents

SHOWN_PROBLEMS = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(load)


def load(
    session: Session,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="CSV, TSV or NDJSON, also .gz, .zip; - is stdin.")
    ],
    class_name: Annotated[str, typer.Option("--class", "-c", metavar="CLASS", help="Class of the instances.")],
    op: Annotated[str | None, typer.Option(help="create, update, upsert (default) or delete.")] = None,
    id_column: Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="Column that holds the id.")] = None,
    renamed: Annotated[list[str] | None, typer.Option("--map", metavar="COLUMN=PROPERTY", help="Repeatable.")] = None,
    skipped: Annotated[list[str] | None, typer.Option("--skip", metavar="COLUMN", help="Repeatable.")] = None,
    absent: Annotated[
        list[str] | None, typer.Option("--na", metavar="TEXT", help="Means absent, as empty does.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Such as cp949.")] = "utf-8-sig",
    delimiter: Annotated[str | None, typer.Option(help="Between columns.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept in the history.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Send even what was loaded before.")] = False,
) -> None:
    """Load files. Running it again goes on where it ended and loads nothing twice."""
    shapes = class_and_parents(session, class_name)
    columns = Columns(
        members=members_of(shapes),
        renamed=dict(_pair(each) for each in renamed or []),
        skipped=frozenset(skipped or []),
        absent=frozenset({"", *(absent or [])}),
        id=id_column,
    )
    keyed = id_column is not None or any(shape.get("key") for shape in shapes)
    common = {"op": op or ("upsert" if keyed else "create"), "class": class_name, "reason": reason}
    common = {name: value for name, value in common.items() if value is not None}
    upload = Upload(session.client, session.path())
    tallies: dict[str, Tally] = {}
    with bars(session.print.err) as progress:
        for file in files:
            tally = tallies[str(file)] = Tally(on_progress=bar(progress, file.name, None))
            records = documents(file, columns, encoding=encoding, delimiter=delimiter)
            upload.send(chunks(records, common, salt=str(uuid4()) if again else ""), tally)
        upload.finish()
    _report(session, tallies)


def _report(session: Session, tallies: Mapping[str, Tally]) -> None:
    for name, tally in tallies.items():
        _list_problems(session, name, "rejected", tally.rejected, len(tally.rejected))
        _list_problems(session, name, "failed", tally.failures, tally.failed)
        again = f", {tally.replayed:,} of them loaded before" if tally.replayed else ""
        bad = len(tally.rejected) + tally.failed
        session.print.say(f"{name}: {tally.accepted - tally.failed:,} lines in the log{again}, {bad:,} refused")
    if session.print.as_json:
        session.print.data({name: _summary(tally) for name, tally in tallies.items()})
    if not all(tally.clean for tally in tallies.values()):
        raise Failure("some lines did not go in")


def _list_problems(session: Session, file: str, word: str, problems: list[tuple[int, Problems]], total: int) -> None:
    for line, errors in problems[:SHOWN_PROBLEMS]:
        session.print.warn(f"{file}:{line}: {word}: " + "; ".join(described(error) for error in errors))
    if total > SHOWN_PROBLEMS:
        session.print.warn(f"{file}: and {total - SHOWN_PROBLEMS:,} more {word}")


def _summary(tally: Tally) -> dict[str, object]:
    return {
        "lines": tally.sent,
        "accepted": tally.accepted,
        "replayed": tally.replayed,
        "completed": tally.accepted - tally.failed,
        "failed": tally.failed,
        "rejected": [{"line": line, "errors": errors} for line, errors in tally.rejected],
        "failures": [{"line": line, "errors": errors} for line, errors in tally.failures],
    }


def _pair(text: str) -> tuple[str, str]:
    column, sign, name = text.partition("=")
    if not sign:
        raise WrongUse(f"--map {text!r}: expected COLUMN=PROPERTY")
    return column, name
