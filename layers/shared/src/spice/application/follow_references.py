"""A delete -> detach or cascade commands for those who refer, where their relationship says so."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from spice.application.index_segment import Ontologies
from spice.application.seen import Seen
from spice.domain.identity import aggregate_id, derived_id
from spice.domain.instance.model import DeleteInstance, Instance, PatchInstance
from spice.domain.ontology.compiled import CompiledClass
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import CommandStore, Submission
from spice.ports.directory import Database
from spice.ports.kick import Kick
from spice.ports.write_model import Referrer, Snapshot


class FollowReferences:
    """Submits commands whose ids derive from the delete and the referrer, so a repetition is recognised."""

    def __init__(self, commands: CommandStore, ontologies: Ontologies, kick: Kick, now: Callable[[], datetime]) -> None:
        self._commands, self._ontologies, self._kick, self._now = commands, ontologies, kick, now

    def __call__(self, seen: Sequence[Seen], snapshot: Snapshot) -> None:
        """Follow the deletes among the events seen."""
        deletes = {event.stream: event for event in seen if event.type == "InstanceDeleted"}
        followed = [
            command
            for referrer in snapshot.referrers
            if referrer.target in deletes and (database := snapshot.databases.get(referrer.database)) is not None
            for command in self._follow(deletes[referrer.target], referrer, database)
        ]
        for command in followed:
            if self._commands.command(command.id) is None:
                self._commands.keep(Submission(topic="instance-commands", commands=[command]))
        if followed:
            self._kick("relay")

    def _follow(self, delete: Seen, referrer: Referrer, database: Database) -> Iterator[Command]:
        shape = self._ontologies(database.uuid, database.head or "").by_id.get(referrer.instance.class_id)
        payload = consequence(shape, referrer.instance, delete.id) if shape else None
        if shape is not None and payload is not None:
            yield Command(
                id=derived_id(delete.command_id, f"{shape.root_id}/{referrer.instance.id}"),
                type=type(payload).__name__,
                key=aggregate_id(database.uuid, shape.root_id, referrer.instance.id),
                actor=delete.actor,
                submitted_at=self._now(),
                payload=msgspec.Raw(encode(payload)),
                database=database.uuid,
                ontology_commit=database.head,
                expected_version=referrer.instance.version,
                reason=f"{delete.id} was deleted",
                correlation_id=delete.correlation_id,
            )


def consequence(shape: CompiledClass, referrer: Instance, target: str) -> DeleteInstance | PatchInstance | None:
    """Say what a referrer has to do when its target is gone: end (cascade), let go (detach), or nothing."""
    policies = {relationship.id: relationship.on_delete for relationship in shape.relationships.values()}
    named = {relationship for relationship, _, identity in shape.references(referrer.data) if identity == target}
    if any(policies[relationship] == "cascade" for relationship in named):
        return DeleteInstance(class_id=shape.id, id=referrer.id)
    patch = {
        relationship: _without(referrer.data[relationship], target)
        for relationship in named
        if policies[relationship] == "detach"
    }
    return PatchInstance(class_id=shape.id, id=referrer.id, patch=patch) if patch else None


def _without(value: object, target: str) -> object:
    return [item for item in value if item != target] or None if isinstance(value, list) else None
