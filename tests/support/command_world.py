"""A small world for writes: a platform on twins whose relay is its worker as well, so that commands end at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from functions.api.oms import build
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.dead_letters import MemoryDeadLetters
from spice.adapters.memory.kick import MemoryKick
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.waits import MemoryWaits
from spice.messages.command import Command, decode_command
from spice.ports.command_store import CommandStore
from spice.ports.directory import Database, Directory
from spice.ports.instance_reader import InstanceReader
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.waits import EACH
from spice.wired import Wired
from tests.support.api_client import ApiClient, Issuer
from tests.support.memory_platform import Clock, MemoryPlatform, memory_ports

DATABASE = UUID("00000000-0000-4000-8000-00000000d000")
WAIT = {"Prefer": "wait=5"}
PERSON: dict[str, Any] = {
    "name": "Person",
    "properties": [
        {"name": "email", "type": "EMAIL"},
        {"name": "name", "type": "xsd:string", "required": True},
        {"name": "age", "type": "xsd:integer", "constraints": {"minimum": 0}},
        {"name": "height", "type": "xsd:decimal"},
        {"name": "tags", "type": "ARRAY", "items": {"type": "xsd:string"}},
    ],
    "relationships": [
        {"name": "boss", "target": "Person", "cardinality": "many_to_one", "on_missing": "refuse"},
        {"name": "friends", "target": "Person", "cardinality": "many_to_many", "on_delete": "detach"},
    ],
}
AIRPORT: dict[str, Any] = {
    "name": "Airport",
    "key": ["faa"],
    "properties": [{"name": "faa", "type": "xsd:string"}, {"name": "name", "type": "xsd:string"}],
}


@dataclass(kw_only=True)
class CommandWorld:
    """An OMS on memory twins; `kick("relay")` has the platform carry out what waits, unless `asleep`."""

    issuer: Issuer
    settings: dict[str, Any] = field(default_factory=dict)
    now: Clock = field(default_factory=Clock)
    asleep: bool = False
    state: MemoryState = field(default_factory=MemoryState)
    waits: MemoryWaits = field(default_factory=lambda: MemoryWaits(each=EACH, most=64))
    kicks: MemoryKick = field(default_factory=MemoryKick)
    ports: Wired = field(init=False)

    def __post_init__(self) -> None:
        ports = memory_ports(self.now, jwks_url=self.issuer.url, state=self.state)
        self.ports = replace(ports, settings=replace(ports.settings, **self.settings), kick=self.kick)
        self.platform = MemoryPlatform(ports=self.ports, consumer=MemoryBus(self.state), issuer=self.issuer)

    def client(self, subject: str = "kim", *, roles: Sequence[str] = ()) -> ApiClient:
        """A client of a fresh OMS."""
        token = self.issuer.token(subject, now=self.now(), roles=list(roles))
        handler: Callable[[Any, Any], dict[str, Any]] = build(replace(self.ports, waits=self.waits))
        return ApiClient(handler, token, described=True)

    def database(self, name: str = "hr", uuid: UUID = DATABASE, **roles: str) -> None:
        """Make a database: `lee` owns it, `kim` edits it, and whom `roles` names."""
        self.state.databases[uuid] = Database(uuid=uuid, name=name, created_at=self.now(), created_by="lee")
        for subject, role in {"lee": "owner", "kim": "editor", **roles}.items():
            self.state.grant(uuid, subject, role, at=self.now(), by="lee")

    def kick(self, function: str, event: dict[str, object] | None = None) -> None:
        """Carry out what waits."""
        self.kicks(function, event)
        if not self.asleep:
            self.platform.settle(but=("projection", "dead-letters"))

    @property
    def waiting(self) -> Sequence[tuple[str, Command]]:
        """The commands in the outbox, with their topics."""
        rows = [row for row, _ in self.state.outbox.values()]
        return [(row.topic, decode_command(record.value)) for row in rows for record in row.records]

    @property
    def commands(self) -> CommandStore:
        """The accepted commands."""
        return self.ports.commands

    @property
    def directory(self) -> Directory:
        """Databases and who may use them."""
        return self.ports.directory

    @property
    def instances(self) -> InstanceReader:
        """The instances there are."""
        return self.ports.instances

    @property
    def ontology(self) -> OntologyRepository:
        """The ontologies there are."""
        return self.ports.ontology

    @property
    def letters(self) -> MemoryDeadLetters:
        """What is parked, with the hands of who parks."""
        assert isinstance(self.ports.letters, MemoryDeadLetters)
        return self.ports.letters


def a_command_world(issuer: Issuer, **settings: Any) -> CommandWorld:
    """Make a world with the database `hr` and its classes Person and Airport."""
    world = CommandWorld(issuer=issuer, settings=settings)
    world.database()
    owner = world.client("lee")
    for definition in (PERSON, AIRPORT):
        answer = owner.post("/database/hr/ontology", definition, headers=WAIT)
        if answer.status != 201:
            raise ValueError(answer.body)
    return world
