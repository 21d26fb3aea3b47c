"""What merges would make, with the answers that people keep for them."""

from collections.abc import Sequence

from spice.application.deciding.committing import entry_rows, need_rows
from spice.application.deciding.decide_changes import counting
from spice.application.deciding.merge_heads import base_of, conflict_row, merge_heads
from spice.application.deciding.refs import Refs
from spice.application.ground.times import written
from spice.application.queries.branch_rows import DraftRow, MergePlan, resolution_row
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import NIL
from spice.domain.ontology.branch_commands import NOTHING, Allowed
from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.merge import Merged
from spice.domain.ontology.merging.plans import Plan, PlanKind, answers_kept
from spice.domain.ontology.merging.resolutions import Resolution
from spice.messages.problem import problem_rows
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.merge_drafts import MergeDraft, MergeDrafts
from spice.ports.ontology_repository import OntologyRepository

Answered = Sequence[Resolution]
_KEPT = ("/resolutions", "/waive", "/migrations")
"""Where the body of a draft says something."""


class MergePlans:
    """Makes plans again whenever they are asked for: commits never change."""

    def __init__(self, repository: OntologyRepository, reader: InstanceReader, drafts: MergeDrafts) -> None:
        self._repository, self._reader, self._drafts = repository, reader, drafts

    def preview(
        self,
        database: Database,
        source: str,
        target: str,
        answers: Answered | None,
        refs: Refs | None = None,
        *,
        allowed: Allowed | None = None,
        kind: PlanKind = "merge",
    ) -> MergePlan:
        """Tell what merging a branch into another one would make, or letting it stand there, with the conflicts that
        are open under the answers, and what it needs beside what it is allowed.

        Without any answers (None), with all conflicts, and those that are kept for them; what it is allowed is what is
        kept where nothing is told (None). `refs`: what was read already.
        """
        refs = refs or Refs(self._repository)
        plan = _current(refs, database, source, target, kind)
        if answers is None:
            return self._with_draft(refs, database, plan, self._draft(refs, database, plan), allowed)
        allowed = allowed or NOTHING
        all_open = self._heads(refs, database, plan, allowed=allowed)
        kept = answers_kept(answers, all_open.conflicts)
        merged = self._heads(refs, database, plan, kept, allowed) if kept else all_open
        return self._told(refs, database, plan, merged, merged.conflicts, (kept, allowed), None)

    def planned(self, database: Database, plan: Plan) -> MergePlan:
        """Tell a plan again, wherever its branches stand by now, with the answers that are kept and hold still."""
        refs = Refs(self._repository)
        self._check_known(refs, database, plan)
        return self._with_draft(refs, database, plan, self._draft(refs, database, plan))

    def version(self, database: Database, plan: Plan) -> int:
        """Tell how often answers were kept for the branches of a plan."""
        draft = self._draft(Refs(self._repository), database, plan)
        return draft.version if draft else 0

    def keep(
        self, database: Database, plan: Plan, draft: MergeDraft, *, expected_version: int | None, dry_run: bool
    ) -> MergePlan:
        """Keep answers for the branches of a plan in the place of those before; refuses what answers none of it."""
        refs = Refs(self._repository)
        self._check_known(refs, database, plan)
        merged = self._heads(refs, database, plan, draft.resolutions, draft.allowed)
        if wrong := [each for each in merged.outcome.problems if each.path.startswith(_KEPT)]:
            raise DomainError(wrong)
        if not dry_run:
            source, target = (str(refs.branch(database, name).id) for name in (plan.source, plan.target))
            draft = self._drafts.keep(database.uuid, source, target, draft, expected_version=expected_version)
        return self._with_draft(refs, database, plan, draft)

    def _draft(self, refs: Refs, database: Database, plan: Plan) -> MergeDraft | None:
        if not all(refs.has(database, name) for name in (plan.source, plan.target)):
            return None
        source, target = (str(refs.branch(database, name).id) for name in (plan.source, plan.target))
        return self._drafts.find(database.uuid, source, target)

    def _with_draft(
        self, refs: Refs, database: Database, plan: Plan, draft: MergeDraft | None, allowed: Allowed | None = None
    ) -> MergePlan:
        """Tell all conflicts, answered or not, and of the answers those whose question is the same still."""
        all_open = self._heads(refs, database, plan, allowed=allowed or NOTHING)
        answers = draft.resolutions if draft else ()
        kept = answers_kept(answers, self._asked_still(refs, database, plan, all_open)) if answers else []
        kept = answers_kept(kept, all_open.conflicts)
        asked = allowed or (draft.allowed if draft and allowed is None else NOTHING)
        merged = self._heads(refs, database, plan, kept, asked) if kept or any(asked) else all_open
        held = asked if allowed is not None else _held_still(merged, asked)
        if held != asked:
            merged = self._heads(refs, database, plan, kept, held)
        conflicts = {each.id: each for each in (*all_open.conflicts, *merged.conflicts)}
        return self._told(refs, database, plan, merged, [*conflicts.values()], (kept, held), draft)

    def _asked_still(self, refs: Refs, database: Database, plan: Plan, merged: Merged) -> Sequence[Conflict]:
        if not _stale(refs, database, plan) or not all(refs.has(database, name) for name in (plan.source, plan.target)):
            return merged.conflicts
        return self._heads(refs, database, _current(refs, database, plan.source, plan.target, plan.kind)).conflicts

    def _told(
        self,
        refs: Refs,
        database: Database,
        plan: Plan,
        merged: Merged,
        conflicts: Sequence[Conflict],
        kept: tuple[Answered, Allowed],
        draft: MergeDraft | None,
    ) -> MergePlan:
        answers, allowed = kept
        return MergePlan(
            plan_id=plan.id,
            kind=plan.kind,
            source=plan.source,
            target=plan.target,
            base=base_of(refs, database, plan.target_head, plan.source_head),
            source_head=plan.source_head,
            target_head=plan.target_head,
            stale=_stale(refs, database, plan),
            changes=entry_rows(merged.outcome.entries),
            conflicts=[conflict_row(conflict) for conflict in conflicts],
            open=[conflict.id for conflict in merged.conflicts],
            resolutions=[resolution_row(answer) for answer in answers],
            waive=allowed.waive,
            migrations=allowed.migrations,
            draft=None if draft is None else DraftRow(draft.version, draft.by, written(draft.at)),
            problems=problem_rows(merged.outcome.problems),
            needs=need_rows(merged.outcome.needs),
            affected=merged.outcome.affected,
        )

    def _check_known(self, refs: Refs, database: Database, plan: Plan) -> None:
        for head in (plan.source_head, plan.target_head):
            if head is not None and head not in refs.parents(database.uuid):
                raise refuse("not_found", "there is no such plan", value=plan.id)

    def _heads(
        self, refs: Refs, database: Database, plan: Plan, answers: Answered = (), allowed: Allowed = NOTHING
    ) -> Merged:
        if plan.kind == "rebase":
            # No instances go by the branch that it is a commit of.
            nothing = plan.target_head is None or plan.target_head in refs.line(database, plan.source_head)
            theirs = plan.target_head if nothing else plan.source_head
            return merge_heads(refs, database, plan.target_head, theirs, answers, command_id=NIL)
        nothing = plan.source_head is None or plan.source_head in refs.line(database, plan.target_head)
        return merge_heads(
            refs,
            database,
            plan.target_head,
            plan.target_head if nothing else plan.source_head,
            answers,
            command_id=NIL,
            waive=allowed.waive,
            migrations=allowed.migrations,
            instances=counting(self._reader.count, database.uuid, plan.target),
        )


def _current(refs: Refs, database: Database, source: str, target: str, kind: PlanKind) -> Plan:
    theirs, ours = (refs.branch(database, name, path) for name, path in ((source, "/source"), (target, "/target")))
    return Plan(source=source, target=target, source_head=theirs.head, target_head=ours.head, kind=kind)


def _held_still(merged: Merged, allowed: Allowed) -> Allowed:
    """Keep of what is allowed that which the merge still does."""
    return allowed.without([each.path for each in merged.outcome.problems]) if any(allowed) else allowed


def _stale(refs: Refs, database: Database, plan: Plan) -> bool:
    heads = [
        refs.branch(database, name).head if refs.has(database, name) else None for name in (plan.source, plan.target)
    ]
    return heads != [plan.source_head, plan.target_head]
