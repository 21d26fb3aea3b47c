"""`spice ontology diff` and `log`: what differs, and who changed what."""

from typing import Annotated, Any

import typer

from cli.commands.ontology.differing import print_entries
from cli.commands.ontology.switching import OnBranch, branch_meant
from cli.session import Session, command


def register(group: typer.Typer) -> None:
    """Add the commands."""
    for run in (diff, log):
        command(group)(run)


def diff(
    session: Session,
    first: Annotated[str, typer.Argument(metavar="FROM", help="A branch, a commit, or a time of main.")],
    second: Annotated[str | None, typer.Argument(metavar="TO")] = None,
) -> None:
    """Show what leads from one point of the ontology to another; with one, from main to it."""
    old, new = ("main", first) if second is None else (first, second)
    print_difference(session, session.client.get(session.path("diff"), {"from": old, "to": new}).data)


def print_difference(session: Session, found: dict[str, Any]) -> None:
    """Print a difference in its three levels."""
    if session.print.as_json:
        return session.print.data(found)
    for commit in found.get("commits", ()):
        session.print.say(
            f"{str(commit.get('commit'))[:12]} {commit.get('author')}: {commit.get('message')}", style="dim"
        )
    entries = [*found.get("classes", ()), *found.get("properties", ())]
    print_entries(session.print, entries)
    session.print.say(f"{len(entries)} differences" if entries else "no differences")


def log(
    session: Session,
    path: Annotated[str | None, typer.Argument(metavar="[PATH]", help="A class, or CLASS/PROPERTY.")] = None,
    branch: OnBranch = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000)] = 20,
    patch: Annotated[bool, typer.Option("--patch", "-p", help="Show what each changed.")] = False,
) -> None:
    """List the commits of a branch, newest first; or those that changed a class or property."""
    commits = _commits(session, {"branch": branch_meant(session, branch), "path": path}, limit)
    if session.print.as_json:
        return session.print.data(commits)
    if not patch:
        rows = [
            [str(each["commit"])[:12], each["at"], each["author"], len(each["changes"]), each["message"]]
            for each in commits
        ]
        return session.print.table("", ["commit", "at", "author", "changes", "message"], rows, right=["changes"])
    for each in commits:
        session.print.say(f"{each['commit']} {each['at']} {each['author']}: {each['message']}", style="bold")
        print_entries(session.print, each["changes"])


def _commits(session: Session, asked: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """List so many: a page ends early where few of the commits that it looked at were meant."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < most:
        answer = session.client.get(session.path("commits"), {**asked, "limit": most, "cursor": cursor or None})
        found, cursor = [*found, *answer.data], answer.meta.get("next_cursor")
    return found[:most]
