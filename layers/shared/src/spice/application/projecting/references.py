"""A delete -> commands for those who refer, where a relationship of theirs asks for it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec

from spice.application.ground.ontologies import Ontologies
from spice.domain.identity import aggregate_id, derived_id
from spice.domain.instance.model import ForgetTarget
from spice.domain.references import forgetting
from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.event_mark import EventMark
from spice.ports.command_store import CommandStore, Submission
from spice.ports.directory import Database
from spice.ports.instance_scan import Referrer
from spice.ports.kick import Kick
from spice.ports.write_model import Look, Wanted, WriteModel

TOGETHER = 1000
"""Commands kept at once."""


class FollowReferences:
    """Submits commands whose ids derive from the delete and the referrer, so a repetition is recognised.

    What they do is decided by the worker, on the referrer as it is then.
    """

    def __init__(
        self,
        model: WriteModel,
        commands: CommandStore,
        ontologies: Ontologies,
        kick: Kick,
        now: Callable[[], datetime],
    ) -> None:
        self._model, self._commands, self._ontologies = model, commands, ontologies
        self._kick, self._now = kick, now

    def __call__(self, seen: Sequence[EventMark], snapshot: Look) -> None:
        """Follow the deletes among the events seen, except of what is there again."""
        deletes = {
            event.stream: event
            for event in seen
            if event.type == "InstanceDeleted"
            and (instance := snapshot.instances.get(event.stream)) is not None
            and instance.deleted
        }
        commands = self._followed(deletes, snapshot)
        while some := list(islice(commands, TOGETHER)):
            self._keep(some)

    def _keep(self, commands: Sequence[Command]) -> None:
        # Asked and kept together: there may be thousands of referrers, and a delete may be delivered again.
        done = self._model.look(Wanted(commands=[command.id for command in commands])).processed
        if fresh := [command for command in commands if command.id not in done]:
            self._commands.keep(Submission(topic=INSTANCE_COMMANDS, commands=fresh))
            self._kick("relay")

    def _followed(self, deletes: dict[UUID, EventMark], snapshot: Look) -> Iterator[Command]:
        for referrer in self._model.referrers(list(deletes)) if deletes else ():
            if (database := snapshot.databases.get(referrer.database)) is not None and not database.deleted:
                yield from self._follow(deletes[referrer.target], referrer, database)

    def _follow(self, delete: EventMark, referrer: Referrer, database: Database) -> Iterator[Command]:
        instance = referrer.instance
        shape = self._ontologies(database.uuid, database.head or "").by_id.get(instance.class_id)
        if shape is None:
            return
        target_root = delete.root_id or delete.class_id
        forget = ForgetTarget(
            class_id=shape.id,
            id=instance.id,
            target_root=target_root,
            target=delete.id,
            target_class=delete.class_id,
        )
        if forgetting(instance, forget, shape) is not None:
            yield Command(
                id=derived_id(delete.command_id, f"{shape.root_id}/{instance.id}"),
                type=type(forget).__name__,
                key=aggregate_id(database.uuid, shape.root_id, instance.id),
                actor=delete.actor,
                submitted_at=self._now(),
                payload=msgspec.Raw(encode(forget)),
                database=database.uuid,
                ontology_commit=database.head,
                reason=f"{delete.id} was deleted",
                correlation_id=delete.correlation_id,
            )
