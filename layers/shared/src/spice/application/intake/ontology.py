"""Ontology changes: judged at once by the rules the worker will apply, unless others are still under way."""

from collections.abc import Sequence
from typing import TypeAlias, cast, get_args

from msgspec import Struct

from spice.application.deciding.committing import entry_rows, need_rows
from spice.application.deciding.decide_changes import check_absent, check_found, classes_left, counting
from spice.application.ground.class_rows import ChangedClass, ChangedClasses, DifferenceRow, NeedRow
from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.rehearsed import Rehearsed
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.intake.command import Caller, CommandDraft
from spice.application.intake.expected_versions import expected_version
from spice.domain.administration import ChangeOntology
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.branch_commands import BranchCommand
from spice.domain.ontology.changes import Outcome, apply_changes
from spice.domain.ontology.pulls.commands import PullCommand
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.messages.problem import ProblemRow, problem_rows
from spice.messages.shapes import Count
from spice.ports.command_store import CommandsSought, CommandStore
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.pull_requests import PullRequests

_UNDER_WAY = ("PENDING", "RUNNING")
_LOOKED_AT = 100
_CHANGING = {kind.__name__ for kind in (ChangeOntology, *get_args(BranchCommand), *get_args(PullCommand))}

WouldChange: TypeAlias = Rehearsed[ChangedClasses, DifferenceRow]
WouldLeave: TypeAlias = Rehearsed[ChangedClass, DifferenceRow]
Tags = Sequence[str] | None
"""The entity tags of If-Match: commits."""


class CheckRow(Struct, frozen=True):
    """What a change would do: problems, the severity of each difference, the instances that it touches."""

    problems: Sequence[ProblemRow]
    changes: Sequence[DifferenceRow]
    affected: Count
    needs: Sequence[NeedRow]


class OntologyDrafts:
    """Makes drafts of ontology changes."""

    def __init__(self, reader: InstanceReader, commands: CommandStore, ontologies: Ontologies) -> None:
        self._reader, self._commands, self._ontologies = reader, commands, ontologies

    def change(
        self, asking: Caller, database: Database, change: ChangeOntology, expected: Tags, *, must_be_absent: bool
    ) -> CommandDraft:
        """Apply operations in one commit; every broken rule at once."""
        under_way = self.under_way(database)
        try:
            schema = self._schema(database, change.branch)
        except DomainError:
            # The branch may be on its way.
            if not under_way:
                raise
            return ontology_draft(database, change, message=change.message, must_be_absent=must_be_absent)
        outcome = self.judge(asking, database, change)
        if not under_way:
            check_found(outcome)
        head = expected_head(schema, change.branch, expected)
        if must_be_absent:
            check_absent(schema.documents, change)
        if outcome.problems and not under_way:
            raise DomainError(outcome.problems)
        return ontology_draft(
            database, change, message=change.message, commit=schema.commit, head=head, must_be_absent=must_be_absent
        )

    def judge(self, asking: Caller, database: Database, change: ChangeOntology) -> Outcome:
        """Tell what a change would do to its branch's head."""
        return apply_changes(
            self._schema(database, change.branch).documents,
            change,
            command_id=fresh_id(asking.at),
            home=database.home,
            mode=database.compatibility,
            instances=counting(self._reader.count, database.uuid, change.branch),
        )

    def rehearse(self, asking: Caller, database: Database, change: ChangeOntology, expected: Tags) -> WouldChange:
        """Tell what a change would make; refuses what the worker would refuse."""
        check_found(outcome := self.judge(asking, database, change))
        expected_head(self._schema(database, change.branch), change.branch, expected)
        if outcome.problems:
            raise DomainError(outcome.problems)
        changed, diff = not outcome.nothing, entry_rows(outcome.entries)
        left = classes_left(change, self._schema(database, change.branch).documents, outcome)
        return Rehearsed(
            type=ChangeOntology.__name__,
            changed=changed,
            result=cast(ChangedClasses, {**left, "commit": None, "changed": changed, "changes": diff}),
            diff=diff,
            affected=outcome.affected,
        )

    def _schema(self, database: Database, branch: str) -> Schema:
        return self._ontologies.on_branch(database, branch)

    def under_way(self, database: Database) -> bool:
        """Whether another change waits: it may make true what is missing now, so the worker must decide."""
        return any(
            command.type in _CHANGING
            for state in _UNDER_WAY
            for command in self._commands.commands(
                CommandsSought(state=state, database=database.uuid), limit=_LOOKED_AT, before=None
            )
        )


def check_row(outcome: Outcome) -> CheckRow:
    """Write what a change would do, problems and all."""
    return CheckRow(
        problem_rows(outcome.problems), entry_rows(outcome.entries), outcome.affected, need_rows(outcome.needs)
    )


def ontology_draft(
    database: Database,
    command: ChangeOntology | BranchCommand | PullCommand,
    *,
    message: str = "",
    commit: str | None = None,
    head: str | None = None,
    version: int | None = None,
    must_be_absent: bool = False,
) -> CommandDraft:
    """Make the draft of a command of an ontology. `commit`: the one it was checked against; `head`: the commit that the
    branch it writes must be at; `version`: the one that its pull request must have."""
    return CommandDraft(
        payload=command,
        key=str(database.uuid),
        topic=ONTOLOGY_COMMANDS,
        database=database.uuid,
        ontology_commit=commit,
        expected_head=head,
        expected_version=version,
        must_be_absent=must_be_absent,
        reason=message or None,
    )


def head_asked_for(ontologies: Ontologies, database: Database, branch: str, expected: Tags) -> str | None:
    """Turn If-Match into the commit that a branch must be at; refused early when it already is not."""
    return None if expected is None else expected_head(ontologies.on_branch(database, branch), branch, expected)


def version_asked_for(pulls: PullRequests, database: Database, number: int, expected: Tags) -> int | None:
    """Turn If-Match into the version that a pull request must have; one that is not there is the rules' to refuse."""
    pull = pulls.find(database.uuid, number) if expected is not None else None
    if expected is None or pull is None:
        return None
    return expected_version(f"pull request {number}", expected, pull.version)


def expected_head(schema: Schema, branch: str, expected: Tags) -> str | None:
    """Turn If-Match into the commit that must be the head ("": none); one that is not now never will be again."""
    if expected is None:
        return None
    if schema.commit is not None and "*" in expected:
        return None
    if (head := schema.commit or "") in expected:
        return head
    said = f"{branch} was expected at {', '.join(expected)}, but is at {schema.commit or 'no commit'}"
    raise refuse("version_conflict", said, value=", ".join(expected))
