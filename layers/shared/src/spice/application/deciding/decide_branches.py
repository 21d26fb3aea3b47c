"""Rules of branches: they are made, protected, deleted, rolled back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from spice.application.deciding.committing import Changed, Committing, entry_row, unchanged
from spice.application.deciding.decide_changes import Count, check_head, counting
from spice.application.deciding.refs import Refs
from spice.domain.errors import DomainError, refuse, there
from spice.domain.ontology.branch_commands import (
    BranchCreated,
    BranchDeleted,
    BranchUpdated,
    CreateBranch,
    DeleteBranch,
    RollBack,
    UpdateBranch,
)
from spice.domain.ontology.branches import MAIN, Branch, check_branch_name, check_may_write, check_settings
from spice.domain.ontology.changes import conclude, read_waivers
from spice.domain.ontology.merging.ancestors import ancestors
from spice.domain.ontology.whole import read_whole
from spice.domain.wording import quoted
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database

Event = BranchCreated | BranchUpdated | BranchDeleted


class Branches:
    """Decides what becomes of branches in one batch."""

    def __init__(self, refs: Refs, committing: Committing, count: Count) -> None:
        self._refs, self._committing, self._count = refs, committing, count

    def create(self, command: Command, wanted: CreateBranch, database: Database) -> Changed:
        """Make a branch."""
        check_branch_name(wanted.name)
        if self._refs.has(database, wanted.name):
            if command.must_be_absent:
                raise there(f"branch {quoted(wanted.name)}")
            raise refuse("already_exists", f"branch {quoted(wanted.name)} exists", path="/name", value=wanted.name)
        head = self._refs.at(database, wanted.source, "/from")
        return self._happen(command, database, BranchCreated(branch=Branch(id=command.id, name=wanted.name, head=head)))

    def update(self, command: Command, wanted: UpdateBranch, database: Database) -> Changed:
        """Change who may write a branch."""
        branch = self._refs.branch(database, wanted.name)
        check_head(command, branch)
        check_settings(wanted.patch)
        after = _with(branch, wanted.patch)
        if after == branch:
            return Changed(database=database, lines=(), result={**branch_row(branch), "changed": False})
        return self._happen(command, database, BranchUpdated(branch=replace(after, version=branch.version + 1)))

    def delete(self, command: Command, wanted: DeleteBranch, database: Database) -> Changed:
        """End a branch."""
        branch = self._refs.branch(database, wanted.name)
        check_head(command, branch)
        if branch.name == MAIN or branch.protected:
            said = f"branch {quoted(branch.name)} is {'what instances go by' if branch.name == MAIN else 'protected'}"
            raise refuse("constraint_violated", f"{said}, and is not deleted", value=branch.name)
        gone = replace(branch, version=branch.version + 1, deleted=True)
        return self._happen(command, database, BranchDeleted(branch=gone))

    def roll_back(self, command: Command, wanted: RollBack, database: Database) -> Changed:
        """Make a branch's classes those of an earlier commit, by a new one."""
        branch = self._refs.branch(database, wanted.branch)
        check_head(command, branch)
        check_may_write(branch, command.actor)
        parents = self._refs.parents(database.uuid)
        if branch.head is None or wanted.to not in ancestors(parents.__getitem__, [branch.head]):
            said = f"branch {quoted(branch.name)} does not come from commit {quoted(wanted.to)}"
            raise refuse("not_found", said, path="/to", value=wanted.to)
        now, then = (self._refs.documents(database.uuid, commit) for commit in (branch.head, wanted.to))
        draft = read_whole(then, (then,), command.id, database.home)
        waived = read_waivers(draft, wanted.waive)
        outcome = conclude(now, draft, waived, counting(self._count, database.uuid, branch.name))
        if outcome.problems:
            raise DomainError(outcome.problems)
        if not outcome.documents:
            return unchanged(database, branch.head)
        changed = self._committing.commit(command, database, branch, outcome.documents, wanted.message)
        return replace(changed, result={**changed.result, "changes": [entry_row(each) for each in outcome.entries]})

    def _happen(self, command: Command, database: Database, event: Event) -> Changed:
        branch = event.branch
        self._refs.keep(database, branch)
        lines: Sequence[Line] = [
            Line(type=type(event).__name__, version=1, key=command.key, body={"branch": asdict(branch)})
        ]
        return Changed(database=database, lines=lines, result={**branch_row(branch), "changed": True})


def _with(branch: Branch, patch: Mapping[str, Any]) -> Branch:
    settings = {**patch, "writers": tuple(patch.get("writers", branch.writers))}
    return replace(branch, **settings)


def branch_row(branch: Branch) -> dict[str, Any]:
    """Write a branch as the contract has it, as far as it is known here."""
    return {
        "name": branch.name,
        "head": branch.head,
        "protected": branch.protected,
        "required_reviews": branch.required_reviews,
        "writers": list(branch.writers),
    }
