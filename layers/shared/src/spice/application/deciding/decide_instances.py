"""Rules of instance commands: current `main`, versions, references."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.application.deciding.coming import Coming, Held
from spice.application.deciding.decisions import Incoming
from spice.application.deciding.instance_lines import line_of
from spice.application.deciding.instance_references import InstanceReferences, Lookup, Referrers
from spice.application.deciding.promises import promising
from spice.application.ground.ontologies import Ontologies
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import NIL, cached_stream_key, named_by
from spice.domain.instance.model import (
    LARGEST,
    CreateInstance,
    Data,
    DeleteInstance,
    ForgetTarget,
    Instance,
    InstanceCreated,
    InstanceEvent,
    InstanceUpdated,
    PutInstance,
    RestoreInstance,
)
from spice.domain.instance_migration import MigrateInstance, migrate
from spice.domain.instance_rules import decide, following
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.subjects import check_subjects
from spice.domain.ontology.tightening import PrepareChange, check_prepared
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.write_model import Look, Wanted


class InstanceDecider:
    """Decides instance commands."""

    def __init__(
        self, ontologies: Ontologies, held: Callable[[Held], Coming], lookup: Lookup, referrers: Referrers
    ) -> None:
        self._ontologies, self._held, self._lookup, self._referrers = ontologies, held, lookup, referrers

    def wanted(self, incoming: Sequence[Incoming]) -> Wanted:
        """Heads of the commands' streams, their databases, parked keys, and referrers of what may be deleted."""
        commands = [item.command for item in incoming if item.command is not None]
        streams = {command.key: cached_stream_key(command.key) for command in commands}
        deletes = {item.key for item in incoming if isinstance(item.payload, DeleteInstance | ForgetTarget)}
        return Wanted(
            commands=[*(item.command.id if item.command else item.letter for item in incoming), *promising(commands)],
            streams=list(streams.values()),
            databases=list({command.database for command in commands if command.database is not None}),
            keys=list({item.key for item in incoming}),
            referred=[streams[key] for key in deletes if key in streams],
        )

    def begin(self, snapshot: Look, now: datetime) -> "InstanceSession":
        """Start a batch."""
        coming = self._held(snapshot.tightenings)
        return InstanceSession(snapshot, now, self._ontologies, coming, self._lookup, self._referrers)


