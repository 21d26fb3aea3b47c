"""Pull requests as the contract writes them."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from spice.application.ground.pull_rows import pull_settings
from spice.application.ground.times import written
from spice.application.queries.branch_rows import ResolutionRow
from spice.domain.ontology.pulls.model import PullRequest, Remark, State, Verdict
from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count, Time, Values, Version

CheckName = Literal["branches", "conflicts", "ontology", "reviews"]


class PullRow(Struct, frozen=True, kw_only=True):
    """A pull request in a list. `approvals`: those that hold of the source as it is; `ended`: merged or closed."""

    number: Count
    title: str
    description: str
    state: State
    source: str
    target: str
    author: str
    reviewers: Sequence[str]
    approvals: Count
    comment_count: Count
    created_at: Time
    updated_at: Time
    ended_at: Time | None
    ended_by: str | None
    ended_because: str | None
    """Where nobody asked for the end: what brought it."""
    commit: str | None
    """The commit in which it was merged."""
    version: Version


class ReviewRow(Struct, frozen=True):
    """A verdict; stale: the source has moved since."""

    id: Count
    reviewer: str
    verdict: Verdict
    comment: str
    commit: str | None
    at: Time
    stale: bool


class CommentRow(Struct, frozen=True):
    """What was said, of a place in the difference or of all; stale: the place is not in the difference any more."""

    id: Count
    author: str
    comment: str
    path: str | None
    at: Time
    stale: bool


class CheckedRow(Struct, frozen=True):
    """One thing that a merge needs, and what is wrong with it."""

    name: CheckName
    passed: bool
    errors: Sequence[ProblemRow]


class PullDetail(PullRow, frozen=True, kw_only=True):
    """A pull request with what was said, and whether it could be merged now."""

    source_head: str | None
    target_head: str | None
    ahead: Count
    behind: Count
    """Commits that only the source has, and that only the target has."""
    required_reviews: Count
    mergeable: bool
    """All checks pass: a merge now with what is kept, by who may write the target, would be carried out."""
    checks: Sequence[CheckedRow]
    plan_id: str | None
    """The plan of the merge, with its conflicts, while it is open."""
    resolutions: Sequence[ResolutionRow]
    waive: Sequence[Values]
    migrations: Sequence[Values]
    """What is kept for the plan and holds still: a merge takes what it says."""
    reviews: Sequence[ReviewRow]
    comments: Sequence[CommentRow]


def pull_row(pull: PullRequest, approvals: int) -> PullRow:
    """Write a pull request for a list."""
    end = pull.end
    return PullRow(
        **pull_settings(pull),
        approvals=approvals,
        comment_count=pull.comments,
        created_at=written(pull.created_at),
        updated_at=written(pull.updated_at),
        ended_at=written(end.at) if end else None,
        ended_by=end.by if end else None,
        ended_because=(end.reason or None) if end else None,
    )


def review_rows(remarks: Sequence[Remark], head: str | None) -> list[ReviewRow]:
    """Write the reviews among what was said."""
    return [
        ReviewRow(
            each.number, each.author, each.verdict, each.text, each.head, written(each.at), stale=each.head != head
        )
        for each in remarks
        if each.verdict is not None
    ]


def comment_rows(remarks: Sequence[Remark], paths: Sequence[str]) -> list[CommentRow]:
    """Write the comments among what was said; `paths`: those of the difference."""
    return [
        CommentRow(each.number, each.author, each.text, each.path, written(each.at), stale=_is_gone(each.path, paths))
        for each in remarks
        if each.verdict is None
    ]


def _is_gone(path: str | None, paths: Sequence[str]) -> bool:
    return path is not None and not any(each == path or each.startswith(f"{path}/") for each in paths)
