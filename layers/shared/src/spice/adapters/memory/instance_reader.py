"""Heads and histories in memory."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import zstandard

from spice.adapters.memory.packs import MemoryPacks
from spice.adapters.memory.state import MemoryState, Stream
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.instance.model import Instance
from spice.domain.instance.reducer import REDUCER
from spice.messages.event import Event
from spice.messages.history import apply, fold
from spice.messages.packed import decode_events, decode_instance
from spice.ports.errors import Permanent
from spice.ports.histories import PackedPart
from spice.ports.instance_reader import Head
from spice.ports.many_instances import Name
from spice.ports.packs import Packs


class MemoryInstanceReader:
    """The InstanceReader twin; `happen` adds an event, as indexing a segment does."""

    def __init__(self, state: MemoryState, packs: Packs | None = None) -> None:
        self._state, self._packs = state, packs or MemoryPacks()

    def happen(self, event: Event) -> None:
        """Index an event of an instance."""
        if event.database is None or event.id is None:
            raise ValueError(f"{event.type} is no event of an instance")
        key = (event.database, event.root_id or event.class_id or "", event.id)
        self._state.recorded.append(event)
        self._state.events.setdefault(key, []).append(event)
        self._state.instances[key] = apply(self._state.instances.get(key), event)
        self._state.streams[stream_key(event.aggregate)] = key
        self._state.positions_of[key] = event.position

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
            updated_at=instance.updated_at,
            position=self._state.positions_of[database, root_id, instance_id],
        )

    def instance(self, database: UUID, root_id: str, instance_id: str) -> Instance | None:
        """Read the current state, deleted ones too."""
        return self._state.instances.get((database, root_id, instance_id))

    def events(
        self, database: UUID, root_id: str, instance_id: str, *, after: int = 0, up_to: int | None = None
    ) -> Sequence[Event]:
        """Read a history, oldest first, or a part of it."""
        history = self.history((database, root_id, instance_id))
        return [event for event in history if event.version > after and (up_to is None or event.version <= up_to)]

    def history(self, key: Stream) -> list[Event]:
        """Read a whole history: what is packed, then the tail."""
        with self._state.lock:
            parts, tail = self._parts(key), list(self._state.events.get(key, []))
        packed = [event for part in parts if part.kind == "events" for event in decode_events(self._read(part))]
        last = packed[-1].version if packed else 0
        return packed + [event for event in tail if event.version > last]

    def at_version(self, database: UUID, root_id: str, instance_id: str, version: int) -> Instance | None:
        """Fold to a version, from the nearest snapshot below it."""
        key = (database, root_id, instance_id)
        near = [part for part in self._parts(key) if part.kind == "snapshot" and part.last_version <= version]
        usable = [part for part in near if part.reducer == REDUCER]
        instance = decode_instance(self._read(usable[-1])) if usable else None
        start = instance.version if instance else 0
        instance = fold([event for event in self.history(key) if start < event.version <= version], instance)
        return instance if instance is not None and instance.version == version else None

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        with self._state.lock:
            return sum(
                key[0] == database and each.class_id in class_ids and not each.deleted
                for key, each in self._state.instances.items()
            )

    def classes(self, database: UUID, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there and not deleted."""
        return {name: found.class_id for name, found in self.instances(database, names).items()}

    def instances(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read the current states of those that are there and not deleted."""
        with self._state.lock:
            found = {name: self._state.instances.get((database, *name)) for name in names}
        return {name: each for name, each in found.items() if each is not None and not each.deleted}

    def tails(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Sequence[Event]]:
        """Read whole histories of those instances of whom nothing is packed."""
        with self._state.lock:
            keys = {name: (database, *name) for name in names}
            tails = {name: list(self._state.events.get(key, ())) for name, key in keys.items() if not self._parts(key)}
        return {name: events for name, events in tails.items() if events}

    def changed_since(
        self, database: UUID, class_ids: Sequence[str], moment: datetime, *, limit: int
    ) -> Sequence[tuple[str, Instance]]:
        """List instances of classes that changed after a moment."""
        with self._state.lock:
            found = [
                (key[1], each)
                for key, each in self._state.instances.items()
                if key[0] == database and each.class_id in class_ids and each.updated_at > moment
            ]
        return found[:limit]

    def _parts(self, key: Stream) -> list[PackedPart]:
        parts = self._state.packed.get(stream_key(aggregate_id(*key)), [])
        return sorted(parts, key=lambda part: part.last_version)

    def _read(self, part: PackedPart) -> bytes:
        content = self._packs.read(part.pack, part.start, part.length)
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise Permanent("packs", f"pack {part.pack} at {part.start} is not what was written")
        return zstandard.ZstdDecompressor().decompressobj().decompress(content)