class InstanceSession:
    """Decides one batch; keeps what earlier commands of it changed."""

    def __init__(
        self,
        snapshot: Look,
        now: datetime,
        ontologies: Ontologies,
        coming: Coming,
        lookup: Lookup,
        referrers: Referrers,
    ) -> None:
        self._coming = coming
        self._snapshot, self._now, self._ontologies = snapshot, now, ontologies
        self._changed: dict[UUID, Instance] = {}
        self._shapes: dict[UUID, Ontology] = {
            uuid: ontologies(uuid, database.head)
            for uuid, database in snapshot.databases.items()
            if not database.deleted
        }
        self._commits = {uuid: ontology.commit for uuid, ontology in self._shapes.items()}
        self._references = InstanceReferences(snapshot, self._shapes, self._instance, lookup, referrers)

    def commits(self) -> dict[UUID, str | None]:
        """The head of `main` each database had in the snapshot."""
        return self._commits

    def decide(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Decide one command."""
        self._references.decided(command)
        stream = cached_stream_key(command.key)
        current = self._living(command, self._instance(stream))
        if isinstance(payload, PrepareChange | MigrateInstance):
            return self._of_ontology(command, payload, stream, current)
        shape = self._concrete(command, payload, current)
        if isinstance(payload, ForgetTarget):
            payload = self._references.consequence(command, payload, current, shape)
        if payload is None:
            return (), _unchanged(current)
        if command.ontology_commit != self._commits.get(command.database or NIL):
            _check_again(command, shape, payload)
        events = decide(
            current,
            payload,
            shape,
            expected_version=command.expected_version,
            must_be_absent=command.must_be_absent,
        )
        if not events:
            return (), _unchanged(current)
        if isinstance(payload, DeleteInstance) and current is not None:
            self._references.check_referrers(command, shape, current)
        return [self._happen(command, shape, stream, payload.id, event) for event in events], None

    def _of_ontology(
        self, command: Command, payload: PrepareChange | MigrateInstance, stream: UUID, current: Instance | None
    ) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Hold to what is coming, or migrate an instance as it is now; one that is gone by now stays so."""
        if isinstance(payload, PrepareChange):
            return (), {"tightening": self._coming.hold(command, payload)}
        database = self._snapshot.databases.get(command.database or NIL)
        if database is None or database.deleted or current is None or current.deleted:
            return (), _unchanged(current)
        # Values are read once more, as clients write them.
        ontology = self._ontologies(database.uuid, database.head, database.home)
        shape = ontology.by_id[current.class_id]
        events = migrate(current, payload.steps, ontology)
        lines = [self._happen(command, shape, stream, payload.id, event) for event in events]
        return lines, None if lines else _unchanged(current)

    def _happen(
        self, command: Command, shape: CompiledClass, stream: UUID, identity: str, event: InstanceEvent
    ) -> Line:
        self._references.check_targets(command, shape, identity, _brought(event))
        check_prepared(event, shape, self._coming.of(command.database or NIL))
        after = following(before := self._instance(stream), event, id=identity, at=self._now, actor=command.actor)
        restored = command.type == RestoreInstance.__name__
        if not restored and (problems := check_subjects(shape, identity, _brought(event), after.data)):
            raise DomainError(problems)
        if isinstance(event, InstanceUpdated) and (size := len(encode(after.data))) > LARGEST:
            raise refuse("too_large", f"the instance would have {size} bytes as JSON: at most {LARGEST} are kept")
        self._changed[stream] = after
        self._references.wrote(command, shape, stream, after)
        return line_of(event, shape, identity, after.version, before)

    def _instance(self, stream: UUID) -> Instance | None:
        changed = self._changed.get(stream)
        return changed if changed is not None else self._snapshot.instances.get(stream)

    def _shape(self, command: Command, class_id: str) -> CompiledClass:
        ontology = self._shapes.get(command.database or NIL)
        if ontology is None:
            raise refuse("not_found", f"database {command.database} does not exist any more")
        if (shape := ontology.by_id.get(class_id)) is None:
            gone = self._ontologies(command.database or NIL, command.ontology_commit).called(class_id)
            raise refuse("unknown_class", f"class {gone} does not exist any more", path="/class")
        return shape

    def _living(self, command: Command, instance: Instance | None) -> Instance | None:
        ontology = self._shapes.get(command.database or NIL)
        return instance if ontology is None else ontology.living(instance)

    def _concrete(self, command: Command, payload: Any, current: Instance | None) -> CompiledClass:
        """The class of the instance where a command names it by a superclass; a restore names the one it had."""
        named = self._shape(command, payload.class_id)
        if isinstance(payload, RestoreInstance):
            return named
        if current is not None and not current.deleted and current.class_id in named.family:
            return self._shape(command, current.class_id)
        return named


def _brought(event: InstanceEvent) -> Data:
    """The data an event brings."""
    if isinstance(event, InstanceCreated):
        return event.data
    return event.set if isinstance(event, InstanceUpdated) else {}


def _check_again(command: Command, shape: CompiledClass, payload: Any) -> None:
    """The ontology moved since the command was accepted: its stream and what it brings are checked against today's."""
    if named_by(command.key)[0] != shape.root_id:
        raise refuse("version_conflict", f"{shape.name} came to another hierarchy meanwhile", hint="send it again")
    whole = isinstance(payload, CreateInstance | PutInstance)
    if whole and (problems := shape.check_again(payload.data)):
        raise DomainError(problems)


def _unchanged(current: Instance | None) -> dict[str, Any]:
    if current is None:
        return {"changed": False}
    return {"class": current.class_id, "id": current.id, "version": current.version, "changed": False}
