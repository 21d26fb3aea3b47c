"""Rules of branches: they are made, protected, deleted, rolled back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from spice.application.deciding.committing import Changed, Committing, unchanged
from spice.application.deciding.decide_changes import Count, check_head, counting
from spice.application.deciding.pulls import Pulls, RolesOf
from spice.application.deciding.refs import Refs
from spice.application.ground.branch_rows import BranchSettings
from spice.domain.bounds import BRANCHES
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
from spice.domain.ontology.branches import (
    MAIN,
    Branch,
    check_branch_name,
    check_may_set,
    check_may_write,
    check_settings,
)
from spice.domain.ontology.changes import Gate, conclude
from spice.domain.ontology.whole import read_whole
from spice.domain.wording import quoted
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database

Event = BranchCreated | BranchUpdated | BranchDeleted


class Branches:
    """Decides what becomes of branches in one batch."""

    def __init__(self, refs: Refs, committing: Committing, count: Count, pulls: Pulls, roles: RolesOf) -> None:
        self._refs, self._committing, self._count, self._pulls, self._roles = refs, committing, count, pulls, roles

    def create(self, command: Command, wanted: CreateBranch, database: Database) -> Changed:
        """Make a branch."""
        check_branch_name(wanted.name)
        if self._refs.has(database, wanted.name):
            if command.must_be_absent:
                raise there(f"branch {quoted(wanted.name)}")
            raise refuse("already_exists", f"branch {quoted(wanted.name)} exists", path="/name", value=wanted.name)
        if self._refs.count(database) >= BRANCHES:
            said = f"a database has at most {BRANCHES} branches"
            raise refuse(
                "constraint_violated", said, path="/name", value=wanted.name, hint="delete those that are done"
            )
        head = self._refs.at(database, wanted.source, "/from")
        return self._happen(command, database, BranchCreated(branch=Branch(id=command.id, name=wanted.name, head=head)))

    def update(self, command: Command, wanted: UpdateBranch, database: Database) -> Changed:
        """Change who may write a branch."""
        branch = self._refs.branch(database, wanted.name)
        check_head(command, branch)
        check_settings(wanted.patch)
        after = _with(branch, wanted.patch)
        if after == branch:
            return Changed(database=database, lines=(), result={**branch_settings(branch), "changed": False})
        check_may_set(branch, after, self._roles(database.uuid).get(command.actor))
        return self._happen(command, database, BranchUpdated(branch=replace(after, version=branch.version + 1)))

    def delete(self, command: Command, wanted: DeleteBranch, database: Database) -> Changed:
        """End a branch, and the pull requests from it and into it."""
        branch = self._refs.branch(database, wanted.name)
        check_head(command, branch)
        if branch.name == MAIN or branch.protected:
            said = f"branch {quoted(branch.name)} is {'what instances go by' if branch.name == MAIN else 'protected'}"
            raise refuse("constraint_violated", f"{said}, and is not deleted", value=branch.name)
        gone = replace(branch, version=branch.version + 1, deleted=True)
        reason = f"branch {quoted(branch.name)} was deleted"
        closed = self._pulls.close_of(command, database, branch.id, reason, self._refs)
        changed = self._happen(command, database, BranchDeleted(branch=gone))
        return replace(changed, lines=[*changed.lines, *closed])

    def roll_back(self, command: Command, wanted: RollBack, database: Database) -> Changed:
        """Make a branch's classes those of an earlier commit, by a new one."""
        branch = self._refs.branch(database, wanted.branch)
        check_head(command, branch)
        check_may_write(branch, command.actor)
        if wanted.to not in self._refs.line(database, branch.head):
            said = f"branch {quoted(branch.name)} does not come from commit {quoted(wanted.to)}"
            raise refuse("not_found", said, path="/to", value=wanted.to)
        now, then = (self._refs.documents(database.uuid, commit) for commit in (branch.head, wanted.to))
        draft = read_whole(then, (then,), command.id, database.home)
        gate = Gate(
            instances=counting(self._count, database.uuid, branch.name),
            mode=database.compatibility,
            waive=wanted.waive,
            migrations=wanted.migrations,
            rolls_back=True,
        )
        outcome = conclude(now, draft, gate)
        if outcome.problems:
            raise DomainError(outcome.problems)
        if outcome.nothing:
            return unchanged(database, branch.head)
        return self._committing.commit(command, database, branch, outcome, wanted.message)

    def _happen(self, command: Command, database: Database, event: Event) -> Changed:
        branch = event.branch
        self._refs.keep(database, branch)
        lines: Sequence[Line] = [
            Line(type=type(event).__name__, version=1, key=command.key, body={"branch": asdict(branch)})
        ]
        return Changed(database=database, lines=lines, result={**branch_settings(branch), "changed": True})


def _with(branch: Branch, patch: Mapping[str, Any]) -> Branch:
    settings = {**patch, "writers": tuple(patch.get("writers", branch.writers))}
    return replace(branch, **settings)


def branch_settings(branch: Branch) -> BranchSettings:
    """Write a branch as the contract has it, as far as it is known here."""
    return BranchSettings(
        name=branch.name,
        head=branch.head,
        protected=branch.protected,
        required_reviews=branch.required_reviews,
        writers=list(branch.writers),
    )
