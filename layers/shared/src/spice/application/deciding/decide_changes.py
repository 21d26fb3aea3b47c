"""Rules of ontology changes: `main` as it stands, one commit a command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.domain.administration import ChangeOntology
from spice.domain.errors import DomainError, refuse, there
from spice.domain.ontology.changes import apply_changes, named_by
from spice.domain.ontology.commits import commit_id
from spice.domain.ontology.entries import Entry
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository

Count = Callable[[UUID, Sequence[str]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A database after a change, the events of it and what its author is told."""

    database: Database
    lines: Sequence[Line]
    result: dict[str, Any]


class OntologyChanges:
    """Decides the changes of one batch; keeps the classes as earlier commands of it left them."""

    def __init__(self, now: datetime, repository: OntologyRepository, count: Count) -> None:
        self._now, self._repository, self._count = now, repository, count
        self._documents: dict[UUID, dict[str, Mapping[str, object]]] = {}

    def decide(self, command: Command, change: ChangeOntology, database: Database | None) -> Changed:
        """Decide one change."""
        if database is None or database.deleted:
            raise refuse("not_found", f"database {command.database} does not exist any more")
        if command.expected_head is not None and command.expected_head != database.head:
            raise refuse("version_conflict", f"main is at {database.head}, not at {command.expected_head}")
        documents = self._read(database.uuid, database.head)
        if command.must_be_absent:
            check_absent(documents, change)
        outcome = apply_changes(
            documents,
            change,
            command_id=command.id,
            zone=database.timezone,
            instances=lambda classes: self._count(database.uuid, classes),
        )
        if outcome.problems:
            raise DomainError(outcome.problems)
        if not outcome.documents:
            result: dict[str, Any] = {"commit": database.head, "changed": False, "classes": [], "changes": []}
            return Changed(database=database, lines=(), result=result)
        return self._commit(command, change, database, outcome.documents, outcome.entries)

    def _commit(
        self,
        command: Command,
        change: ChangeOntology,
        database: Database,
        changed: Mapping[str, dict[str, object] | None],
        entries: Sequence[Entry],
    ) -> Changed:
        documents = {**self._documents[database.uuid], **changed}
        after = {class_id: document for class_id, document in documents.items() if document is not None}
        parents = [database.head] if database.head else []
        commit = commit_id(parents, after, command.actor, self._now, change.message, command.id)
        self._documents[database.uuid] = after
        body = {
            "commit": commit,
            "parent": database.head,
            "message": change.message,
            "at": self._now,
            "classes": changed,
        }
        line = Line(type="OntologyCommitted", version=1, key=command.key, body=body)
        told = {"commit": commit, "changed": True, "changes": [entry_row(entry) for entry in entries]}
        single = _single(change, documents, changed)
        asked_for = single or {"classes": [document for document in changed.values() if document is not None]}
        return Changed(database=replace(database, head=commit), lines=[line], result={**asked_for, **told})

    def _read(self, uuid: UUID, head: str | None) -> Mapping[str, Mapping[str, object]]:
        if uuid not in self._documents:
            found = self._repository.read(uuid, head) if head else None
            if head and found is None:
                raise Transient("ontology", f"commit {head} is not in the repository")
            self._documents[uuid] = dict(found.classes) if found else {}
        return self._documents[uuid]


def check_absent(documents: Mapping[str, Mapping[str, object]], change: ChangeOntology) -> None:
    """Refuse a change that speaks of a class which exists (If-None-Match: *)."""
    known = {document["name"] for document in documents.values()}
    if taken := [name for name in named_by(change) if name in known]:
        raise there(f"class '{taken[0]}'")


def entry_row(entry: Entry) -> dict[str, object]:
    """Write an entry of a difference as the contract has it."""
    names = ("op", "path", "id", "before", "after", "severity", "reason")
    return {name: getattr(entry, name) for name in names}


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
