"""Classes that are proposed for files, on a branch that others look at before its rows come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.failure import Failure, WrongUse
from cli.session import Session
from cli.visible import visible

if TYPE_CHECKING:
    from spice.application.funnel.rows import ProposalRow


def check_branch(branch: str | None, *, proposing: bool, pull: bool) -> None:
    """Refuse what would not be heeded."""
    if branch is not None and not proposing:
        raise WrongUse("--branch is heeded with --propose alone")
    if pull and branch is None:
        raise WrongUse("--pr needs --branch: a pull request is of one")


def propose_on(session: Session, proposal: ProposalRow, branch: str, *, pull: bool) -> None:
    """Make the branch where there is none, the classes on it, and a pull request: each once, however often it is asked
    for."""
    if not any(each["name"] == branch for each in session.client.get(session.path("branches"), {"limit": 1000}).data):
        _done(session, session.path("branches"), {"name": branch, "from": "main"})
    there = {each["name"] for each in session.client.get(session.path("ontology"), {"branch": branch}).data}
    new = [each for each in proposal.classes if each["name"] not in there]
    if new:
        message = "proposed for " + ", ".join(each["name"] for each in new)
        changes = [{"op": "create", "class": each} for each in new]
        _done(session, session.path("ontology", "changes"), {"message": message, "changes": changes}, branch=branch)
    number = _pull(session, proposal, branch) if pull else None
    if session.print.as_json:
        return session.print.data({"branch": branch, "classes": [each["name"] for each in new], "number": number})
    session.print.say(
        f"{len(new)} classes are on branch {visible(branch)}" + (f": pull request {number}" if pull else "")
    )
    session.print.say("when it is merged, the same command without --branch loads the rows")


def _pull(session: Session, proposal: ProposalRow, branch: str) -> object:
    """Find the pull request that is open, or open one."""
    path = session.path("pull-requests")
    for each in session.client.get(path, {"state": "open", "limit": 1000}).data:
        if (each["source"], each["target"]) == (branch, "main"):
            return each["number"]
    title = "Classes for " + ", ".join(dict.fromkeys(each.table for each in proposal.mappings))
    return _done(session, path, {"source": branch, "target": "main", "title": title[:200]}).get("number")


def _done(session: Session, path: str, body: object, *, branch: str | None = None) -> dict[str, object]:
    command = session.client.write("POST", path, body, params=None if branch is None else {"branch": branch}).data
    if command.get("state") != "COMPLETED":
        raise Failure(f"it is not done yet: spice commands {command.get('command_id')} tells how far that is")
    return dict(command.get("result") or {})
