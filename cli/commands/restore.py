"""`spice restore log`: the log made whole from a copy of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.commands.stores import settings_of
from cli.failure import Failure, WrongUse
from cli.session import Session, command
from cli.visible import visible

if TYPE_CHECKING:
    from spice.application.upkeep.restoring.planned import RestorePlan
    from spice.application.upkeep.restoring.restore_log import RestoreLog
    from spice.wired import Wired

Place = Annotated[
    str, typer.Option("--from", metavar="URL|DIR", help="s3://bucket/prefix, or a folder: what `log/` lies in.")
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="What was lost, from a copy of it.")
    command(group)(log)
    app.add_typer(group, name="restore")


def log(
    session: Session,
    place: Place,
    s3_endpoint: Annotated[str | None, typer.Option(help="Of the copy, where that is not AWS.")] = None,
    s3_region: Annotated[str, typer.Option(envvar="AWS_REGION", help="Of the copy.")] = "us-east-1",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make the log whole: what holds of it stays, what it lacks comes from a copy, the rest is moved to quarantine/.

    Nothing is written meanwhile. Then a new generation begins, and all that is read is made again from the log.
    """
    if not (dry_run or yes or sys.stdin.isatty()):
        raise WrongUse("the log is not changed without a question: say --yes, or --dry-run to see what would be done")
    with _restoring(session, place, s3_endpoint, s3_region) as (restore, ports):
        with session.print.waiting("comparing the log with its copy"):
            plan, goes_on = restore.plan(), restore.left_undone()
        _show(session, plan, goes_on=goes_on)
        job = None
        if (plan.changes or goes_on) and not dry_run:
            if not yes and not typer.confirm(f"Restore the log from {visible(place)}?", err=True):
                raise WrongUse("nothing was changed")
            job = _restored(session, restore, ports)
        if session.print.as_json:
            session.print.data({"shards": _rows(plan), "foreign": plan.foreign, "job": job})
    if job is not None and job["state"] != "COMPLETED":
        raise Failure(f"the log is restored, and what is read from it is not: {job.get('error', job['state'])}")


def _restored(session: Session, restore: "RestoreLog", ports: "Wired") -> dict[str, Any]:
    """Restore, and follow what maintenance does of it to its end."""
    from spice.application.queries.platform.jobs import job_row
    from spice.messages.codec import decode, encode

    try:
        job = restore(session.print.say)
    except KeyboardInterrupt:
        given_up = restore.give_up()
        session.print.warn("nothing was changed" if given_up else "half restored: nothing is written until it goes on")
        raise
    session.print.say("making the index again, and what is read")
    with session.print.waiting("rebuilding"):
        while job.finished_at is None:
            restore.pause()
            job = ports.jobs.find(job.id) or job
    if job.state == "COMPLETED":
        session.print.say("restored")
    written: dict[str, Any] = decode(encode(job_row(job)))
    return written


@contextmanager
def _restoring(
    session: Session, place: str, endpoint: str | None, region: str
) -> Iterator[tuple["RestoreLog", "Wired"]]:
    """Open the copy, with the credentials that the environment has, and then the platform's own stores."""
    from cli.platform.restoring import restore_of
    from spice.bootstrap import connect, connect_copy
    from spice.ports.errors import PortError

    if "://" in place and not place.startswith("s3://"):
        raise WrongUse(f"{place}: expected s3://bucket/prefix or a folder")
    if "://" not in place and not Path(place).is_dir():
        raise WrongUse(f"{place} is no folder")
    try:
        with settings_of(session) as settings:
            copy = connect_copy(place, endpoint=endpoint, region=region)
            ports = connect(settings())
            yield restore_of(ports, copy), ports
    except PortError as failed:
        raise Failure(f"{place}: {failed}") from failed


_COLUMNS = ["shard", "generation", "stays", "restored", "moved", "lost", "until", "broken"]


def _show(session: Session, plan: "RestorePlan", *, goes_on: bool) -> None:
    if session.print.as_json:
        return
    if goes_on:
        session.print.say("a restore that did not come to its end goes on")
    elif not plan.changes:
        session.print.say("nothing to restore: the log is whole, and its copy has nothing more")
        return
    rows = [row for row in _rows(plan) if row["changes"]]
    session.print.table("", _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows], right=_COLUMNS[1:6])
    for name in plan.foreign:
        session.print.say(f"no segment, moved: {name}")
    for row in rows:
        if row["copy_broken"]:
            session.print.say(f"the copy is broken, too: {row['copy_broken']}")


def _rows(plan: "RestorePlan") -> list[dict[str, Any]]:
    from spice.application.ground.times import written

    rows = []
    for shard, each in sorted(plan.shards.items()):
        end = each.joined.heads[-1] if each.joined.heads else None
        rows.append(
            {
                "shard": shard,
                "generation": end.generation if end else 1,
                "stays": len(each.joined.kept),
                "restored": len(each.joined.added),
                "moved": len(each.apart),
                "lost": max(each.given - each.end, 0),
                "until": written(end.recorded_at) if end and end.recorded_at else None,
                "broken": str(each.broken) if each.broken else None,
                "copy_broken": str(each.copy_broken) if each.copy_broken else None,
                "changes": each.changes,
            }
        )
    return rows
