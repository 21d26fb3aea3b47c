"""Bodies of writes of branches and merges."""

from typing import Annotated, ClassVar

from pydantic import Field

from spice.domain.bounds import CHANGES, ONTOLOGY_VALUES, REASON
from spice.domain.ontology.branches import LONGEST_NAME, MAIN, MOST_REVIEWS, MOST_WRITERS
from spice.domain.ontology.merging.plans import heads_of
from spice.domain.spelling import spelled
from spice.entrypoints.http.bodies.answers import AllowedAnswers, Answers, Migration, Waiver
from spice.entrypoints.http.bodies.body import EdgeModel

BranchName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Subject = Annotated[str, Field(min_length=1, max_length=255)]
PlanId = Annotated[str, Field(min_length=1, max_length=2000)]
Message = Annotated[str, Field(max_length=REASON, pattern=r"^[^\x00]*$")]


class NewBranch(EdgeModel):
    """A branch to make; `from` is a branch or a commit."""

    name: BranchName
    source: BranchName = Field(MAIN, alias="from")


class BranchPatch(EdgeModel):
    """A merge patch of what protects a branch."""

    protected: bool | None = None
    required_reviews: Annotated[int, Field(ge=0, le=MOST_REVIEWS)] | None = None
    writers: Annotated[list[Subject], Field(max_length=MOST_WRITERS)] | None = None

    def patch(self) -> dict[str, object]:
        """Give what is to change, names in their one spelling."""
        given = self.model_dump(exclude_none=True)
        return given | ({"writers": [*map(spelled, self.writers)]} if self.writers is not None else {})


class RollingBack(EdgeModel):
    """The commit whose classes come back, why, what becomes of values, and what may break instances."""

    most_values: ClassVar[int] = ONTOLOGY_VALUES
    to: Annotated[str, Field(min_length=1, max_length=128)]
    message: Message = ""
    migrations: list[Migration] = Field([], max_length=CHANGES)
    waive: list[Waiver] = Field([], max_length=CHANGES)


class Onto(Answers):
    """The branch on which another one is to stand, and what was looked at before."""

    message: Message = ""
    onto: BranchName = MAIN
    plan_id: PlanId | None = None

    def planned(self) -> tuple[str | None, str | None] | None:
        """Give the heads of the branch and of where it is to stand that the plan is of."""
        return None if self.plan_id is None else heads_of(self.plan_id, "rebase", "/plan_id")


class MergeTerms(AllowedAnswers):
    """What a merge says, what was looked at before, what becomes of values, and what may break instances."""

    message: Message = ""
    plan_id: PlanId | None = None

    def planned(self) -> tuple[str | None, str | None] | None:
        """Give the heads of source and target that the plan is of."""
        return None if self.plan_id is None else heads_of(self.plan_id, "merge", "/plan_id")


class Merging(MergeTerms):
    """The branches of a merge, what was looked at before, and what may break instances."""

    source: BranchName
    target: BranchName = MAIN
