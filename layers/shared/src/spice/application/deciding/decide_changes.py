"""Rules of ontology changes: a branch as it stands, one commit a command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from spice.application.deciding.committing import Changed, Committing, unchanged
from spice.application.deciding.refs import Refs
from spice.domain.administration import ChangeOntology
from spice.domain.errors import DomainError, refuse, there
from spice.domain.ontology.branches import MAIN, Branch, check_may_write
from spice.domain.ontology.changes import Outcome, apply_changes, named_by
from spice.domain.ontology.gate import no_instances
from spice.domain.spelling import spelled
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
        documents = self._refs.documents(database.uuid, branch.head)
        outcome = apply_changes(
            documents,
            change,
            command_id=command.id,
            home=database.home,
            mode=database.compatibility,
            instances=counting(self._count, database.uuid, branch.name),
        )
        check_found(outcome)
        check_head(command, branch)
        check_may_write(branch, command.actor)
        if command.must_be_absent:
            check_absent(documents, change)
        if outcome.problems:
            raise DomainError(outcome.problems)
        left = classes_left(change, documents, outcome)
        if outcome.nothing:
            nothing = unchanged(database, branch.head)
            return replace(nothing, result={**left, **nothing.result, "changes": []})
        changed = self._committing.commit(command, database, branch, outcome, change.message)
        return replace(changed, result={**left, **changed.result})


def check_found(outcome: Outcome) -> None:
    """Refuse a change whose path names no class, whatever head it expects (RFC 9110, 13.2.1)."""
    if absent := [problem for problem in outcome.problems if problem.code == "not_found"]:
        raise DomainError(absent)


def check_head(command: Command, branch: Branch) -> None:
    """Refuse a command that was to be carried out at another head (If-Match)."""
    if command.expected_head is not None and command.expected_head != (branch.head or ""):
        said = f"{branch.name} is at {branch.head}, not at {command.expected_head or 'no commit'}"
        hint = "read the branch again, and send If-Match with the head that it has"
        raise refuse("version_conflict", said, value=command.expected_head, hint=hint)


def counting(count: Count, database: UUID, branch: str) -> Callable[[Sequence[str]], int]:
    """Count the instances that a change of a branch touches: they live on main."""
    return (lambda classes: count(database, classes)) if branch == MAIN else no_instances


def check_absent(documents: Mapping[str, Mapping[str, object]], change: ChangeOntology) -> None:
    """Refuse a change that speaks of a class which exists (If-None-Match: *)."""
    known = {document["name"] for document in documents.values()}
    if taken := [name for name in named_by(change) if name in known]:
        raise there(f"class '{taken[0]}'")


def classes_left(
    change: ChangeOntology, before: Mapping[str, Mapping[str, object]], outcome: Outcome
) -> dict[str, object]:
    """Tell the classes that a change leaves: those that differ, and the one that was asked for, if it was one."""
    differ = [document for document in outcome.documents.values() if document is not None]
    asked_for = _asked_for(change, before, outcome.documents) if change.body else None
    return {**(asked_for or {}), "classes": differ}


def _asked_for(
    change: ChangeOntology,
    before: Mapping[str, Mapping[str, object]],
    changed: Mapping[str, Mapping[str, object] | None],
) -> Mapping[str, object] | None:
    """The class of a request for one: the resource, whatever it is called now; None: it is deleted."""
    operation, after = change.changes[0], {**before, **changed}
    made: Any = operation.get("class")
    name = spelled(str(operation.get("name") or made["name"]))
    there = next((id_ for id_, document in before.items() if document["name"] == name), None)
    if there is not None:
        return after[there]
    return next((document for document in changed.values() if document is not None and document["name"] == name), None)
