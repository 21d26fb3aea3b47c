"""`spice partitions`: over how many shards each family is spread, and more of them."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from cli.commands.operations import ended
from cli.failure import Failure
from cli.session import Session, command


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Partitions of the command topics.")
    for run in (ls, grow):
        command(group)(run)
    app.add_typer(group, name="partitions")


def ls(session: Session) -> None:
    """List families with their partitions."""
    answer = session.client.get("/admin/partitions")
    if session.print.as_json:
        return session.print.data(answer.data)
    session.print.table("", ["family", "partitions", "generation", "grows by itself", "growing"], _rows(answer.data))


def grow(
    session: Session,
    family: Annotated[str, typer.Argument(metavar="FAMILY", help="instance or ontology.")],
    to: Annotated[int, typer.Option("--to", help="How many partitions it gets; never fewer than it has.")],
    auto: Annotated[
        bool,
        typer.Option(
            "--auto", help="Not now, but when its workers lag for ten minutes: doubled then, up to --to (0: no more)."
        ),
    ] = False,
) -> None:
    """Give a family more partitions while commands flow, and wait until they are used."""
    path = f"/admin/partitions/{quote(family, safe='')}"
    if auto:
        row = session.client.call("PUT", path, body={"grow_up_to": to}).data
        return session.print.data(row) if session.print.as_json else session.print.facts(row)
    started = session.client.call("POST", f"{path}/grow", body={"to": to}).data
    with session.print.waiting(f"growing {family} to {to}"):
        job = ended(session, str(started["job_id"]))
    if session.print.as_json:
        session.print.data(job)
    else:
        session.print.facts(job)
    if job["state"] != "COMPLETED":
        raise Failure(f"{family} did not grow: {job.get('error', job['state'])}")


def _rows(families: list[dict[str, Any]]) -> list[list[object]]:
    return [
        [row["family"], row["partitions"], row["generation"], _limit(row["grow_up_to"]), _step(row["growing"])]
        for row in families
    ]


def _limit(up_to: int) -> str:
    return f"up to {up_to}" if up_to else "never"


def _step(growing: dict[str, object] | None) -> str:
    if growing is None:
        return ""
    detail = growing["detail"]
    if not isinstance(detail, dict):
        return ""
    trouble = f" ({detail['trouble']})" if "trouble" in detail else ""
    return f"to {detail['to']}: {detail.get('step', 'asked')}{trouble}"
