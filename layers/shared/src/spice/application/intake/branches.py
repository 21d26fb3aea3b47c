"""Drafts of what becomes of branches; the worker decides them by the order in which they come."""

from spice.application.ground.schemas import Ontologies
from spice.application.intake.command import Draft
from spice.application.intake.ontology import Tags, expected_head
from spice.domain.ontology.branch_commands import BranchCommand
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.ports.directory import Database


def branch_draft(
    database: Database,
    command: BranchCommand,
    *,
    message: str = "",
    head: str | None = None,
    must_be_absent: bool = False,
) -> Draft:
    """Make the draft of a command of branches; `head`: the commit that the branch it writes must be at."""
    return Draft(
        payload=command,
        key=str(database.uuid),
        topic=ONTOLOGY_COMMANDS,
        database=database.uuid,
        expected_head=head,
        must_be_absent=must_be_absent,
        reason=message or None,
    )


def head_asked_for(ontologies: Ontologies, database: Database, branch: str, expected: Tags) -> str | None:
    """Turn If-Match into the commit that a branch must be at; refused early when it already is not."""
    return None if expected is None else expected_head(ontologies.on_branch(database, branch), branch, expected)
