"""A database of things on memory twins, and commands on their way to one shard of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.state import MemoryState
from spice.domain.identity import aggregate_id, derived_id, partition_of
from spice.domain.instance.model import DeleteInstance, PutInstance
from spice.domain.shards import INSTANCE, Shard
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.record_batch import Record
from spice.ports.bus import ConsumedRecord
from spice.ports.directory import Database
from spice.ports.ontology_repository import Commit
from spice.wired import Wired
from tests.support.memory_platform import START, Clock, memory_ports

DATABASE = UUID("00000000-0000-4000-8000-0000000000d0")
THING = "c-thing"
COMMIT = "c" * 64
CLASSES: dict[str, Any] = {
    THING: {
        "id": THING,
        "name": "Thing",
        "properties": [{"id": "p-note", "name": "note", "type": "xsd:string", "required": True}],
        "relationships": [],
    }
}


@dataclass
class Things:
    """The database on its ports, and one shard's topic."""

    now: Clock = field(default_factory=Clock)
    state: MemoryState = field(default_factory=MemoryState)
    ports: Wired = field(init=False)

    def __post_init__(self) -> None:
        self.ports = memory_ports(self.now, state=self.state)
        self.state.databases[DATABASE] = Database(uuid=DATABASE, name="things", created_at=START, created_by="kim")
        self.state.mains[DATABASE] = COMMIT
        main = Commit(id=COMMIT, parents=[], message="", author="kim", at=START, command_id=DATABASE, classes=CLASSES)
        self.ports.ontology.commit(DATABASE, main, expected_head=None)

    @property
    def log(self) -> MemoryEventLog:
        """The log, with its keeper's hands."""
        assert isinstance(self.ports.log, MemoryEventLog)
        return self.ports.log

    def accept(self, shard: Shard, *records: Record) -> Sequence[ConsumedRecord]:
        """Put records on the shard's commands; answers all that is there."""
        self.ports.bus.publish(shard.commands, shard.partition, records)
        return self.state.topics[shard.commands][shard.partition]

    def published(self, topic: str, partition: int) -> Sequence[ConsumedRecord]:
        """What a topic holds."""
        return MemoryBus(self.state).fetch("test", topic, partition, max_records=1000, max_bytes=2**30)


def a_put(identity: str, note: str = "x", **parts: Any) -> Command:
    """Create a thing or replace it."""
    payload = PutInstance(class_id=THING, id=identity, data={"p-note": note})
    return a_command(f"put {identity} {note}", identity, payload, **parts)


def a_delete(identity: str, **parts: Any) -> Command:
    """End a thing."""
    return a_command(f"delete {identity}", identity, DeleteInstance(class_id=THING, id=identity), **parts)


def a_command(name: str, identity: str, payload: object, **parts: Any) -> Command:
    """A command about a thing, decided by the ontology it was accepted with."""
    said: dict[str, Any] = {
        "id": derived_id(DATABASE, name),
        "type": type(payload).__name__,
        "key": aggregate_id(DATABASE, THING, identity),
        "actor": "kim",
        "submitted_at": START,
        "payload": msgspec.Raw(encode(payload)),
        "database": DATABASE,
        "ontology_commit": COMMIT,
    }
    return Command(**{**said, **parts})


def shard_of(identity: str, partitions: int = 6) -> Shard:
    """The shard that decides about a thing."""
    return Shard(INSTANCE, partition_of(aggregate_id(DATABASE, THING, identity), partitions))


def unreadable(identity: str) -> Record:
    """A record of a thing's key that nobody's code wrote."""
    return Record(key=aggregate_id(DATABASE, THING, identity).encode(), value=b"{")
