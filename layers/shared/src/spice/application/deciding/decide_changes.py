"""Rules of ontology changes: a branch as it stands, one commit a command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from spice.application.deciding.committing import Changed, Committing, unchanged
from spice.application.deciding.refs import Refs
from spice.domain.administration import ChangeOntology
from spice.domain.errors import DomainError, refuse, there
from spice.domain.ontology.branches import MAIN, Branch, check_may_write
from spice.domain.ontology.changes import apply_changes, named_by
from spice.domain.ontology.gate import no_instances
from spice.messages.command import Command
from spice.ports.directory import Database

Count = Callable[[UUID, Sequence[str]], int]


class OntologyChanges:
    """Decides the changes of one batch."""

    def __init__(self, refs: Refs, committing: Committing, count: Count) -> None:
        self._refs, self._committing, self._count = refs, committing, count

    def decide(self, command: Command, change: ChangeOntology, database: Database) -> Changed:
        """Decide one change."""
        branch = self._refs.branch(database, change.branch)
        check_head(command, branch)
        check_may_write(branch, command.actor)
        documents = self._refs.documents(database.uuid, branch.head)
        if command.must_be_absent:
            check_absent(documents, change)
        outcome = apply_changes(
            documents,
            change,
            command_id=command.id,
            home=database.home,
            mode=database.compatibility,
            instances=counting(self._count, database.uuid, branch.name),
        )
        if outcome.problems:
            raise DomainError(outcome.problems)
        if outcome.nothing:
            nothing = unchanged(database, branch.head)
            return replace(nothing, result={**nothing.result, "classes": [], "changes": []})
        changed = self._committing.commit(command, database, branch, outcome, change.message)
        single = _single(change, {**documents, **outcome.documents}, outcome.documents)
        asked_for = single or {"classes": [document for document in outcome.documents.values() if document is not None]}
        return replace(changed, result={**asked_for, **changed.result})


def check_head(command: Command, branch: Branch) -> None:
    """Refuse a command that was to be carried out at another head (If-Match)."""
    if command.expected_head is not None and command.expected_head != (branch.head or ""):
        raise refuse(
            "version_conflict", f"{branch.name} is at {branch.head}, not at {command.expected_head or 'no commit'}"
        )


def counting(count: Count, database: UUID, branch: str) -> Callable[[Sequence[str]], int]:
    """Count the instances that a change of a branch touches: they live on main."""
    return (lambda classes: count(database, classes)) if branch == MAIN else no_instances


def check_absent(documents: Mapping[str, Mapping[str, object]], change: ChangeOntology) -> None:
    """Refuse a change that speaks of a class which exists (If-None-Match: *)."""
    known = {document["name"] for document in documents.values()}
    if taken := [name for name in named_by(change) if name in known]:
        raise there(f"class '{taken[0]}'")


def _single(
    change: ChangeOntology,
    documents: Mapping[str, Mapping[str, object] | None],
    changed: Mapping[str, dict[str, object] | None],
) -> Mapping[str, object] | None:
    """The class that a single operation made or changed: the resource a client asked for."""
    if len(change.changes) != 1:
        return None
    made = [id_ for id_ in changed if change.changes[0]["op"] == "create"]
    named = [id_ for id_ in changed if _name(documents, id_) == change.changes[0].get("name")]
    return next((document for id_ in made + named if (document := changed[id_]) is not None), None)


def _name(documents: Mapping[str, Mapping[str, object] | None], class_id: str) -> object:
    document = documents.get(class_id)
    return document.get("name") if document else None
