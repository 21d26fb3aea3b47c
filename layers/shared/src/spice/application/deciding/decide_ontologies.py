"""Rules of databases, grants and ontology changes, on `main` as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from spice.application.deciding.decide_changes import Count
from spice.application.deciding.decide_erasures import ErasureDecisions
from spice.application.deciding.decide_notes import decide_note
from spice.application.deciding.decide_webhooks import WebhookDecisions
from spice.application.deciding.decisions import Incoming
from spice.application.deciding.ontology_rules import Rule, rules
from spice.application.deciding.pulls import Pulls
from spice.application.deciding.refs import Refs
from spice.application.deciding.unprepared import Holding, Prepared
from spice.application.ground.database_states import state_of
from spice.domain.administration import (
    AdministrationEvent,
    CreateDatabase,
    DatabaseCreated,
    DatabaseUpdated,
    DeleteDatabase,
    GrantRemoved,
    GrantSet,
    OntologyCommitted,
    UpdateDatabase,
)
from spice.domain.administration_rules import decide_administration
from spice.domain.bounds import COMPARISONS
from spice.domain.database_settings import DEFAULTS, SETTINGS, settings_of
from spice.domain.erasure import ErasureCommand
from spice.domain.errors import refuse
from spice.domain.hints import suggestions
from spice.domain.identity import NIL
from spice.domain.notes import KeepNotes
from spice.domain.refusals import NoteRefusal
from spice.domain.webhooks.commands import WebhookCommand
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.pull_requests import PullRequests
from spice.ports.webhooks import Webhooks
from spice.ports.write_model import Look, Snapshot, Wanted


class OntologyDecider:
    """Decides administration commands; `count` counts live instances of classes."""

    def __init__(
        self,
        repository: OntologyRepository,
        pulls: PullRequests,
        webhooks: Webhooks,
        count: Count,
        prepared: Prepared | None = None,
    ) -> None:
        self._repository, self._pulls, self._webhooks = repository, pulls, webhooks
        self._count, self._prepared = count, prepared

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
            subjects=[
                (item.command.database, item.payload.subject)
                for item in incoming
                if isinstance(item.payload, get_args(ErasureCommand)) and item.command and item.command.database
            ],
        )

    def begin(self, snapshot: Look, now: datetime) -> "OntologySession":
        """Start a batch."""
        holding = Holding(snapshot.head if isinstance(snapshot, Snapshot) else None, self._prepared)
        pulls, webhooks = Pulls(self._pulls, now), WebhookDecisions(self._webhooks, now)
        return OntologySession(snapshot, now, self._repository, pulls, webhooks, self._count, holding)


class OntologySession:
    """Decides one batch; keeps what earlier commands of it changed."""

    def __init__(
        self,
        snapshot: Look,
        now: datetime,
        repository: OntologyRepository,
        pulls: Pulls,
        webhooks: WebhookDecisions,
        count: Count,
        holding: Holding,
    ) -> None:
        self._now = now
        of_ontologies = rules(Refs(repository), pulls, count, now, holding, self._roles)
        self._in_databases: dict[type, Rule] = {
            **of_ontologies,
            **dict.fromkeys(get_args(WebhookCommand), webhooks.decide),
            **dict.fromkeys(get_args(ErasureCommand), ErasureDecisions(snapshot.erasures).decide),
            **dict.fromkeys((NoteRefusal, KeepNotes), decide_note),
        }
        self._databases = dict(snapshot.databases)
        self._names = set(snapshot.names)
        self._grants = {uuid: dict(grants) for uuid, grants in snapshot.grants.items()}

    def commits(self) -> dict[UUID, str | None]:
        """Nothing: a commit's own event names its parent."""
        return {}

    def decide(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Decide one command; it is told as many suggestions as one request is."""
        with suggestions(COMPARISONS):
            return self._decided(command, payload)

    def _decided(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        if (rule := self._in_databases.get(type(payload))) is not None:
            changed = rule(command, payload, self._living(command))
            self._databases[changed.database.uuid] = changed.database
            return changed.lines, changed.result
        uuid = payload.uuid if isinstance(payload, CreateDatabase | UpdateDatabase | DeleteDatabase) else None
        about = self._databases.get(uuid or command.database or NIL)
        events = decide_administration(
            payload,
            database=state_of(about),
            name_taken=isinstance(payload, CreateDatabase) and payload.name in self._names,
            grants=self._grants.get(command.database or NIL),
            must_be_absent=command.must_be_absent,
            expected_version=command.expected_version,
        )
        lines = [self._happen(command, event) for event in events]
        return lines, self._result(command, payload, uuid, changed=bool(lines))

    def _roles(self, database: UUID) -> Mapping[str, str]:
        return self._grants.get(database, {})

    def _living(self, command: Command) -> Database:
        database = self._databases.get(command.database or NIL)
        if database is None or database.deleted:
            raise refuse("not_found", f"database {command.database} does not exist any more")
        return database

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
            given: dict[str, Any] = dict.fromkeys(SETTINGS) | dict(DEFAULTS) | dict(event.settings)
            self._databases[event.uuid] = replace(old, version=old.version + 1, **given)
            body = {"uuid": event.uuid, "patch": event.patch, "settings": event.settings}
            return _line(command, event, body)
        self._databases[event.uuid] = replace(old, version=old.version + 1, deleted=True)
        self._names.discard(old.name)
        return _line(command, event, {"uuid": event.uuid})

    def _grant(self, command: Command, event: GrantSet | GrantRemoved) -> Line:
        grants = self._grants.setdefault(command.database or NIL, {})
        if isinstance(event, GrantRemoved):
            grants.pop(event.subject, None)
            return _line(command, event, {"subject": event.subject})
        grants[event.subject] = event.role
        return _line(command, event, {"subject": event.subject, "role": event.role})

    def _result(self, command: Command, payload: Any, uuid: UUID | None, *, changed: bool) -> dict[str, Any]:
        if uuid is None:
            granted = self._grants.get(command.database or NIL, {}).get(payload.subject)
            return {"subject": payload.subject, "role": granted, "changed": changed}
        database = self._databases[uuid]
        told = {"id": uuid, "name": database.name, **settings_of(database), "version": database.version}
        gone = {"deleted": True} if database.deleted else {}
        return {**told, "created_by": database.created_by, **gone, "changed": changed}


def _line(command: Command, event: AdministrationEvent, body: dict[str, Any]) -> Line:
    return Line(type=type(event).__name__, version=1, key=command.key, body=body)


def _known(settings: Any) -> dict[str, Any]:
    return {name: settings[name] for name in SETTINGS if settings.get(name) is not None}
