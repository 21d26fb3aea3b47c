"""Writes of branches: they are made, protected, deleted, rolled back, rebased, merged."""

from typing import TypeAlias

from functions.api.commands.branch_models import BranchPatch, Merging, NewBranch, Onto, RollingBack
from functions.api.commands.parameters import MATCHED, NEW, OF_COMMITS, OF_PLANS
from functions.api.commands.rehearsed_intent import rehearsed_intent
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.class_rows import DifferenceRow
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller
from spice.application.queries.left import BranchResult, CommitResult
from spice.domain.ontology.branch_commands import (
    CreateBranch,
    DeleteBranch,
    MergeBranches,
    RebaseBranch,
    RollBack,
    UpdateBranch,
)
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Request

Keeps: TypeAlias = Intent[BranchResult, Rehearsed[BranchResult, DifferenceRow]]
Commits: TypeAlias = Intent[CommitResult, Rehearsed[CommitResult, DifferenceRow]]
_ALL = "/database/{db}/branches"
_ONE = _ALL + "/{branch}"


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", _ALL, needs="modeler", body=NewBranch, heeds=NEW, may=("already_exists",))
    def create(request: Request, asking: Caller, body: NewBranch) -> Keeps:
        """Make a branch where another one stands, or at a commit."""
        command = CreateBranch(name=spelled(body.name), source=spelled(body.source))
        return rehearsed_intent(writing, request, asking, command)

    @room.command("PATCH", _ONE, needs="modeler", body=BranchPatch, heeds=MATCHED)
    def update(request: Request, asking: Caller, body: BranchPatch) -> Keeps:
        """Change who may write a branch, and how many reviews a merge into it needs."""
        patch = body.patch()
        command = UpdateBranch(name=_branch(request), patch=patch)
        return rehearsed_intent(writing, request, asking, command, branch=command.name)

    @room.command("DELETE", _ONE, needs="modeler", heeds=MATCHED, may=("constraint_violated",))
    def delete(request: Request, asking: Caller) -> Keeps:
        """Delete a branch; its commits stay."""
        command = DeleteBranch(name=_branch(request))
        return rehearsed_intent(writing, request, asking, command, branch=command.name)

    @room.command("POST", _ONE + "/rollback", needs="modeler", body=RollingBack, heeds=MATCHED, may=OF_COMMITS)
    def roll_back(request: Request, asking: Caller, body: RollingBack) -> Commits:
        """Make the classes those of an earlier commit, by a new commit."""
        command = RollBack(
            branch=_branch(request), to=body.to, message=body.message, waive=body.waive, migrations=body.migrations
        )
        return rehearsed_intent(writing, request, asking, command, branch=command.branch)

    @room.command("POST", _ONE + "/rebase", needs="modeler", body=Onto, heeds=MATCHED, may=OF_PLANS)
    def rebase(request: Request, asking: Caller, body: Onto) -> Commits:
        """Let a branch stand on another one's head: what it changed becomes one commit there."""
        command = RebaseBranch(
            branch=_branch(request),
            onto=spelled(body.onto),
            message=body.message,
            resolutions=body.answers(),
            planned=body.planned(),
        )
        return rehearsed_intent(writing, request, asking, command, branch=command.branch)

    @room.command("POST", "/database/{db}/merges", needs="modeler", body=Merging, heeds=MATCHED, may=OF_PLANS)
    def merge(request: Request, asking: Caller, body: Merging) -> Commits:
        """Merge a branch into another one; every conflict is resolved, or nothing is done."""
        command = MergeBranches(
            source=spelled(body.source),
            target=spelled(body.target),
            message=body.message,
            resolutions=body.answers(),
            waive=body.waive,
            planned=body.planned(),
            migrations=body.migrations,
        )
        return rehearsed_intent(writing, request, asking, command, branch=command.target)


def _branch(request: Request) -> str:
    return spelled(request.path["branch"])
