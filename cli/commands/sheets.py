"""`spice sheets`: Google Sheets that are read with a database's own credentials, looked at, and brought in."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.commands.told_tables import tell, tell_proposal
from cli.failure import WrongUse
from cli.session import Session, command

Sheet = Annotated[str, typer.Argument(metavar="SHEET", help="Its id, or its address in a browser.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the database calls the credential.")]
Credential = Annotated[str | None, typer.Option(metavar="NAME", help="Which credential; the only one without.")]
Range = Annotated[str | None, typer.Option("--range", help="A tab, or A1 notation: Orders!A2:F")]
SkipHidden = Annotated[bool, typer.Option("--skip-hidden", help="Leave hidden rows and columns out.")]
_CREDENTIALS = ("name", "kind", "account", "created_by", "created_at")
_CONNECTIONS = ("name", "id", "class", "every_minutes", "looked_at", "import_id", "error")
_TABS = ("name", "rows", "columns", "hidden", "merged")


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Google Sheets as sources.")
    command(group, "import")(bring_in)
    for run in (add, ls, rm, tabs, analyze, propose, connect, connections, disconnect):
        command(group)(run)
    app.add_typer(group, name="sheets")


def add(
    session: Session,
    name: Name,
    key: Annotated[
        Path, typer.Option(metavar="FILE", help="A service account's key, or an authorised user's, as JSON; -: stdin.")
    ],
) -> None:
    """Store a credential, in the place of what has its name. It is sealed, and never shown."""
    answer = session.client.call("PUT", session.path("sheets", "credentials", name), body={"key": _key(key)})
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def ls(session: Session) -> None:
    """List the credentials: whom sheets are to be shared with."""
    answer = session.client.get(session.path("sheets", "credentials"))
    if session.print.as_json:
        return session.print.data(answer.data)
    session.print.table("", _CREDENTIALS, [[each.get(name) for name in _CREDENTIALS] for each in answer.data])


def rm(session: Session, name: Name) -> None:
    """Remove a credential."""
    session.client.call("DELETE", session.path("sheets", "credentials", name))
    session.print.data(None) if session.print.as_json else session.print.say(f"{name} is removed")


def tabs(session: Session, sheet: Sheet, credential: Credential = None) -> None:
    """List the tabs of a sheet."""
    answer = session.client.call("POST", "/funnel/tabs", body=_named(session, sheet, credential))
    if session.print.as_json:
        return session.print.data(answer.data)
    told = [[each.get(name) for name in _TABS] for each in answer.data["tabs"]]
    session.print.table(answer.data["title"], _TABS, told, right=("rows", "columns", "merged"))


def analyze(
    session: Session, sheet: Sheet, range: Range = None, skip_hidden: SkipHidden = False, credential: Credential = None
) -> None:
    """Tell the type of every column of a sheet."""
    # What reads the answer is dear to import: no other command waits for it.
    import msgspec

    from spice.application.funnel.rows import AnalysisRow

    body = _named(session, sheet, credential, range, skip_hidden=skip_hidden)
    answer = session.client.call("POST", "/funnel/analyze", body=body)
    tell(session, msgspec.convert(answer.data, AnalysisRow))


def propose(
    session: Session, sheet: Sheet, range: Range = None, skip_hidden: SkipHidden = False, credential: Credential = None
) -> None:
    """Propose classes for a sheet, and match it with those that are there."""
    import msgspec

    from spice.application.funnel.rows import ProposalRow

    body = _named(session, sheet, credential, range, skip_hidden=skip_hidden)
    answer = session.client.call("POST", "/funnel/propose", params={"database": session.database}, body=body)
    tell_proposal(session, msgspec.convert(answer.data, ProposalRow))


def bring_in(
    session: Session,
    sheet: Sheet,
    class_name: Annotated[str, typer.Option("--class", "-c", help="The class that its rows become.")],
    column: Annotated[
        list[str], typer.Option("--map", metavar="COLUMN=PROPERTY", help="Which column fills what; repeatable.")
    ],
    range: Range = None,
    op: Annotated[str, typer.Option(help="create, update, upsert or delete.")] = "create",
    skip_hidden: SkipHidden = False,
    credential: Credential = None,
    stop: Annotated[bool, typer.Option("--stop", help="End at the first row that is refused.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would come of it, and change nothing.")] = False,
) -> None:
    """Bring a sheet's rows into a class; `spice imports show` tells how far it is."""
    named = _named(session, sheet, credential, range, skip_hidden=skip_hidden)["google_sheet"]
    del named["database"]
    body = {
        "source": {"google_sheet": named},
        "class": class_name,
        "mapping": dict(map(pair_of, column)),
        "op": op,
        "on_error": "stop" if stop else "skip",
        "dry_run": dry_run,
    }
    answer = session.client.call("POST", session.path("imports"), body=body)
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def connect(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the database calls the connection.")],
    sheet: Sheet,
    class_name: Annotated[str, typer.Option("--class", "-c", help="The class that its rows become.")],
    column: Annotated[
        list[str], typer.Option("--map", metavar="COLUMN=PROPERTY", help="Which column fills what; repeatable.")
    ],
    range: Range = None,
    op: Annotated[str, typer.Option(help="create, update, upsert or delete.")] = "upsert",
    every: Annotated[int, typer.Option("--every", metavar="MINUTES", help="How often it is looked at.")] = 60,
    skip_hidden: SkipHidden = False,
    credential: Credential = None,
) -> None:
    """Look at a sheet on a schedule, and bring it in whenever it changed."""
    named = _named(session, sheet, credential, range, skip_hidden=skip_hidden)["google_sheet"]
    del named["database"]
    body = {"google_sheet": named, "class": class_name, "mapping": dict(map(pair_of, column)), "op": op}
    body |= {"every_minutes": every}
    answer = session.client.call("PUT", session.path("sheets", "connections", name), body=body)
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def connections(session: Session) -> None:
    """List the sheets that are looked at, and what the last look found."""
    answer = session.client.get(session.path("sheets", "connections"))
    if session.print.as_json:
        return session.print.data(answer.data)
    told = [{**each, "id": each["google_sheet"]["id"]} for each in answer.data]
    session.print.table("", _CONNECTIONS, [[each.get(name) for name in _CONNECTIONS] for each in told])


def disconnect(session: Session, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Look at a sheet no more."""
    session.client.call("DELETE", session.path("sheets", "connections", name))
    session.print.data(None) if session.print.as_json else session.print.say(f"{name} is looked at no more")


def _named(
    session: Session, sheet: str, credential: str | None, range: str | None = None, *, skip_hidden: bool = False
) -> dict[str, Any]:
    told = {"id": sheet, "database": session.database, "range": range, "credential": credential}
    told |= {"hidden": "skip"} if skip_hidden else {}
    return {"google_sheet": {name: value for name, value in told.items() if value is not None}}


def pair_of(said: str) -> tuple[str, str]:
    """Read which column fills what."""
    column, mark, name = said.rpartition("=")
    if not mark or not column or not name:
        raise WrongUse(f"--map {said!r}: expected COLUMN=PROPERTY")
    return column, name


def _key(file: Path) -> Any:
    """Read a key. What is wrong with it is said without what is in it."""
    try:
        text = typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as gone:
        raise WrongUse(f"{file} cannot be read: {gone.strerror}") from gone
    except ValueError as broken:
        raise WrongUse(f"{file} is no JSON") from broken
