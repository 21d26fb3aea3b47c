"""Pull requests as commands, and what becomes of them as events. Key: the database's uuid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from spice.domain.ontology.branch_commands import Migrations, Waivers
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.ontology.pulls.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPullRequest:
    """Propose to merge a branch into another one."""

    source: str
    title: str
    target: str = MAIN
    description: str = ""
    reviewers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePullRequest:
    """Change `title`, `description`, `reviewers`, or `state`: closed, and open again."""

    number: int
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPullRequest:
    """Judge a pull request as its source stands. `commit`: the head that was looked at, if it shall be that one."""

    number: int
    verdict: Verdict
    comment: str = ""
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnPullRequest:
    """Say something, of a place in the difference where there is a `path`."""

    number: int
    comment: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePullRequest:
    """Merge the source of a pull request into its target; every conflict is resolved, or nothing is done."""

    number: int
    message: str = ""
    resolutions: Sequence[Resolution] = ()
    waive: Waivers = ()
    migrations: Migrations = ()
    planned: tuple[str | None, str | None] | None = None
    """The heads of source and target that a plan was made of."""


PullCommand = OpenPullRequest | UpdatePullRequest | ReviewPullRequest | CommentOnPullRequest | MergePullRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestOpened:
    """A pull request began."""

    number: int
    source: str
    source_id: UUID
    target: str
    target_id: UUID
    title: str
    description: str = ""
    reviewers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestUpdated:
    """What a pull request says changed, or it was closed or opened again; `reason`: where nobody asked for that.

    The heads are those of its branches when its state changed.
    """

    number: int
    patch: Mapping[str, object]
    reason: str = ""
    source_head: str | None = None
    target_head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestReviewed:
    """A verdict was given of a commit."""

    number: int
    verdict: Verdict
    comment: str = ""
    head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestCommented:
    """Something was said."""

    number: int
    comment: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestMerged:
    """The source is in the target: since which commit, of which heads."""

    number: int
    commit: str | None
    source_head: str | None = None
    target_head: str | None = None


PullEvent = PullRequestOpened | PullRequestUpdated | PullRequestReviewed | PullRequestCommented | PullRequestMerged
