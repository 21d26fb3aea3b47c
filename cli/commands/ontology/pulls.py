"""`spice ontology pr`: pull requests."""

from typing import Annotated, Any

import typer

from cli.commands.ontology.choosing import Answer, resolved
from cli.commands.ontology.diffs import print_difference
from cli.commands.ontology.files import Allowed, read_terms
from cli.commands.ontology.merging import allowed, kept, print_plan
from cli.commands.outcome import print_outcome
from cli.printing import described
from cli.session import Session, command

Number = Annotated[int, typer.Argument(metavar="NUMBER")]
_SHOWN = (
    "number",
    "title",
    "state",
    "source",
    "target",
    "author",
    "reviewers",
    "description",
    "ahead",
    "behind",
    "commit",
)


def register(group: typer.Typer) -> None:
    """Add the group."""
    pulls = typer.Typer(no_args_is_help=True, help="Pull requests.")
    for run in (ls, show, create, diff, review, comment, merge, close, reopen):
        command(pulls)(run)
    group.add_typer(pulls, name="pr")


def ls(
    session: Session,
    state: Annotated[str | None, typer.Option(help="open, merged or closed.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Those that you opened.")] = False,
    reviewer: Annotated[str | None, typer.Option(help="Who is asked for a review.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000)] = 50,
) -> None:
    """List pull requests, newest first."""
    asked = {"state": state, "mine": mine or None, "reviewer": reviewer, "limit": limit}
    answer = session.client.get(session.path("pull-requests"), asked)
    if session.print.as_json:
        return session.print.data(answer.data)
    columns = ("number", "state", "title", "source", "target", "author", "approvals", "comment_count", "updated_at")
    session.print.table("", columns, [[each.get(name) for name in columns] for each in answer.data])
    session.print.say(", ".join(f"{count} {name}" for name, count in (answer.meta.get("counts") or {}).items()))


def show(session: Session, number: Number) -> None:
    """Show a pull request: what it needs, and what was said."""
    pull = session.client.get(session.path("pull-requests", str(number))).data
    if session.print.as_json:
        return session.print.data(pull)
    session.print.facts({name: pull[name] for name in _SHOWN if pull.get(name) not in (None, [], "")})
    for check in pull.get("checks", ()):
        session.print.say(f"{'passed' if check.get('passed') else 'failed'}: {check.get('name')}", style=_style(check))
        for error in check.get("errors", ()):
            session.print.say(f"  {described(error)}")
    for said in pull.get("reviews", ()):
        stale = " (the source moved since)" if said.get("stale") else ""
        session.print.say(
            f"{said.get('at')} {said.get('reviewer')} {said.get('verdict')}{stale}: {said.get('comment')}"
        )
    for said in pull.get("comments", ()):
        session.print.say(f"{said.get('at')} {said.get('author')} {said.get('path') or ''}: {said.get('comment')}")


def create(
    session: Session,
    source: Annotated[str, typer.Argument(metavar="SOURCE")],
    title: Annotated[str, typer.Option("--title", "-t")],
    into: Annotated[str, typer.Option("--into", help="The branch that is to take it.")] = "main",
    description: Annotated[str, typer.Option("--description", "-d")] = "",
    reviewer: Annotated[list[str] | None, typer.Option("--reviewer", help="Who is asked; repeat for more.")] = None,
) -> None:
    """Propose to merge a branch into another one."""
    body = {"source": source, "target": into, "title": title, "description": description, "reviewers": reviewer or []}
    answer = session.client.write("POST", session.path("pull-requests"), body)
    print_outcome(session, answer, done="opened")
    if (number := (answer.result or {}).get("number")) is not None:
        session.print.say(f"pull request {number}")


def diff(session: Session, number: Number) -> None:
    """Show what the source changed."""
    print_difference(session, session.client.get(_path(session, number, "diff")).data)


def review(
    session: Session,
    number: Number,
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="approve, request_changes or comment.")],
    message: Annotated[str, typer.Option("--message", "-m")] = "",
) -> None:
    """Judge a pull request as its source stands."""
    body = {"verdict": verdict, "comment": message}
    print_outcome(session, session.client.write("POST", _path(session, number, "reviews"), body), done="reviewed")


def comment(
    session: Session,
    number: Number,
    message: Annotated[str, typer.Option("--message", "-m")],
    path: Annotated[str | None, typer.Option(help="Of which entry of the difference.")] = None,
) -> None:
    """Say something."""
    body = {"comment": message} | ({"path": path} if path else {})
    print_outcome(session, session.client.write("POST", _path(session, number, "comments"), body), done="said")


def merge(
    session: Session,
    number: Number,
    message: Annotated[str, typer.Option("--message", "-m", help="Message of the commit.")] = "",
    answer: Answer = None,
    allow: Allowed = None,
) -> None:
    """Merge a pull request, with the answers, waivers and migrations that are kept for it; conflicts that are open are
    asked for."""
    terms, plan = read_terms(allow), _plan(session, number)
    print_plan(session, plan | terms)
    planned = {"plan_id": plan["plan_id"]} if plan else {}

    def attempt(answers: list[dict[str, Any]]) -> Any:
        body = {"message": message, "resolutions": answers, **planned, **(terms or allowed(plan))}
        return session.client.write("POST", _path(session, number, "merge"), body)

    print_outcome(session, resolved(session, attempt, answer, kept(plan)), done="merged")


def close(session: Session, number: Number) -> None:
    """Close a pull request."""
    _set(session, number, "closed")


def reopen(session: Session, number: Number) -> None:
    """Open a closed one again."""
    _set(session, number, "open")


def _plan(session: Session, number: int) -> dict[str, Any]:
    """Read what is kept for a pull request; nothing where it has no plan, as when its branch is gone."""
    pull = session.client.get(session.path("pull-requests", str(number))).data
    if pull.get("plan_id") is None:
        return {}
    return dict(session.client.get(session.path("merges", "plans", pull["plan_id"])).data)


def _set(session: Session, number: int, state: str) -> None:
    path = session.path("pull-requests", str(number))
    print_outcome(session, session.client.write("PATCH", path, {"state": state}), done=state)


def _path(session: Session, number: int, what: str) -> str:
    return session.path("pull-requests", str(number), what)


def _style(check: dict[str, Any]) -> str:
    return "green" if check.get("passed") else "red"
