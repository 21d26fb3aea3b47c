"""`spice commands`, `dead-letters`, `rebuild`: what became of what was asked, and how to mend it."""

import time
from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.failure import Failure
from cli.printing import described
from cli.session import Session, command

LetterId = Annotated[str, typer.Argument(metavar="ID", help="Id of the dead letter.")]


def register(app: typer.Typer) -> None:
    """Add the commands and the group."""
    command(app)(commands)
    command(app)(rebuild)
    group = typer.Typer(no_args_is_help=True, help="Commands that were parked.")
    for run in (ls, show, redrive, discard):
        command(group)(run)
    app.add_typer(group, name="dead-letters")


def commands(
    session: Session,
    id: Annotated[str | None, typer.Argument(metavar="ID", help="Id of a command.")] = None,
    state: Annotated[str | None, typer.Option(help="PENDING, RUNNING, COMPLETED, FAILED or PARKED.")] = None,
    actor: Annotated[str | None, typer.Option(help="Who asked.")] = None,
    type: Annotated[str | None, typer.Option(help="What was asked for, as PutInstance.")] = None,
    class_: Annotated[str | None, typer.Option("--class", "-c", help="On instances of a class and its kin.")] = None,
    since: Annotated[str | None, typer.Option(help="Asked for at this time, or later.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n")] = 20,
) -> None:
    """Tell what became of a command, or list the latest."""
    if id is not None:
        return _one_command(session, id)
    sought = {"state": state, "actor": actor, "type": type, "class": class_, "since": since}
    params = {**sought, "database": session.target.database, "limit": limit}
    answer = session.client.get("/commands", params)
    if session.print.as_json:
        return session.print.data(answer.data)
    columns = ["command_id", "type", "state", "submitted_at", "finished_at"]
    session.print.table("", columns, [[each.get(name) for name in columns] for each in answer.data])


def ls(
    session: Session,
    state: Annotated[str | None, typer.Option(help="manual, retrying, or waiting behind another of its key.")] = None,
    type: Annotated[str | None, typer.Option(help="What was asked for, as PutInstance.")] = None,
    error: Annotated[str | None, typer.Option(help="Why it was parked, the whole text.")] = None,
) -> None:
    """List what is parked, oldest first."""
    answer = session.client.get("/admin/dead-letters", {"state": state, "type": type, "error": error})
    if session.print.as_json:
        return session.print.data(answer.data)
    columns = ["id", "type", "state", "attempts", "parked_at", "reason", "error"]
    session.print.table("", columns, [[each.get(name) for name in columns] for each in answer.data])


def show(session: Session, id: LetterId) -> None:
    """Show one, with its record."""
    answer = session.client.get(_letter(id))
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def redrive(session: Session, id: LetterId) -> None:
    """Run it again, and what waits behind it."""
    _release(session, id, "redrive", None)


def discard(session: Session, id: LetterId, reason: Annotated[str, typer.Option(help="Why; kept.")]) -> None:
    """Give it up, so that what waits behind it goes on."""
    _release(session, id, "discard", {"reason": reason})


def rebuild(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="index, a projection, or all.")] = "all",
) -> None:
    """Build a read model again from the log, and wait until it stands."""
    started = session.client.call("POST", f"/admin/projections/{quote(name, safe='')}/rebuild").data
    with session.print.waiting(f"rebuilding {name}"):
        job = ended(session, str(started["job_id"]))
    if session.print.as_json:
        session.print.data(job)
    else:
        session.print.facts(job)
    if job["state"] != "COMPLETED":
        raise Failure(f"{name} was not rebuilt: {job.get('error', job['state'])}")


def ended(session: Session, job: str) -> dict[str, Any]:
    """Follow a job to its end."""
    while True:
        found: dict[str, Any] = session.client.get(f"/admin/jobs/{quote(job, safe='')}").data
        if found["state"] in ("COMPLETED", "FAILED"):
            return found
        time.sleep(0.3)


def _one_command(session: Session, id: str) -> None:
    answer = session.client.get(f"/commands/{quote(id, safe='')}")
    if session.print.as_json:
        return session.print.data(answer.data)
    facts = dict(answer.data)
    errors = facts.pop("errors", None) or ()
    session.print.facts(facts)
    for error in errors:
        session.print.say(described(error))


def _release(session: Session, id: str, how: str, body: object) -> None:
    answer = session.client.write("POST", f"{_letter(id)}/{how}", body)
    session.print.data(answer.data) if session.print.as_json else session.print.say(answer.message or "done")


def _letter(id: str) -> str:
    return f"/admin/dead-letters/{quote(id, safe='')}"
