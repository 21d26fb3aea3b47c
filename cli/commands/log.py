"""`spice shards`: which are quarantined, and letting one go on after a repair; and what `spice verify` asks for."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.commands.operations import ended
from cli.failure import Failure
from cli.session import Session, command


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Shards of the log that are quarantined: their chain is broken.")
    for run in (ls, release):
        command(group)(run)
    app.add_typer(group, name="shards")


def walked(session: Session) -> None:
    """Have the platform verify its log, and name the first bad place of each shard."""
    job = _done(session, "/admin/verify", "verifying the log")
    detail: dict[str, Any] = job["detail"]
    broken: list[dict[str, Any]] = detail.get("broken") or []
    if not session.print.as_json:
        sealed = f", {detail['sealed']} sealed" if "sealed" in detail else ""
        session.print.say(f"{detail.get('segments', 0)} segments of {detail.get('shards', 0)} shards{sealed}")
        if broken:
            session.print.table("", COLUMNS, [[each.get(name) for name in COLUMNS] for each in broken])
    if job["state"] != "COMPLETED":
        raise Failure(f"the log is broken: {job.get('error', job['state'])}")


def ls(session: Session) -> None:
    """List the shards whose chain is broken: their commands wait, all others go on."""
    rows = session.client.get("/admin/shards").data
    if session.print.as_json:
        return session.print.data(rows)
    session.print.table("", [*COLUMNS, "since"], [[row.get(name) for name in (*COLUMNS, "since")] for row in rows])


def release(
    session: Session, shard: Annotated[str, typer.Argument(metavar="SHARD", help="Such as instance-0003.")]
) -> None:
    """Check a shard again after the log was repaired, and let it go on if its chain holds."""
    job = _done(session, f"/admin/shards/{quote(shard, safe='')}/release", f"checking {shard}")
    if job["state"] != "COMPLETED":
        raise Failure(f"{shard} stays quarantined: {job.get('error', job['state'])}")
    if not session.print.as_json:
        session.print.say(f"{shard} goes on")


COLUMNS = ["shard", "generation", "sequence", "reason"]


def _done(session: Session, path: str, doing: str) -> dict[str, Any]:
    started = session.client.call("POST", path).data
    with session.print.waiting(doing):
        job = ended(session, str(started["job_id"]))
    if session.print.as_json:
        session.print.data(job)
    return job
