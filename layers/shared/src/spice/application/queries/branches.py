"""Branches as they stand, what differs between two points of an ontology, and what a merge would make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from spice.application.deciding.committing import entry_row
from spice.application.deciding.decide_branches import branch_row
from spice.application.deciding.decide_changes import counting
from spice.application.deciding.merge_heads import base_of, conflict_row, merge_heads
from spice.application.deciding.refs import Refs
from spice.application.ground.problem_rows import problem_rows
from spice.application.ground.times import moment_in
from spice.application.queries.documents import commit_row
from spice.domain.errors import refuse
from spice.domain.identity import NIL
from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.ontology.changes import Outcome
from spice.domain.ontology.differences import differences
from spice.domain.ontology.levels import by_level
from spice.domain.ontology.merging.ancestors import ancestors
from spice.domain.ontology.merging.merge import Merged
from spice.domain.ontology.merging.plans import Plan, answers_kept
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.spelling import spelled
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository

COMMITS = 1000
"""Commits that a difference names at most, the nearest."""


class BranchQueries:
    """Answers from the repository; whatever it says of commits stays true."""

    def __init__(self, repository: OntologyRepository, reader: InstanceReader) -> None:
        self._repository, self._reader = repository, reader

    def branches(self, database: Database) -> list[dict[str, Any]]:
        """List the branches with where they stand beside main."""
        found = self._repository.branches(database.uuid)
        return [*self._rows(database, found)]

    def branch(self, database: Database, name: str) -> dict[str, Any]:
        """Read a branch."""
        return next(self._rows(database, [Refs(self._repository).branch(database, spelled(name))]))

    def difference(self, database: Database, old: str, new: str) -> dict[str, Any]:
        """Tell what leads from one branch, commit or time to another: commits, classes, properties, figures."""
        refs = Refs(self._repository)
        before, after = (self._commit(refs, database, reference) for reference in (old, new))
        entries = differences(refs.documents(database.uuid, before), refs.documents(database.uuid, after))
        levels, commits = by_level(entries), self._between(refs, database, before, after)
        return {
            "from": before,
            "to": after,
            "commits": commits,
            "classes": [entry_row(entry) for entry in levels.classes],
            "properties": [entry_row(entry) for entry in levels.properties],
            "summary": {"commits": len(commits), **levels.summary},
        }

    def plan(self, database: Database, source: str, target: str, answers: Sequence[Resolution]) -> dict[str, Any]:
        """Tell what merging a branch into another one would make, by those answers whose questions are still asked."""
        refs = Refs(self._repository)
        theirs, ours = (refs.branch(database, name, path) for name, path in ((source, "/source"), (target, "/target")))
        plan = Plan(source=source, target=target, source_head=theirs.head, target_head=ours.head)
        return self.planned(database, plan, answers)

    def planned(self, database: Database, plan: Plan, answers: Sequence[Resolution] = ()) -> dict[str, Any]:
        """Tell what a merge of two heads makes, wherever their branches stand by now."""
        refs = Refs(self._repository)
        for head in (plan.source_head, plan.target_head):
            if head is not None and head not in refs.parents(database.uuid):
                raise refuse("not_found", "there is no such plan", value=plan.id)
        told = self._merged(refs, database, plan, answers)
        heads = [
            refs.branch(database, name).head if refs.has(database, name) else None
            for name in (plan.source, plan.target)
        ]
        return {
            "plan_id": plan.id,
            "source": plan.source,
            "target": plan.target,
            "base": base_of(refs, database, plan.target_head, plan.source_head),
            "source_head": plan.source_head,
            "target_head": plan.target_head,
            "stale": heads != [plan.source_head, plan.target_head],
            **told,
        }

    def _merged(self, refs: Refs, database: Database, plan: Plan, answers: Sequence[Resolution]) -> dict[str, Any]:
        merged, kept = self._heads(refs, database, plan), list[Resolution]()
        if answers:
            kept = answers_kept(answers, merged.conflicts)
            merged = self._heads(refs, database, plan, kept)
        outcome: Outcome = merged.outcome
        return {
            "changes": [entry_row(entry) for entry in outcome.entries],
            "conflicts": [conflict_row(conflict) for conflict in merged.conflicts],
            "resolutions": [asdict(answer) for answer in kept],
            "problems": problem_rows(outcome.problems),
            "affected": outcome.affected,
        }

    def _heads(self, refs: Refs, database: Database, plan: Plan, answers: Sequence[Resolution] = ()) -> Merged:
        nothing = plan.source_head is None or plan.source_head in _line(refs, database, plan.target_head)
        return merge_heads(
            refs,
            database,
            plan.target_head,
            plan.target_head if nothing else plan.source_head,
            answers,
            command_id=NIL,
            instances=counting(self._reader.count, database.uuid, plan.target),
        )

    def _rows(self, database: Database, branches: Sequence[Branch]) -> Iterator[dict[str, Any]]:
        refs = Refs(self._repository)
        main = _line(refs, database, database.head)
        heads = {each.head: None for each in branches if each.head} | ({database.head: None} if database.head else {})
        last = {each.id: commit_row(each) for each in self._repository.headers(database.uuid, [*heads])}
        for each in branches:
            head = database.head if each.name == MAIN else each.head
            own = _line(refs, database, head)
            yield {
                **branch_row(each),
                "head": head,
                "ahead": sum(commit not in main for commit in own),
                "behind": sum(commit not in own for commit in main),
                "last_commit": last.get(head or ""),
            }

    def _between(self, refs: Refs, database: Database, before: str | None, after: str | None) -> list[dict[str, Any]]:
        known = _line(refs, database, before)
        new = [commit for commit in _line(refs, database, after) if commit not in known]
        return [commit_row(commit) for commit in self._repository.headers(database.uuid, new[:COMMITS])]

    def _commit(self, refs: Refs, database: Database, reference: str) -> str | None:
        if not refs.has(database, spelled(reference)):
            moment = moment_in(reference, database.timezone)
            if moment is not None:
                return self._repository.at(database.uuid, moment)
        return refs.at(database, spelled(reference))


def _line(refs: Refs, database: Database, head: str | None) -> Mapping[str, None]:
    return {} if head is None else ancestors(refs.parents(database.uuid).__getitem__, [head])
