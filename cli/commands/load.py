"""`spice load`: tables and NDJSON into instances, in bulk, as they are written or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.commands.load_report import refuse_unclean, report
from cli.commands.proposing import load_proposed
from cli.commands.proposing_on import check_branch
from cli.failure import WrongUse
from cli.loading.columns import Columns
from cli.loading.convert import members_of
from cli.loading.files import digest_of, sources
from cli.loading.load import Load
from cli.loading.named import Named
from cli.loading.records import Reading
from cli.loading.runs import Held, a_run, command_name, take_up
from cli.session import Session, command
from cli.shape import class_and_parents
from cli.streams import settle
from cli.visible import named
from spice.application.intake.bulk_line import OPERATIONS
from spice.domain.spelling import spelled
from spice.domain.tables.delimiters import delimiter_named

_FOR_A_CLASS = ("--op", "--id", "--map", "--skip", "--na", "--reason", "--lenient", "--spreadsheet", "--again")


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(load)


def load(
    session: Session,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="CSV, TSV or NDJSON, also in .gz, .zip, .tar; - is stdin.")
    ],
    class_name: Annotated[
        str | None, typer.Option("--class", "-c", metavar="CLASS", help="Class of the instances.")
    ] = None,
    proposing: Annotated[
        bool, typer.Option("--propose", help="Propose classes for the files, show them, ask, make them and load.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --propose: do not ask.")] = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="B", help="With --propose: classes go to this branch, no rows.")
    ] = None,
    pull: Annotated[bool, typer.Option("--pr", help="With --branch: a pull request to main.")] = False,
    op: Annotated[
        str | None, typer.Option(help="create, update, upsert (default where ids are known), delete.")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Column that holds the id (default: _id).")
    ] = None,
    renamed: Annotated[list[str] | None, typer.Option("--map", metavar="COLUMN=PROPERTY", help="Repeatable.")] = None,
    skipped: Annotated[list[str] | None, typer.Option("--skip", metavar="COLUMN", help="Repeatable.")] = None,
    absent: Annotated[
        list[str] | None, typer.Option("--na", metavar="TEXT", help="Means absent, as nothing does.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as cp949 (default: utf-8).")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Between columns.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept in the history.")] = None,
    lenient: Annotated[bool, typer.Option("--lenient", help="Mend what breaks the rules of CSV, and tell.")] = False,
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="Take the ' away that `export --spreadsheet` put before formulas.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin anew, whatever an interrupted load did.")] = False,
) -> None:
    """Load files. One that was interrupted goes on where it ended; one that ended is written again."""
    rest = (op, id_column, renamed, skipped, absent, reason, lenient, spreadsheet, again)
    _check_heeded(class_name, proposing, yes, rest)
    check_branch(branch, proposing=proposing, pull=pull)
    if class_name is None:
        return load_proposed(session, files, encoding=encoding, delimiter=delimiter, yes=yes, branch=branch, pull=pull)
    encoding = "utf-8" if encoding is None else encoding
    said = (op, class_name, id_column, renamed, skipped, absent, encoding, delimiter, reason, lenient, spreadsheet)
    _check_op(op)
    fills, leaves = _named(renamed or [], skipped or [])
    shapes = class_and_parents(session, class_name)
    columns = replace(
        _columns(session, shapes, fills, leaves),
        absent=frozenset(absent or []),
        id=None if id_column is None else spelled(id_column),
        spreadsheet=spreadsheet,
    )
    how = Reading(columns=columns, encoding=encoding, delimiter=_delimiter(delimiter), lenient=lenient)
    keyed = any(shape.get("key") for shape in shapes)
    common = {"op": op or ("upsert" if keyed else None), "class": class_name, "reason": reason}
    work = Load(session, sources(files), how, {name: value for name, value in common.items() if value is not None})
    work.check()
    with _run(session, files, work, said, again=again) as held:
        work.carry_out(held)
        _tell(session, work, held)
    refuse_unclean(work)


def _tell(session: Session, work: Load, held: Held) -> None:
    """Tell what became of a load, which is over then; what could not be told, the same command tells."""
    report(session, work)
    settle()
    if all(tally.is_over for tally in work.tallies.values()):
        held.end()


def _check_heeded(class_name: str | None, proposing: bool, yes: bool, rest: Sequence[object]) -> None:
    """Refuse what only the other way of loading would heed."""
    if proposing == (class_name is not None):
        raise WrongUse("say --class CLASS, of which the rows are, or --propose, and not both")
    if yes and not proposing:
        raise WrongUse("--yes is heeded with --propose alone")
    given = [name for name, value in zip(_FOR_A_CLASS, rest, strict=True) if value not in (None, False, [])]
    if proposing and given:
        raise WrongUse(f"{', '.join(given)}: heeded with --class alone")


@contextmanager
def _run(session: Session, files: Sequence[Path], work: Load, said: object, *, again: bool) -> Iterator[Held]:
    """Take up the run of this command; what comes through a pipe comes once, and has a run of its own."""
    if not all(source.lasting for source in work.sources):
        yield Held(a_run())
        return
    digests = {named(file): digest_of(file) for file in files}
    made = session.client.get(session.path()).data.get("created_at")
    where = (
        session.client.endpoint,
        session.path(),
        made,
        session.choice.user,
        [named(file.resolve()) for file in files],
    )
    with take_up(command_name(where, said), digests, again=again) as held:
        yield held


def _columns(
    session: Session, shapes: Sequence[Mapping[str, Any]], fills: Mapping[str, str], leaves: Mapping[str, str]
) -> Columns:
    return Columns(
        members=members_of(shapes),
        of=lambda name: members_of(class_and_parents(session, name)),
        renamed=fills,
        skipped=frozenset(leaves),
        named=Named({**leaves, **{column: f"--map {column}={name}" for column, name in fills.items()}}),
    )


def _check_op(op: str | None) -> None:
    if op is not None and op not in OPERATIONS:
        raise WrongUse(f"--op {op!r}: expected one of {', '.join(OPERATIONS)}")


def _delimiter(text: str | None) -> str | None:
    found = None if text is None else delimiter_named(text)
    if text is not None and found is None:
        raise WrongUse(f"--delimiter {text!r}: expected one character, or tab")
    return found


def _named(renamed: Sequence[str], skipped: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Read which column fills which property, one each, and which are left out, with the option that says so."""
    fills: dict[str, str] = {}
    for column, name in map(_pair, renamed):
        if fills.setdefault(column, name) != name:
            raise WrongUse(f"--map: column {column!r} cannot fill both {fills[column]!r} and {name!r}")
    leaves = {spelled(each): f"--skip {each}" for each in skipped}
    if both := sorted(leaves.keys() & fills.keys()):
        raise WrongUse(f"--map and --skip: column {both[0]!r} is either loaded or left out")
    return fills, leaves


def _pair(text: str) -> tuple[str, str]:
    column, sign, name = spelled(text).partition("=")
    if not sign:
        raise WrongUse(f"--map {text!r}: expected COLUMN=PROPERTY")
    return column, name
