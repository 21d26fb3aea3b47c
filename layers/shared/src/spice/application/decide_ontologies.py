"""Rules of databases, grants and ontology changes, on `main` as it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.application.decisions import Incoming
from spice.domain.administration import (
    AdministrationEvent,
    ChangeOntology,
    CreateDatabase,
    DatabaseCreated,
    DatabaseUpdated,
    DeleteDatabase,
    GrantRemoved,
    GrantSet,
    OntologyCommitted,
    UpdateDatabase,
)
from spice.domain.administration_rules import DatabaseState, decide_administration
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.changes import apply_changes
from spice.domain.ontology.commits import commit_id
from spice.domain.ontology.spec_differences import Entry
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import Snapshot, Wanted

Count = Callable[[UUID, Sequence[str]], int]
SETTINGS = ("label", "description", "region", "timezone", "compatibility")
_DEFAULTS = {"region": "KR", "compatibility": "BACKWARD"}


class OntologyDecider:
    """Decides administration commands; `count` counts live instances of classes."""

    def __init__(self, repository: OntologyRepository, count: Count) -> None:
        self._repository, self._count = repository, count

    def wanted(self, incoming: Sequence[Incoming]) -> Wanted:
        """The databases named, the names asked for, grants and parked keys."""
        commands = [item.command for item in incoming if item.command is not None]
        named = {item.payload.uuid for item in incoming if hasattr(item.payload, "uuid")}
        databases = {command.database for command in commands if command.database is not None}
        return Wanted(
            commands=[item.command.id if item.command else item.letter for item in incoming],
            databases=list(databases | named),
            database_names=[item.payload.name for item in incoming if isinstance(item.payload, CreateDatabase)],
            grants=list(databases),
            keys=list({item.key for item in incoming}),
        )

    def begin(self, snapshot: Snapshot, now: datetime) -> "OntologySession":
        """Start a batch."""
        return OntologySession(snapshot, now, self._repository, self._count)


class OntologySession:
    """Decides one batch; keeps what earlier commands of it changed."""

    def __init__(self, snapshot: Snapshot, now: datetime, repository: OntologyRepository, count: Count) -> None:
        self._now, self._repository, self._count = now, repository, count
        self._databases = dict(snapshot.databases)
        self._names = set(snapshot.names)
        self._grants = {uuid: dict(grants) for uuid, grants in snapshot.grants.items()}
        self._documents: dict[UUID, dict[str, Mapping[str, object]]] = {}

    def commits(self) -> dict[UUID, str | None]:
        """Nothing: a commit's own event names its parent."""
        return {}

    def decide(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Decide one command."""
        if isinstance(payload, ChangeOntology):
            return self._change(command, payload)
        uuid = payload.uuid if isinstance(payload, CreateDatabase | UpdateDatabase | DeleteDatabase) else None
        about = self._databases.get(uuid or command.database or UUID(int=0))
        events = decide_administration(
            payload,
            database=_state(about),
            name_taken=isinstance(payload, CreateDatabase) and payload.name in self._names,
            grants=self._grants.get(command.database or UUID(int=0)),
        )
        lines = [self._happen(command, event) for event in events]
        return lines, self._result(command, payload, uuid, changed=bool(lines))

    def _happen(self, command: Command, event: AdministrationEvent) -> Line:
        if isinstance(event, DatabaseCreated):
            self._databases[event.uuid] = Database(
                uuid=event.uuid,
                name=event.name,
                created_at=self._now,
                created_by=command.actor,
                **_known(event.settings),
            )
            self._names.add(event.name)
            return _line(command, event, {"uuid": event.uuid, "name": event.name, "settings": event.settings})
        if isinstance(event, GrantSet | GrantRemoved):
            return self._grant(command, event)
        if isinstance(event, OntologyCommitted):
            raise TypeError("commits have a way of their own")
        old = self._databases[event.uuid]
        if isinstance(event, DatabaseUpdated):
            given: dict[str, Any] = dict.fromkeys(SETTINGS) | _DEFAULTS | dict(event.settings)
            self._databases[event.uuid] = replace(old, version=old.version + 1, **given)
            body = {"uuid": event.uuid, "patch": event.patch, "settings": event.settings}
            return _line(command, event, body)
        self._databases[event.uuid] = replace(old, version=old.version + 1, deleted=True)
        self._names.discard(old.name)
        return _line(command, event, {"uuid": event.uuid})

    def _grant(self, command: Command, event: GrantSet | GrantRemoved) -> Line:
        grants = self._grants.setdefault(command.database or UUID(int=0), {})
        if isinstance(event, GrantRemoved):
            grants.pop(event.subject, None)
            return _line(command, event, {"subject": event.subject})
        grants[event.subject] = event.role
        return _line(command, event, {"subject": event.subject, "role": event.role})

    def _result(self, command: Command, payload: Any, uuid: UUID | None, *, changed: bool) -> dict[str, Any]:
        if uuid is None:
            granted = self._grants.get(command.database or UUID(int=0), {}).get(payload.subject)
            return {"subject": payload.subject, "role": granted, "changed": changed}
        database = self._databases[uuid]
        told = {"uuid": uuid, "name": database.name, **_settings(database), "version": database.version}
        return {**told, "created_by": database.created_by, "deleted": database.deleted, "changed": changed}

    def _change(self, command: Command, change: ChangeOntology) -> tuple[Sequence[Line], dict[str, Any] | None]:
        uuid = command.database or UUID(int=0)
        database = self._databases.get(uuid)
        if database is None or database.deleted:
            raise refuse("not_found", f"database {uuid} does not exist any more")
        if command.expected_head is not None and command.expected_head != database.head:
            raise refuse("version_conflict", f"main is at {database.head}, not at {command.expected_head}")
        documents = self._read(uuid, database.head)
        outcome = apply_changes(
            documents, change, command_id=command.id, instances=lambda classes: self._count(uuid, classes)
        )
        if outcome.problems:
            raise DomainError(outcome.problems)
        if not outcome.documents:
            return (), {"commit": database.head, "changed": False, "classes": [], "changes": []}
        return self._commit(command, change, database, outcome.documents, outcome.entries)

    def _commit(
        self,
        command: Command,
        change: ChangeOntology,
        database: Database,
        changed: Mapping[str, dict[str, object] | None],
        entries: Sequence[Entry],
    ) -> tuple[Sequence[Line], dict[str, Any]]:
        documents = {**self._documents[database.uuid], **changed}
        after = {class_id: document for class_id, document in documents.items() if document is not None}
        parents = [database.head] if database.head else []
        commit = commit_id(parents, after, command.actor, self._now, change.message, command.id)
        self._documents[database.uuid] = after
        self._databases[database.uuid] = replace(database, head=commit)
        body = {
            "commit": commit,
            "parent": database.head,
            "message": change.message,
            "at": self._now,
            "classes": changed,
        }
        line = Line(type="OntologyCommitted", version=1, key=command.key, body=body)
        told = {"commit": commit, "changed": True, "changes": [entry_row(entry) for entry in entries]}
        if (single := _single(change, documents, changed)) is not None:
            return [line], {**single, **told}
        return [line], {**told, "classes": [document for document in changed.values() if document is not None]}

    def _read(self, uuid: UUID, head: str | None) -> Mapping[str, Mapping[str, object]]:
        if uuid not in self._documents:
            found = self._repository.read(uuid, head) if head else None
            if head and found is None:
                raise Transient("ontology", f"commit {head} is not in the repository")
            self._documents[uuid] = dict(found.classes) if found else {}
        return self._documents[uuid]


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


def _line(command: Command, event: AdministrationEvent, body: dict[str, Any]) -> Line:
    return Line(type=type(event).__name__, version=1, key=command.key, body=body)


def _state(database: Database | None) -> DatabaseState | None:
    if database is None:
        return None
    return DatabaseState(uuid=database.uuid, name=database.name, settings=_settings(database), deleted=database.deleted)


def _settings(database: Database) -> dict[str, Any]:
    found = {name: getattr(database, name) for name in SETTINGS}
    return {name: value for name, value in found.items() if value is not None}


def _known(settings: Any) -> dict[str, Any]:
    return {name: settings[name] for name in SETTINGS if settings.get(name) is not None}
