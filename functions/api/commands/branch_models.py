"""Bodies of writes of branches and merges."""

from typing import Annotated, Any

from pydantic import Field

from spice.domain.bounds import CHANGES, REASON
from spice.domain.ontology.branches import LONGEST_NAME, MAIN, MOST_REVIEWS, MOST_WRITERS
from spice.entrypoints.http.bodies.answers import Answers
from spice.entrypoints.http.bodies.body import EdgeModel

BranchName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Message = Annotated[str, Field(max_length=REASON, pattern=r"^[^\x00]*$")]


class NewBranch(EdgeModel):
    """A branch to make; `from` is a branch or a commit."""

    name: BranchName
    source: BranchName = Field(MAIN, alias="from")


class BranchPatch(EdgeModel):
    """A merge patch of what protects a branch."""

    protected: bool | None = None
    required_reviews: Annotated[int, Field(ge=0, le=MOST_REVIEWS)] | None = None
    writers: (
        Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(max_length=MOST_WRITERS)] | None
    ) = None


class RollingBack(EdgeModel):
    """The commit whose classes come back, why, and what may break instances."""

    to: Annotated[str, Field(min_length=1, max_length=128)]
    message: Message = ""
    waive: list[dict[str, Any]] = Field([], max_length=CHANGES)


class Onto(Answers):
    """The branch on which another one is to stand."""

    message: Message = ""
    onto: BranchName = MAIN


class Merging(Answers):
    """The branches of a merge, what was looked at before, and what may break instances."""

    message: Message = ""
    source: BranchName
    target: BranchName = MAIN
    plan_id: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    waive: list[dict[str, Any]] = Field([], max_length=CHANGES)
