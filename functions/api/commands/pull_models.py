"""Bodies of writes of pull requests."""

from typing import Annotated, Literal

from pydantic import Field

from functions.api.commands.branch_models import BranchName, MergeTerms, Message, Subject
from spice.domain.bounds import REASON, REVIEWERS
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.pulls.model import Verdict
from spice.domain.ontology.pulls.rules import LONGEST_PATH, LONGEST_TITLE
from spice.domain.spelling import spelled
from spice.entrypoints.http.bodies.body import EdgeModel

Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
Reviewers = list[Subject]
Path = Annotated[str, Field(min_length=1, max_length=LONGEST_PATH, pattern=r"^/[^\x00]*$")]


class NewPullRequest(EdgeModel):
    """A branch to merge into another one, why, and who is asked to look at it."""

    source: BranchName
    target: BranchName = MAIN
    title: Title
    description: Message = ""
    reviewers: Reviewers = Field([], max_length=REVIEWERS)


class PullRequestPatch(EdgeModel):
    """A merge patch of what a pull request says; `state` closes it, or opens it again."""

    title: Title | None = None
    description: Message | None = None
    reviewers: Annotated[Reviewers, Field(max_length=REVIEWERS)] | None = None
    state: Literal["open", "closed"] | None = None

    def patch(self) -> dict[str, object]:
        """Give what is to change, names in their one spelling."""
        given = self.model_dump(exclude_none=True)
        return given | ({"reviewers": [*map(spelled, self.reviewers)]} if self.reviewers is not None else {})


class Reviewing(EdgeModel):
    """A verdict of the source as it stands; `commit`: the head that was looked at, if it shall be that one."""

    verdict: Verdict
    comment: Message = ""
    commit: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class Commenting(EdgeModel):
    """What is said; `path`: of which entry of the difference."""

    comment: Annotated[str, Field(min_length=1, max_length=REASON, pattern=r"^[^\x00]*$")]
    path: Path | None = None


class PullMerging(MergeTerms):
    """How the conflicts are resolved, what was looked at before, and what may break instances."""
