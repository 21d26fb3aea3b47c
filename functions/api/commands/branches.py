"""Writes of branches: they are made, protected, deleted, rolled back, rebased, merged."""

from functions.api.commands.branch_models import BranchPatch, Merging, NewBranch, Onto, RollingBack
from functions.api.commands.parameters import MATCHED, NEW
from functions.api.commands.writing import Intent, Room, Writing
from spice.application.intake.branches import branch_draft, head_asked_for
from spice.application.intake.command import Asking, Draft, command_of
from spice.domain.errors import DomainError
from spice.domain.ontology.branch_commands import (
    BranchCommand,
    CreateBranch,
    DeleteBranch,
    MergeBranches,
    RebaseBranch,
    RollBack,
    UpdateBranch,
)
from spice.domain.ontology.merging.plans import plan_of
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Request

_ALL = "/database/{db}/branches"
_ONE = _ALL + "/{branch}"


def add(room: Room, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", _ALL, needs="modeler", body=NewBranch, heeds=NEW)
    def create(request: Request, asking: Asking, body: NewBranch) -> Intent:
        """Make a branch where another one stands, or at a commit."""
        return _intent(writing, request, asking, CreateBranch(name=spelled(body.name), source=spelled(body.source)))

    @room.command("PATCH", _ONE, needs="modeler", body=BranchPatch, heeds=MATCHED)
    def update(request: Request, asking: Asking, body: BranchPatch) -> Intent:
        """Change who may write a branch, and how many reviews a merge into it needs."""
        patch = body.model_dump(exclude_none=True)
        return _intent(writing, request, asking, UpdateBranch(name=_branch(request), patch=patch), _branch(request))

    @room.command("DELETE", _ONE, needs="modeler", heeds=MATCHED)
    def delete(request: Request, asking: Asking) -> Intent:
        """Delete a branch; its commits stay."""
        return _intent(writing, request, asking, DeleteBranch(name=_branch(request)), _branch(request))

    @room.command("POST", _ONE + "/rollback", needs="modeler", body=RollingBack, heeds=MATCHED)
    def roll_back(request: Request, asking: Asking, body: RollingBack) -> Intent:
        """Make the classes those of an earlier commit, by a new commit."""
        command = RollBack(branch=_branch(request), to=body.to, message=body.message, waive=body.waive)
        return _intent(writing, request, asking, command, command.branch)

    @room.command("POST", _ONE + "/rebase", needs="modeler", body=Onto, heeds=MATCHED)
    def rebase(request: Request, asking: Asking, body: Onto) -> Intent:
        """Let a branch stand on another one's head: what it changed becomes one commit there."""
        command = RebaseBranch(
            branch=_branch(request), onto=spelled(body.onto), message=body.message, resolutions=body.answers()
        )
        return _intent(writing, request, asking, command, command.branch)

    @room.command("POST", "/database/{db}/merges", needs="modeler", body=Merging, heeds=MATCHED)
    def merge(request: Request, asking: Asking, body: Merging) -> Intent:
        """Merge a branch into another one; every conflict is resolved, or nothing is done."""
        plan = None if body.plan_id is None else plan_of(body.plan_id, "/plan_id")
        command = MergeBranches(
            source=spelled(body.source),
            target=spelled(body.target),
            message=body.message,
            resolutions=body.answers(),
            waive=body.waive,
            planned=None if plan is None else (plan.source_head, plan.target_head),
        )
        return _intent(writing, request, asking, command, command.target)


def _branch(request: Request) -> str:
    return spelled(request.path["branch"])


def _intent(
    writing: Writing, request: Request, asking: Asking, command: BranchCommand, branch: str | None = None
) -> Intent:
    """Make the intent; `branch`: the one whose head If-Match speaks of."""
    database, tags, absent = request.database, request.tags("if-match"), request.must_be_absent()

    def draft() -> Draft:
        wanted = made()
        # What others that are under way will have done is the worker's to see; else it is told at once.
        if not request.dry_run and not writing.ontology.under_way(database):
            writing.rehearsal.refuse(asking, wanted)
        return wanted

    def made() -> Draft:
        head = None if branch is None else head_asked_for(writing.ontologies, database, branch, tags)
        message = getattr(command, "message", "")
        return branch_draft(database, command, message=message, head=head, must_be_absent=absent)

    def rehearse() -> dict[str, object]:
        wanted = made()
        (decision,) = writing.rehearsal.decide(wanted.topic, [command_of(asking, wanted)])
        if decision.problems:
            raise DomainError(decision.problems)
        result = decision.result or {}
        told = {"type": type(command).__name__, "changed": result.get("changed", True), "result": result}
        return {**told, "diff": result.get("changes", [])}

    return Intent(draft, rehearse)
