"""`spice ontology branch`, `rebase` and `rollback`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.commands.ontology.choosing import Answer, resolved
from cli.commands.ontology.files import Allowed, read_terms
from cli.commands.ontology.merging import Yes, kept, print_plan, question
from cli.commands.ontology.switching import OnBranch, branch_meant, switch_to
from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.session import Session, command
from cli.visible import visible
from spice.domain.ontology.branches import MAIN

Name = Annotated[str, typer.Argument(metavar="BRANCH")]
Message = Annotated[str, typer.Option("--message", "-m", help="Message of the commit.")]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    branches = typer.Typer(no_args_is_help=True, help="Branches of the ontology.")
    for run in (ls, create, switch, protect, unprotect, delete):
        command(branches)(run)
    group.add_typer(branches, name="branch")
    for each in (rebase, rollback):
        command(group)(each)


def ls(session: Session) -> None:
    """List the branches, and where each stands beside main."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = session.client.get(session.path("branches"), {"limit": 1000, "cursor": cursor or None})
        found, cursor = [*found, *answer.data], answer.meta.get("next_cursor")
    if session.print.as_json:
        return session.print.data(found)
    meant = branch_meant(session)
    rows = [["*" if each.get("name") == meant else "", *_row(each)] for each in found]
    session.print.table("", ["", "branch", "head", "ahead", "behind", "protected", "last commit"], rows)


def create(
    session: Session,
    name: Name,
    source: Annotated[str, typer.Option("--from", help="A branch or a commit.")] = "main",
) -> None:
    """Make a branch."""
    body = {"name": name, "from": source}
    print_outcome(session, session.client.write("POST", session.path("branches"), body), done="created")


def switch(session: Session, name: Name) -> None:
    """Let commands that say no branch mean this one, of this database."""
    session.client.get(session.path("branches", name))
    switch_to(session, name)
    session.print.say(f"on branch {name}")


def protect(
    session: Session,
    name: Name,
    reviews: Annotated[int, typer.Option("--reviews", min=0, help="Approvals that a pull request into it needs.")] = 1,
    writer: Annotated[list[str] | None, typer.Option("--writer", help="Who may write it; repeat for more.")] = None,
) -> None:
    """Let a branch be written by pull requests."""
    body = {"protected": True, "required_reviews": reviews, "writers": writer or []}
    print_outcome(session, session.client.write("PATCH", session.path("branches", name), body), done="protected")


def unprotect(session: Session, name: Name) -> None:
    """Let everybody write a branch again who may write the ontology."""
    body = {"protected": False, "required_reviews": 0, "writers": []}
    print_outcome(session, session.client.write("PATCH", session.path("branches", name), body), done="open")


def delete(
    session: Session, name: Name, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False
) -> None:
    """Delete a branch; its commits stay, its pull requests are closed."""
    if not yes and not typer.confirm(f"Delete the branch {visible(name)}?", err=True):
        raise WrongUse("nothing was deleted")
    print_outcome(session, session.client.write("DELETE", session.path("branches", name)), done="deleted")
    if branch_meant(session) == name:
        switch_to(session, MAIN)


def rebase(
    session: Session,
    name: Name,
    onto: Annotated[str, typer.Option("--onto", help="The branch that it is to stand on.")] = "main",
    message: Message = "",
    answer: Answer = None,
    yes: Yes = False,
) -> None:
    """Let a branch stand on another one's head: shows what it has beside that, asks for conflicts, then rebases.

    `ours` is what the other one has, `theirs` what the branch has.
    """
    sides = {"source": name, "target": onto, "kind": "rebase"}
    plan = session.client.call("POST", session.path("merges", "preview"), body=sides).data
    print_plan(session, plan)
    if not yes and not typer.confirm(question(plan, f"Rebase {visible(name)} onto {visible(onto)}"), err=True):
        raise WrongUse("nothing was rebased")

    def attempt(answers: list[dict[str, Any]]) -> Any:
        body = {"onto": onto, "message": message, "plan_id": plan.get("plan_id"), "resolutions": answers}
        return session.client.write("POST", session.path("branches", name, "rebase"), body)

    print_outcome(session, resolved(session, attempt, answer, kept(plan)), done="rebased")


def rollback(
    session: Session,
    commit: Annotated[str, typer.Argument(metavar="COMMIT", help="Whose classes come back.")],
    branch: OnBranch = None,
    message: Message = "",
    allow: Allowed = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make the classes of a branch those of an earlier commit, by a new commit."""
    terms, branch = read_terms(allow), branch_meant(session, branch)
    if not yes and not typer.confirm(f"Roll {visible(branch)} back to {visible(commit)}?", err=True):
        raise WrongUse("nothing was rolled back")
    body = {"to": commit, "message": message, **terms}
    path = session.path("branches", branch, "rollback")
    print_outcome(session, session.client.write("POST", path, body), done="rolled back")


def _row(branch: Mapping[str, Any]) -> list[object]:
    last, reviews = branch.get("last_commit") or {}, branch.get("required_reviews") or 0
    guarded = f"yes, {reviews} reviews" if branch.get("protected") and reviews else branch.get("protected")
    head = str(branch.get("head") or "")[:12]
    return [branch.get("name"), head, branch.get("ahead"), branch.get("behind"), guarded, last.get("message")]
