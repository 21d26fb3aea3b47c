"""Branches, differences and what merges would make, as the contract writes them."""

from collections.abc import Sequence
from typing import cast

from msgspec import Struct, convert, field

from spice.application.deciding.committing import entry_rows
from spice.application.deciding.decide_branches import branch_settings
from spice.application.ground.branch_rows import ConflictRow
from spice.application.ground.class_rows import DifferenceRow, NeedRow
from spice.application.queries.documents import CommitRow, LastCommit
from spice.domain.ontology.branches import Branch
from spice.domain.ontology.levels import Levels
from spice.domain.ontology.merging.clashes import Choice
from spice.domain.ontology.merging.plans import PlanKind
from spice.domain.ontology.merging.resolutions import Resolution
from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count, Time, Value, Values


class BranchRow(Struct, frozen=True):
    """A branch of the ontology; ahead of and behind main by so many commits."""

    name: str
    head: str | None
    protected: bool
    required_reviews: Count
    writers: Sequence[str]
    ahead: Count
    behind: Count
    last_commit: LastCommit | None


class OperationCounts(Struct, frozen=True):
    """How many changes of each kind."""

    create: Count
    update: Count
    rename: Count
    delete: Count


class SeverityCounts(Struct, frozen=True):
    """How many changes of each severity."""

    compatible: Count
    weakening: Count
    breaking: Count


class DifferenceSummary(Struct, frozen=True):
    """A difference in figures."""

    commits: Count
    classes: OperationCounts
    properties: OperationCounts
    severities: SeverityCounts


class Differences(Struct, frozen=True):
    """What leads from one point of an ontology to another, by levels."""

    from_: str | None = field(name="from")
    to: str | None
    commits: Sequence[CommitRow]
    classes: Sequence[DifferenceRow]
    properties: Sequence[DifferenceRow]
    summary: DifferenceSummary


class ResolutionRow(Struct, frozen=True):
    """How a conflict was resolved."""

    conflict_id: str
    choice: Choice
    value: Value
    reason: str | None


class DraftRow(Struct, frozen=True):
    """What is kept for the branches of a plan, answers and what it is allowed: how often, by whom and when at last."""

    version: Count
    by: str
    at: Time


class MergePlan(Struct, frozen=True, kw_only=True):
    """What a merge or a rebase would make: ours is the target's, theirs the source's. The source of a rebase is the
    branch that is to stand on the target: the changes are what it has beside that."""

    plan_id: str
    kind: PlanKind
    source: str
    target: str
    base: str | None
    source_head: str | None
    target_head: str | None
    stale: bool
    changes: Sequence[DifferenceRow]
    conflicts: Sequence[ConflictRow]
    open: Sequence[str]
    """The conflicts that the resolutions leave open, by id."""
    resolutions: Sequence[ResolutionRow]
    waive: Sequence[Values]
    """What it may break: as it was asked, or kept and of something still."""
    migrations: Sequence[Values]
    draft: DraftRow | None
    problems: Sequence[ProblemRow]
    needs: Sequence[NeedRow]
    """What breaks instances and is not allowed yet."""
    affected: Count


def branch_row(branch: Branch, *, ahead: int, behind: int, last_commit: LastCommit | None) -> BranchRow:
    """Write a branch with where it stands beside main."""
    return BranchRow(**branch_settings(branch), ahead=ahead, behind=behind, last_commit=last_commit)


def differences_row(before: str | None, after: str | None, commits: Sequence[CommitRow], levels: Levels) -> Differences:
    """Write what leads from a commit to another."""
    return Differences(
        from_=before,
        to=after,
        commits=commits,
        classes=entry_rows(levels.classes),
        properties=entry_rows(levels.properties),
        summary=convert({"commits": len(commits), **levels.summary}, DifferenceSummary),
    )


def resolution_row(answer: Resolution) -> ResolutionRow:
    """Write how a conflict was resolved."""
    return ResolutionRow(answer.conflict_id, cast(Choice, answer.choice), answer.value, answer.reason)
