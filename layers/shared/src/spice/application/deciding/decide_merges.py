"""Rules of merges and rebases: every conflict is resolved, or nothing is done."""

from collections.abc import Sequence
from dataclasses import replace

from spice.application.deciding.committing import Changed, Committing, unchanged
from spice.application.deciding.decide_changes import Count, check_head, counting
from spice.application.deciding.merge_heads import conflict_problems, merge_heads
from spice.application.deciding.pulls import Pulls
from spice.application.deciding.refs import Refs
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.branch_commands import MergeBranches, Migrations, RebaseBranch, Waivers
from spice.domain.ontology.branches import MAIN, Branch, check_may_write
from spice.domain.ontology.merging.merge import Merged
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.ontology.pulls.commands import PullRequestMerged
from spice.messages.command import Command
from spice.ports.directory import Database


class Merges:
    """Decides the merges of one batch."""

    def __init__(self, refs: Refs, committing: Committing, count: Count, pulls: Pulls) -> None:
        self._refs, self._committing, self._count, self._pulls = refs, committing, count, pulls

    def merge(self, command: Command, wanted: MergeBranches, database: Database) -> Changed:
        """Merge a branch into another one; a pull request of the two is merged by that as well."""
        target = self._refs.branch(database, wanted.target, "/target")
        source = self._refs.branch(database, wanted.source, "/source")
        check_head(command, target)
        check_may_write(target, command.actor, merging=True)
        changed = self.bring_together(command, wanted, database, (target, source))
        if not changed.lines:
            return changed
        event = PullRequestMerged(
            number=0, commit=changed.result["commit"], source_head=source.head, target_head=target.head
        )
        merged = self._pulls.merged(command, database.uuid, (source.id, target.id), event)
        return replace(changed, lines=[*changed.lines, *merged])

    def bring_together(
        self, command: Command, wanted: MergeBranches, database: Database, sides: tuple[Branch, Branch]
    ) -> Changed:
        """Merge the second into the first, by a commit of two parents; whether that may be is decided."""
        target, source = sides
        _check_planned(wanted, source, target)
        if source.head is None or source.head in self._refs.line(database, target.head):
            return unchanged(database, target.head)
        merged = self._merged(
            command,
            database,
            sides,
            wanted.resolutions,
            waive=wanted.waive,
            migrations=wanted.migrations,
            branch=target.name,
        )
        parents = [head for head in (target.head, source.head) if head is not None]
        message = wanted.message or f"merge {source.name} into {target.name}"
        return self._committing.commit(
            command, database, target, merged.outcome, message, parents=parents, twins=merged.twins
        )

    def rebase(self, command: Command, wanted: RebaseBranch, database: Database) -> Changed:
        """Let a branch stand on another's head: all that it changed becomes one commit there."""
        branch = self._refs.branch(database, wanted.branch)
        onto = self._refs.branch(database, wanted.onto, "/onto")
        check_head(command, branch)
        check_may_write(branch, command.actor)
        if branch.name == MAIN:
            raise refuse("constraint_violated", f"{MAIN} is what others are rebased onto", value=MAIN)
        _check_planned(wanted, branch, onto)
        if branch.head is None or onto.head is None or onto.head in self._refs.line(database, branch.head):
            return unchanged(database, branch.head)
        merged = self._merged(command, database, (onto, branch), wanted.resolutions, branch=branch.name)
        message = wanted.message or f"rebase {branch.name} onto {onto.name}"
        return self._committing.commit(
            command, database, branch, merged.outcome, message, parents=[onto.head], twins=merged.twins
        )

    def _merged(
        self,
        command: Command,
        database: Database,
        sides: tuple[Branch, Branch],
        resolutions: Sequence[Resolution],
        *,
        branch: str,
        waive: Waivers = (),
        migrations: Migrations = (),
    ) -> Merged:
        merged = merge_heads(
            self._refs,
            database,
            sides[0].head,
            sides[1].head,
            resolutions,
            command_id=command.id,
            waive=waive,
            migrations=migrations,
            instances=counting(self._count, database.uuid, branch),
        )
        if merged.conflicts or merged.outcome.problems:
            raise DomainError([*conflict_problems(merged.conflicts), *merged.outcome.problems])
        return merged


def _check_planned(wanted: MergeBranches | RebaseBranch, source: Branch, target: Branch) -> None:
    """Refuse what was looked at at other heads."""
    if wanted.planned is not None and tuple(wanted.planned) != (source.head, target.head):
        said = f"{source.name} or {target.name} has moved since the plan was made"
        raise refuse("stale_plan", said, hint="preview it again: answers hold where their conflict is the same")
