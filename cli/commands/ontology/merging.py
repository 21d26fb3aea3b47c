"""`spice ontology merge`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.commands.ontology.choosing import Answer, resolved
from cli.commands.ontology.differing import print_entries
from cli.commands.ontology.files import Allowed, read_terms
from cli.commands.outcome import print_outcome
from cli.failure import WrongUse
from cli.printing import described, shown
from cli.session import Session, command
from cli.visible import visible

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def register(group: typer.Typer) -> None:
    """Add the command."""
    command(group)(merge)


def merge(
    session: Session,
    source: Annotated[str, typer.Argument(metavar="SOURCE")],
    into: Annotated[str, typer.Option("--into", help="The branch that takes it.")] = "main",
    message: Annotated[str, typer.Option("--message", "-m", help="Message of the commit.")] = "",
    answer: Answer = None,
    allow: Allowed = None,
    yes: Yes = False,
) -> None:
    """Merge a branch into another one: shows what would change, asks for conflicts, then merges.

    `ours` is what the target has, `theirs` what the source has.
    """
    sides, terms = {"source": source, "target": into}, read_terms(allow)
    plan = session.client.call("POST", session.path("merges", "preview"), body=sides | terms).data
    print_plan(session, plan)
    if not yes and not typer.confirm(question(plan, f"Merge {visible(source)} into {visible(into)}"), err=True):
        raise WrongUse("nothing was merged")

    def attempt(answers: list[dict[str, Any]]) -> Any:
        body = {**sides, "message": message, "plan_id": plan.get("plan_id"), "resolutions": answers}
        return session.client.write("POST", session.path("merges"), body | (terms or allowed(plan)))

    print_outcome(session, resolved(session, attempt, answer, kept(plan)), done="merged")


def print_plan(session: Session, plan: Mapping[str, Any]) -> None:
    """Show what a plan changes, what it is allowed, and what it would be refused for."""
    print_entries(session.print, plan.get("changes", ()), err=True)
    for waiver in plan.get("waive", ()):
        session.print.warn(f"waived: {waiver.get('path')}: {waiver.get('reason')}")
    for migration in plan.get("migrations", ()):
        session.print.warn(f"migration: {shown(migration, widest=2000)}")
    for problem in plan.get("problems", ()):
        session.print.warn(described(problem), style="red")


def allowed(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Take what a plan is allowed, as a merge takes it."""
    return {name: plan[name] for name in ("waive", "migrations") if plan.get(name)}


def kept(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Take the answers that are kept for a plan, as a merge takes them."""
    return [{name: each[name] for name in each if each[name] is not None} for each in plan.get("resolutions", ())]


def question(plan: Mapping[str, Any], what: str) -> str:
    """Ask whether to do what a plan is of."""
    return f"{what}, with {len(plan.get('open', ()))} conflicts to answer?"
