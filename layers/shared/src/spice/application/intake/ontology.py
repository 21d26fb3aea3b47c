"""Ontology changes: judged at once by the rules the worker will apply, unless others are still under way."""

from collections.abc import Mapping, Sequence

from spice.application.deciding.committing import entry_row
from spice.application.deciding.decide_changes import check_absent, counting
from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.intake.command import Asking, Draft
from spice.domain.administration import ChangeOntology
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.branch_commands import CreateBranch, MergeBranches, RebaseBranch, RollBack
from spice.domain.ontology.changes import Outcome, apply_changes
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.ports.command_store import CommandStore
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader

_UNDER_WAY = ("PENDING", "RUNNING")
_LOOKED_AT = 100
_CHANGING = {kind.__name__ for kind in (ChangeOntology, CreateBranch, RollBack, MergeBranches, RebaseBranch)}

Tags = Sequence[str] | None
"""The entity tags of If-Match: commits."""


class OntologyDrafts:
    """Makes drafts of ontology changes."""

    def __init__(self, reader: InstanceReader, commands: CommandStore, ontologies: Ontologies) -> None:
        self._reader, self._commands, self._ontologies = reader, commands, ontologies

    def change(
        self, asking: Asking, database: Database, change: ChangeOntology, expected: Tags, *, must_be_absent: bool
    ) -> Draft:
        """Apply operations in one commit; every broken rule at once."""
        under_way = self.under_way(database)
        try:
            schema = self._schema(database, change.branch)
        except DomainError:
            # The branch may be on its way.
            if not under_way:
                raise
            return self._draft(database, change, None, None, must_be_absent=must_be_absent)
        head = expected_head(schema, change.branch, expected)
        if must_be_absent:
            check_absent(schema.documents, change)
        outcome = self.judge(asking, database, change)
        if outcome.problems and not under_way:
            raise DomainError(outcome.problems)
        return self._draft(database, change, schema.commit, head, must_be_absent=must_be_absent)

    def _draft(
        self, database: Database, change: ChangeOntology, commit: str | None, head: str | None, *, must_be_absent: bool
    ) -> Draft:
        return Draft(
            payload=change,
            key=str(database.uuid),
            topic=ONTOLOGY_COMMANDS,
            database=database.uuid,
            ontology_commit=commit,
            expected_head=head,
            must_be_absent=must_be_absent,
            reason=change.message or None,
        )

    def judge(self, asking: Asking, database: Database, change: ChangeOntology) -> Outcome:
        """Tell what a change would do to its branch's head."""
        return apply_changes(
            self._schema(database, change.branch).documents,
            change,
            command_id=fresh_id(asking.at),
            home=database.home,
            instances=counting(self._reader.count, database.uuid, change.branch),
        )

    def rehearse(self, asking: Asking, database: Database, change: ChangeOntology, expected: Tags) -> dict[str, object]:
        """Tell what a change would make; refuses what the worker would refuse."""
        expected_head(self._schema(database, change.branch), change.branch, expected)
        outcome = self.judge(asking, database, change)
        if outcome.problems:
            raise DomainError(outcome.problems)
        return {
            "type": ChangeOntology.__name__,
            "changed": bool(outcome.documents),
            "result": [document for document in outcome.documents.values() if document is not None],
            "diff": entry_rows(outcome),
            "affected": outcome.affected,
        }

    def _schema(self, database: Database, branch: str) -> Schema:
        return self._ontologies.on_branch(database, branch)

    def under_way(self, database: Database) -> bool:
        """Whether another change waits: it may make true what is missing now, so the worker must decide."""
        return any(
            command.type in _CHANGING
            for state in _UNDER_WAY
            for command in self._commands.commands(
                state=state, database=database.uuid, actor=None, limit=_LOOKED_AT, before=None
            )
        )


def entry_rows(outcome: Outcome) -> list[Mapping[str, object]]:
    """Write what differs as API.md's diff entries."""
    return [entry_row(entry) for entry in outcome.entries]


def expected_head(schema: Schema, branch: str, expected: Tags) -> str | None:
    """Turn If-Match into the commit that must be the head; a commit that is not the head now never will be again."""
    if expected is None:
        return None
    if schema.commit is not None and ("*" in expected or schema.commit in expected):
        return None if "*" in expected else schema.commit
    said = f"{branch} was expected at {', '.join(expected)}, but is at {schema.commit or 'no commit'}"
    raise refuse("version_conflict", said, value=", ".join(expected))
