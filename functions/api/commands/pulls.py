"""Writes of pull requests: they are opened, changed, reviewed, talked about, merged."""

from typing import TypeAlias

from functions.api.commands.parameters import MATCHED, OF_PLANS
from functions.api.commands.pull_models import Commenting, NewPullRequest, PullMerging, PullRequestPatch, Reviewing
from functions.api.commands.rehearsed_intent import rehearsed_intent
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.class_rows import DifferenceRow
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller
from spice.application.queries.left import PullResult
from spice.domain.errors import Code
from spice.domain.ontology.pulls.commands import (
    CommentOnPullRequest,
    MergePullRequest,
    OpenPullRequest,
    PullCommand,
    ReviewPullRequest,
    UpdatePullRequest,
)
from spice.domain.ontology.pulls.rules import number_in
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Request

Keeps: TypeAlias = Intent[PullResult, Rehearsed[PullResult, DifferenceRow]]
_ALL = "/database/{db}/pull-requests"
_ONE = _ALL + "/{number}"
_RULES: tuple[Code, ...] = ("constraint_violated", "missing_property", "wrong_type")


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", _ALL, needs="modeler", body=NewPullRequest, may=("already_exists", *_RULES))
    def open_one(request: Request, asking: Caller, body: NewPullRequest) -> Keeps:
        """Propose to merge a branch into another one; of two branches one is open at a time."""
        command = OpenPullRequest(
            source=spelled(body.source),
            target=spelled(body.target),
            title=body.title,
            description=body.description,
            reviewers=[*map(spelled, body.reviewers)],
        )
        return rehearsed_intent(writing, request, asking, command)

    @room.command("PATCH", _ONE, needs="modeler", body=PullRequestPatch, heeds=MATCHED, may=("already_exists", *_RULES))
    def update(request: Request, asking: Caller, body: PullRequestPatch) -> Keeps:
        """Change title, description or reviewers; close it, or open it again."""
        command = UpdatePullRequest(number=_number(request), patch=body.patch())
        return _of_one(writing, request, asking, command)

    @room.command(
        "POST", _ONE + "/reviews", needs="modeler", body=Reviewing, heeds=MATCHED, may=("stale_plan", *_RULES)
    )
    def review(request: Request, asking: Caller, body: Reviewing) -> Keeps:
        """Approve, ask for changes, or comment; a verdict goes stale when the source moves."""
        command = ReviewPullRequest(
            number=_number(request), verdict=body.verdict, comment=body.comment, commit=body.commit
        )
        return _of_one(writing, request, asking, command)

    @room.command("POST", _ONE + "/comments", needs="modeler", body=Commenting, heeds=MATCHED, may=_RULES)
    def comment(request: Request, asking: Caller, body: Commenting) -> Keeps:
        """Say something, of a place in the difference if `path` names one."""
        path = None if body.path is None else spelled(body.path)
        command = CommentOnPullRequest(number=_number(request), comment=body.comment, path=path)
        return _of_one(writing, request, asking, command)

    @room.command("POST", _ONE + "/merge", needs="modeler", body=PullMerging, heeds=MATCHED, may=OF_PLANS)
    def merge(request: Request, asking: Caller, body: PullMerging) -> Keeps:
        """Merge it, once its target has the reviews that it needs; every conflict is resolved, or nothing is done."""
        command = MergePullRequest(
            number=_number(request),
            message=body.message,
            resolutions=body.answers(),
            waive=body.waive,
            migrations=body.migrations,
            planned=body.planned(),
        )
        return _of_one(writing, request, asking, command)


def _number(request: Request) -> int:
    return number_in(request.path["number"])


def _of_one(writing: Writing, request: Request, asking: Caller, command: PullCommand) -> Keeps:
    return rehearsed_intent(writing, request, asking, command, number=_number(request))
