"""Pull requests: listed, and told with where their branches stand, what was said, and whether a merge would do."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import asdict

from spice.application.deciding.merge_heads import base_of
from spice.application.deciding.refs import Refs
from spice.application.queries.branch_rows import Differences, MergePlan
from spice.application.queries.branches import BranchQueries
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.pages import fitting
from spice.application.queries.plans import MergePlans
from spice.application.queries.pull_rows import (
    CheckedRow,
    PullDetail,
    PullRow,
    comment_rows,
    pull_row,
    review_rows,
)
from spice.domain.ontology.branches import Branch
from spice.domain.ontology.pulls.model import PullRequest, State
from spice.domain.ontology.pulls.rules import Roles, no_pull, reviews_missing, standing_verdicts
from spice.domain.wording import quoted
from spice.messages.problem import ProblemRow, problem_row
from spice.ports.directory import Database, Directory
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.pull_requests import PullRequests, Sought


class Page(NamedTuple):
    """A part of a list, where the next begins, and how many are in which state."""

    rows: Sequence[PullRow]
    next_cursor: str | None
    counts: Mapping[State, int]


class Sides(NamedTuple):
    """The branches of a pull request; None: deleted, even if another one has the name."""

    source: Branch | None
    target: Branch | None


class PullQueries:
    """Answers from the index and the repository."""

    def __init__(
        self,
        pulls: PullRequests,
        repository: OntologyRepository,
        directory: Directory,
        branches: BranchQueries,
        plans: MergePlans,
        cursors: Cursors,
    ) -> None:
        self._pulls, self._repository, self._directory = pulls, repository, directory
        self._branches, self._plans, self._cursors = branches, plans, cursors

    def page(self, database: Database, sought: Sought, *, limit: int, cursor: str | None) -> Page:
        """List pull requests, newest first."""
        question = digest("pulls", database.uuid, sought)
        before = self._cursors.read(cursor, question, int) if cursor else None
        found = self._pulls.listed(database.uuid, sought, before=before, limit=limit + 1)
        refs, roles = Refs(self._repository), self._roles(database.uuid)
        rows = fitting([self._row(pull, _sides(refs, database, pull), roles) for pull in found[:limit]])
        more = self._cursors.write(question, rows[-1].number) if len(rows) < len(found) else None
        return Page(rows, more, self._pulls.counts(database.uuid, sought))

    def find(self, database: UUID, number: int) -> PullRequest:
        """Read one as it is kept, or refuse it as not_found."""
        if (pull := self._pulls.find(database, number)) is None:
            raise no_pull(number)
        return pull

    def detail(self, database: Database, number: int) -> PullDetail:
        """Tell one with all that is known of it."""
        pull = self.find(database.uuid, number)
        refs, roles = Refs(self._repository), self._roles(database.uuid)
        sides = _sides(refs, database, pull)
        source, target = _heads(pull, sides)
        plan = self._plan(refs, database, pull, sides)
        checks = _checks(pull, sides, roles, plan) if pull.state == "open" else []
        remarks = self._pulls.remarks(database.uuid, number)
        ahead, behind = _apart(refs, database, source, target)
        differs = self._branches.between(refs, database, base_of(refs, database, target, source), source)
        paths = [entry["path"] for entry in (*differs.classes, *differs.properties)]
        return PullDetail(
            **asdict(self._row(pull, sides, roles)),
            source_head=source,
            target_head=target,
            ahead=ahead,
            behind=behind,
            required_reviews=sides.target.required_reviews if sides.target else 0,
            mergeable=bool(checks) and all(check.passed for check in checks),
            checks=checks,
            **_planned(plan),
            reviews=review_rows(remarks, source),
            comments=comment_rows(remarks, paths),
        )

    def difference(self, database: Database, number: int) -> Differences:
        """Tell what the source changed since it left the target; of what has ended, as it was then."""
        pull = self.find(database.uuid, number)
        refs = Refs(self._repository)
        source, target = _heads(pull, _sides(refs, database, pull))
        return self._branches.between(refs, database, base_of(refs, database, target, source), source)

    def _row(self, pull: PullRequest, sides: Sides, roles: Roles) -> PullRow:
        source, _ = _heads(pull, sides)
        verdicts = standing_verdicts(pull, source, roles)
        return pull_row(pull, approvals=sum(verdict == "approve" for verdict in verdicts.values()))

    def _plan(self, refs: Refs, database: Database, pull: PullRequest, sides: Sides) -> MergePlan | None:
        if pull.state != "open" or None in sides:
            return None
        return self._plans.preview(database, pull.source, pull.target, None, refs)

    def _roles(self, database: UUID) -> Roles:
        return {grant.subject: grant.role for grant in self._directory.grants(database)}


def _sides(refs: Refs, database: Database, pull: PullRequest) -> Sides:
    return Sides(refs.meant(database, pull.source, pull.source_id), refs.meant(database, pull.target, pull.target_id))


def _heads(pull: PullRequest, sides: Sides) -> tuple[str | None, str | None]:
    """The commits that it is of: of what has ended, those of then."""
    if pull.end is not None:
        return pull.end.source_head, pull.end.target_head
    return sides.source.head if sides.source else None, sides.target.head if sides.target else None


def _planned(plan: MergePlan | None) -> dict[str, Any]:
    """The plan of a merge, and what is kept for it."""
    if plan is None:
        return {"plan_id": None, "resolutions": (), "waive": (), "migrations": ()}
    return {name: getattr(plan, name) for name in ("plan_id", "resolutions", "waive", "migrations")}


def _apart(refs: Refs, database: Database, source: str | None, target: str | None) -> tuple[int, int]:
    theirs, ours = refs.line(database, source), refs.line(database, target)
    return sum(commit not in ours for commit in theirs), sum(commit not in theirs for commit in ours)


def _checks(pull: PullRequest, sides: Sides, roles: Roles, plan: MergePlan | None) -> list[CheckedRow]:
    """Tell what a merge needs beside what is kept for it. Without both branches nothing else can be told."""
    if plan is None or sides.source is None or sides.target is None:
        names = [name for name, side in zip((pull.source, pull.target), sides, strict=True) if side is None]
        gone = [ProblemRow(code="not_found", message=f"branch {quoted(name)} was deleted") for name in names]
        return [CheckedRow("branches", passed=False, errors=gone)]
    missing = reviews_missing(sides.target, standing_verdicts(pull, sides.source.head, roles))
    conflicts = [
        ProblemRow(code="merge_conflict", message=f"both sides changed {each['path']}", path=UNSET, value=each)
        for each in plan.conflicts
        if each["id"] in plan.open
    ]
    # What the answers may yet mend is told once: as conflicts.
    problems = [] if conflicts else plan.problems
    reviews = [problem_row(missing)] if missing else []
    return [
        CheckedRow("branches", passed=True, errors=[]),
        CheckedRow("conflicts", passed=not conflicts, errors=conflicts),
        CheckedRow("ontology", passed=not plan.problems, errors=problems),
        CheckedRow("reviews", passed=not reviews, errors=reviews),
    ]
