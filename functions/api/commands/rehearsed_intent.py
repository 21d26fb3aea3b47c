"""The intent of a command on branches or pull requests: refused at once by the worker's rules, unless others may yet
make it right."""

from typing import Any

from functions.api.commands.writing import Intent, Writing
from spice.application.ground.class_rows import DifferenceRow
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.application.intake.ontology import head_asked_for, ontology_draft, version_asked_for
from spice.domain.errors import DomainError
from spice.domain.ontology.branch_commands import BranchCommand
from spice.domain.ontology.pulls.commands import PullCommand
from spice.entrypoints.http.request import Request

Rehearses = Intent[Any, Rehearsed[Any, DifferenceRow]]


def rehearsed_intent(
    writing: Writing,
    request: Request,
    asking: Caller,
    command: BranchCommand | PullCommand,
    *,
    branch: str | None = None,
    number: int | None = None,
) -> Rehearses:
    """Make the intent. If-Match speaks of the head of `branch`, or of the version of the pull request `number`."""
    database, tags, absent = request.database, request.tags("if-match"), request.must_be_absent()

    def draft() -> CommandDraft:
        wanted = made()
        # What others that are under way will have done is the worker's to see; else it is told at once.
        if not request.dry_run and not writing.ontology.under_way(database):
            writing.rehearsal.refuse(asking, wanted)
        return wanted

    def made() -> CommandDraft:
        return ontology_draft(
            database,
            command,
            message=getattr(command, "message", ""),
            head=None if branch is None else head_asked_for(writing.ontologies, database, branch, tags),
            version=None if number is None else version_asked_for(writing.ports.pulls, database, number, tags),
            must_be_absent=absent,
        )

    def rehearse() -> Rehearsed[Any, DifferenceRow]:
        wanted = made()
        (decision,) = writing.rehearsal.decide(wanted.topic, [command_of(asking, wanted)])
        if decision.problems:
            raise DomainError(decision.problems)
        kind = type(command).__name__
        result = writing.results.completed(kind, decision.result or {}, database.uuid, asking.actor)
        return Rehearsed(
            type=kind,
            changed=result.get("changed", True),
            result=result,
            diff=result.get("changes", []),
        )

    return Intent(draft, rehearse)
