"""`spice ontology apply`: a file says what the classes shall be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.commands.ontology.declared import changes_of
from cli.commands.ontology.differing import print_entries
from cli.commands.ontology.files import read_classes
from cli.commands.ontology.switching import OnBranch, branch_meant
from cli.commands.outcome import print_outcome
from cli.failure import Failure, WrongUse
from cli.printing import described
from cli.session import Session, command
from cli.visible import visible


def register(group: typer.Typer) -> None:
    """Add the command."""
    command(group)(apply)


def apply(
    session: Session,
    file: Annotated[Path, typer.Argument(allow_dash=True)],
    message: Annotated[str, typer.Option("--message", "-m", help="Message of the commit.")] = "",
    branch: OnBranch = None,
    delete_missing: Annotated[bool, typer.Option("--delete-missing", help="Delete what the file leaves out.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Apply a file (JSON, YAML) in one commit: a class, a list of classes, {"classes"} or {"changes"}, these two with
    "message", "waive", "migrations".

    A class is as the file says: what it leaves out of it is gone. One with the id of a class and another name renames
    it. What would change is shown and asked for first.
    """
    branch = branch_meant(session, branch)
    on = {"branch": branch}
    known = session.client.get(session.path("ontology"), on).data
    body = changes_of(read_classes(file), known, delete_missing=delete_missing)
    body["message"] = message or body.get("message") or f"apply {file.name}"
    if not body["changes"] and not body.get("migrations"):
        return session.print.say("nothing to change")
    if dry_run or not yes:
        plan = session.client.call("POST", session.path("ontology", "check"), body=body, params=on).data
        if dry_run:
            return _print_plan(session, plan)
        if not _agreed(session, plan, branch, len(body.get("migrations", ()))):
            return session.print.say("nothing to change")
    answer = session.client.write("POST", session.path("ontology", "changes"), body, params=on)
    print_outcome(session, answer, done="committed")


def _agreed(session: Session, plan: Mapping[str, Any], branch: str, migrations: int) -> bool:
    """Show a plan and ask for it; False when it changes nothing."""
    entries, problems = plan.get("changes", ()), plan.get("problems", ())
    for problem in problems:
        session.print.warn(described(problem), style="red")
    if problems:
        raise Failure("it would be refused: nothing was committed")
    if not entries and not migrations:
        return False
    print_entries(session.print, entries, err=True)
    moved = f" and {migrations} migrations" if migrations else ""
    if not typer.confirm(f"Commit {len(entries)} changes{moved} to {visible(branch)}?", err=True):
        raise WrongUse("nothing was committed")
    return True


def _print_plan(session: Session, plan: Mapping[str, Any]) -> None:
    if session.print.as_json:
        return session.print.data(plan)
    for problem in plan.get("problems", ()):
        session.print.say(described(problem), style="red")
    print_entries(session.print, plan.get("changes", ()))
    session.print.facts({name: value for name, value in plan.items() if name not in ("problems", "changes")})
