"""Rules of merges and rebases: every conflict is resolved, or nothing is done."""

from collections.abc import Sequence
from dataclasses import replace

from spice.application.deciding.committing import Changed, Committing, entry_row, unchanged
from spice.application.deciding.decide_changes import Count, check_head, counting
from spice.application.deciding.merge_heads import conflict_row, merge_heads
from spice.application.deciding.refs import Refs
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.ontology.branch_commands import MergeBranches, RebaseBranch, Waivers
from spice.domain.ontology.branches import MAIN, Branch, check_may_write
from spice.domain.ontology.merging.ancestors import ancestors
from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.merge import Merged
from spice.domain.ontology.merging.resolutions import Resolution
from spice.messages.command import Command
from spice.ports.directory import Database


class Merges:
    """Decides the merges of one batch."""

    def __init__(self, refs: Refs, committing: Committing, count: Count) -> None:
        self._refs, self._committing, self._count = refs, committing, count

    def merge(self, command: Command, wanted: MergeBranches, database: Database) -> Changed:
        """Merge a branch into another one, by a commit of two parents."""
        target = self._refs.branch(database, wanted.target, "/target")
        source = self._refs.branch(database, wanted.source, "/source")
        check_head(command, target)
        check_may_write(target, command.actor, merging=True)
        if wanted.planned is not None and tuple(wanted.planned) != (source.head, target.head):
            said = f"{source.name} or {target.name} has moved since the plan was made"
            raise refuse(
                "stale_plan", said, hint="preview the merge again: answers hold where their conflict is the same"
            )
        if source.head is None or self._comes_from(database, target.head, source.head):
            return unchanged(database, target.head)
        merged = self._merged(
            command, database, (target, source), wanted.resolutions, waive=wanted.waive, branch=target.name
        )
        parents = [head for head in (target.head, source.head) if head is not None]
        message = wanted.message or f"merge {source.name} into {target.name}"
        return self._committed(command, database, target, merged, message, parents)

    def rebase(self, command: Command, wanted: RebaseBranch, database: Database) -> Changed:
        """Let a branch stand on another's head: all that it changed becomes one commit there."""
        branch = self._refs.branch(database, wanted.branch)
        onto = self._refs.branch(database, wanted.onto, "/onto")
        check_head(command, branch)
        check_may_write(branch, command.actor)
        if branch.name == MAIN:
            raise refuse("constraint_violated", f"{MAIN} is what others are rebased onto", value=MAIN)
        if branch.head is None or onto.head is None or self._comes_from(database, branch.head, onto.head):
            return unchanged(database, branch.head)
        merged = self._merged(command, database, (onto, branch), wanted.resolutions, branch=branch.name)
        message = wanted.message or f"rebase {branch.name} onto {onto.name}"
        return self._committed(command, database, branch, merged, message, [onto.head])

    def _comes_from(self, database: Database, head: str | None, commit: str) -> bool:
        parents = self._refs.parents(database.uuid)
        return head is not None and commit in ancestors(parents.__getitem__, [head])

    def _merged(
        self,
        command: Command,
        database: Database,
        sides: tuple[Branch, Branch],
        resolutions: Sequence[Resolution],
        *,
        branch: str,
        waive: Waivers = (),
    ) -> Merged:
        merged = merge_heads(
            self._refs,
            database,
            sides[0].head,
            sides[1].head,
            resolutions,
            command_id=command.id,
            waive=waive,
            instances=counting(self._count, database.uuid, branch),
        )
        if merged.conflicts or merged.outcome.problems:
            raise DomainError([*map(_problem, merged.conflicts), *merged.outcome.problems])
        return merged

    def _committed(
        self,
        command: Command,
        database: Database,
        branch: Branch,
        merged: Merged,
        message: str,
        parents: list[str],
    ) -> Changed:
        outcome = merged.outcome
        changed = self._committing.commit(command, database, branch, outcome.documents, message, parents=parents)
        return replace(changed, result={**changed.result, "changes": [entry_row(each) for each in outcome.entries]})


def _problem(conflict: Conflict) -> Problem:
    said = f"both sides changed {conflict.path}: resolve it by {', '.join(conflict.choices)}"
    hint = f'"resolutions": [{{"conflict_id": "{conflict.id}", "choice": "…"}}]'
    return Problem(code="merge_conflict", message=said, value=conflict_row(conflict), hint=hint)
