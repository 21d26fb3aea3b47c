"""Heads and histories in memory."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.instance.evolve import evolve
from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.registry import instance_event
from spice.ports.instance_reader import Head


class MemoryInstanceReader:
    """The InstanceReader twin; `happen` adds an event, as indexing a segment does."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def happen(self, event: Event) -> None:
        """Index an event of an instance."""
        if event.database is None or event.id is None:
            raise ValueError(f"{event.type} is no event of an instance")
        key = (event.database, event.root_id or event.class_id or "", event.id)
        self._state.events.setdefault(key, []).append(event)
        self._state.instances[key] = _evolved(self._state.instances.get(key), event)

    def head(self, database: UUID, root_id: str, instance_id: str) -> Head | None:
        """Tell the current version."""
        instance = self.instance(database, root_id, instance_id)
        if instance is None:
            return None
        return Head(
            database=database,
            root_id=root_id,
            class_id=instance.class_id,
            id=instance.id,
            version=instance.version,
            deleted=instance.deleted,
            position=self._state.events[database, root_id, instance_id][-1].position,
        )

    def instance(self, database: UUID, root_id: str, instance_id: str) -> Instance | None:
        """Read the current state, deleted ones too."""
        return self._state.instances.get((database, root_id, instance_id))

    def events(self, database: UUID, root_id: str, instance_id: str, *, up_to: int | None = None) -> Sequence[Event]:
        """Read a whole history, oldest first."""
        history = self._state.events.get((database, root_id, instance_id), [])
        return [event for event in history if up_to is None or event.version <= up_to]

    def at_version(self, database: UUID, root_id: str, instance_id: str, version: int) -> Instance | None:
        """Fold to a version."""
        history = self.events(database, root_id, instance_id, up_to=version)
        instance: Instance | None = None
        for event in history:
            instance = _evolved(instance, event)
        return instance if instance is not None and instance.version == version else None

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        return sum(
            key[0] == database and each.class_id in class_ids and not each.deleted
            for key, each in self._state.instances.items()
        )


def _evolved(instance: Instance | None, event: Event) -> Instance:
    after = evolve(
        instance, instance_event(event), id=event.id or "", version=event.version, at=event.at, actor=event.actor
    )
    if after is None:
        raise ValueError(f"{event.type} leaves no instance")
    return after
