"""A small world for writes: memory twins, one OMS, and a relay that carries commands out at once, by the real rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from functions.api.oms import build
from spice.adapters.memory.cache import MemoryCache
from spice.adapters.memory.command_store import MemoryCommandStore
from spice.adapters.memory.dead_letters import MemoryDeadLetters
from spice.adapters.memory.directory import MemoryDirectory
from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.kick import MemoryKick
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.waits import MemoryWaits
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.application.deciding.decide_instances import InstanceDecider
from spice.application.deciding.decide_ontologies import OntologyDecider
from spice.application.ground.ontologies import OntologyCache
from spice.application.ground.problem_rows import problem_rows
from spice.domain.errors import DomainError
from spice.domain.identity import aggregate_id, stream_key
from spice.messages.command import Command
from spice.messages.event import Event, Position
from spice.messages.registry import decode_payload
from spice.messages.segment import Line
from spice.ports.command_store import CommandState, Kept, Submission
from spice.ports.directory import Database
from spice.ports.ontology_repository import Commit
from spice.ports.shard_rows import ShardHead
from spice.ports.waits import EACH
from spice.ports.write_model import Look, Snapshot, Wanted
from spice.settings import Settings
from tests.support.api_client import AUDIENCE, ISSUER, ApiClient, Issuer

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


class Intake(MemoryCommandStore):
    """Accepted commands, with those that nobody carried out yet."""

    waiting: list[tuple[str, Command]]

    def keep(self, submission: Submission) -> Kept:
        """Keep, and remember what waits."""
        kept = super().keep(submission)
        if not kept.replayed:
            self.waiting += [(submission.topic, command) for command in submission.commands]
        return kept


@dataclass(kw_only=True)
class CommandWorld:
    """Ports of memory twins; `kick("relay")` carries out what waits, unless `asleep`."""

    settings: Settings
    issuer: Issuer
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    asleep: bool = False
    state: MemoryState = field(default_factory=MemoryState)
    ontology: MemoryOntologyRepository = field(default_factory=MemoryOntologyRepository)
    cache: MemoryCache = field(default_factory=MemoryCache)
    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    limiter: MemoryRateLimiter = field(default_factory=lambda: MemoryRateLimiter(per_second=10_000, burst=10_000))
    waits: MemoryWaits = field(default_factory=lambda: MemoryWaits(each=EACH, most=64))
    kicks: MemoryKick = field(default_factory=MemoryKick)
    sequence: int = 0

    def __post_init__(self) -> None:
        self.commands = Intake(self.state)
        self.commands.waiting = []
        self.directory = MemoryDirectory(self.state, self.ontology)
        self.instances = MemoryInstanceReader(self.state)

    @property
    def model(self) -> "WorldModel":
        """What is decided from."""
        return WorldModel(self)

    def client(self, subject: str = "kim", *, roles: Sequence[str] = ()) -> ApiClient:
        """A client of a fresh OMS."""
        token = self.issuer.token(subject, now=self.now(), roles=list(roles))
        return ApiClient(cast(Callable[[Any, Any], dict[str, Any]], build(cast(Any, self))), token)

    def database(self, name: str = "hr", uuid: UUID = DATABASE, **roles: str) -> None:
        """Make a database: `lee` owns it, `kim` edits it, and whom `roles` names."""
        self.state.databases[uuid] = Database(uuid=uuid, name=name, created_at=self.now(), created_by="lee")
        for subject, role in {"lee": "owner", "kim": "editor", **roles}.items():
            self.state.grant(uuid, subject, role, at=self.now(), by="lee")

    def kick(self, function: str, event: dict[str, object] | None = None) -> None:
        """Carry out what waits."""
        self.kicks(function, event)
        while not self.asleep and self.commands.waiting:
            topic, command = self.commands.waiting.pop(0)
            self._carry_out(topic, command)

    def _carry_out(self, topic: str, command: Command) -> None:
        state, result, errors = "COMPLETED", None, []
        try:
            result = None if command.type == "Release" else self._decide(topic, command)
        except DomainError as refused:
            state, errors = "FAILED", problem_rows(refused.problems)
        self.state.commands[command.id] = CommandState(
            id=command.id,
            type=command.type,
            state=state,
            actor=command.actor,
            database=command.database,
            submitted_at=command.submitted_at,
            finished_at=self.now(),
            attempts=1,
            batch=command.batch,
            line=command.line,
            key=command.key,
            result=result,
            errors=errors,
        )

    def _decide(self, topic: str, command: Command) -> dict[str, Any] | None:
        snapshot = self.look()
        payload = decode_payload(command.type, command.payload)
        if topic == "instance-commands":
            cache = OntologyCache(self.ontology)
            session: Any = InstanceDecider(cache, snapshot.instances.get, lambda _: iter(())).begin(
                snapshot, self.now()
            )
        else:
            session = OntologyDecider(self.ontology, self.instances.count).begin(snapshot, self.now())
        lines, result = session.decide(command, payload)
        for n, line in enumerate(lines):
            result = self._happen(command, line, n) or result
        return cast(dict[str, Any] | None, result)

    def look(self) -> Snapshot:
        """Everything there is, to decide from."""
        heads = {uuid: self.ontology.head(uuid) for uuid in self.state.databases}
        databases = {uuid: replace(each, head=heads[uuid]) for uuid, each in self.state.databases.items()}
        return Snapshot(
            head=ShardHead(shard="instance-0000"),
            instances={stream_key(aggregate_id(*key)): each for key, each in self.state.instances.items()},
            databases=databases,
            names={each.name: uuid for uuid, each in databases.items() if not each.deleted},
            grants={
                uuid: {grant.subject: grant.role for grant in grants.values()}
                for uuid, grants in self.state.grants.items()
            },
        )

    def _happen(self, command: Command, line: Line, n: int) -> dict[str, Any] | None:
        self.sequence += 1
        if line.type.startswith("Instance"):
            return self._instance(command, line, n)
        body = line.body or {}
        if line.type == "OntologyCommitted":
            self._committed(command, body)
        elif line.type == "GrantSet":
            self.state.grant(
                command.database or DATABASE, body["subject"], body["role"], at=self.now(), by=command.actor
            )
        elif line.type == "GrantRemoved":
            del self.state.grants[command.database or DATABASE][body["subject"]]
        else:
            self._database(command, line.type, body)
        return None

    def _instance(self, command: Command, line: Line, n: int) -> dict[str, Any]:
        event = Event(
            type=line.type,
            at=self.now(),
            actor=command.actor,
            command_id=command.id,
            version=line.version,
            position=Position(1, "instance-0000", self.sequence, n),
            database=command.database,
            class_id=line.class_id,
            root_id=line.root,
            id=line.id,
            reason=command.reason,
            occurred_at=command.occurred_at,
            correlation_id=command.correlation_id,
            data=line.data,
            set=line.set,
            unset=line.unset,
        )
        self.instances.happen(event)
        return {"class": line.class_id, "id": line.id, "version": line.version, "changed": True}

    def _committed(self, command: Command, body: Mapping[str, Any]) -> None:
        uuid = command.database or DATABASE
        head = self.ontology.head(uuid)
        before = self.ontology.read(uuid, head) if head else None
        classes = {**(before.classes if before else {}), **body["classes"]}
        commit = Commit(
            id=body["commit"],
            parents=[head] if head else [],
            message=body["message"],
            author=command.actor,
            at=self.now(),
            command_id=command.id,
            classes={key: each for key, each in classes.items() if each is not None},
        )
        self.ontology.commit(uuid, commit, expected_head=head)

    def _database(self, command: Command, kind: str, body: Mapping[str, Any]) -> None:
        uuid = body["uuid"]
        if kind == "DatabaseCreated":
            self.state.databases[uuid] = Database(
                uuid=uuid, name=body["name"], created_at=self.now(), created_by=command.actor, **body["settings"]
            )
            self.state.grant(uuid, command.actor, "owner", at=self.now(), by=command.actor)
        elif kind == "DatabaseUpdated":
            old = self.state.databases[uuid]
            self.state.databases[uuid] = replace(old, version=old.version + 1, **body["settings"])
        else:
            self.state.databases[uuid] = replace(self.state.databases[uuid], deleted=True)


class WorldModel(MemoryWriteModel):
    """What a world's commands are decided from."""

    def __init__(self, world: CommandWorld) -> None:
        super().__init__(world.state, world.ontology)
        self._world = world

    def look(self, wanted: Wanted) -> Look:
        """Look at everything."""
        return self._world.look()

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Look at everything."""
        return self._world.look()


def a_command_world(issuer: Issuer, **settings: Any) -> CommandWorld:
    """Make a world with the database `hr` and its classes Person and Airport."""
    plain: dict[str, Any] = dict.fromkeys(
        ("postgres_url", "postgres_read_url", "s3_region", "log_bucket", "data_bucket"), ""
    )
    known = Settings(
        **plain,
        s3_endpoint=None,
        kick_url="",
        redis_url="",
        search_path="",
        jwt_issuer=ISSUER,
        jwt_audience=AUDIENCE,
        jwks_url=issuer.url,
        **settings,
    )
    world = CommandWorld(settings=known, issuer=issuer)
    world.database()
    owner = world.client("lee")
    for definition in (PERSON, AIRPORT):
        answer = owner.post("/database/hr/ontology", definition, headers=WAIT)
        if answer.status != 201:
            raise ValueError(answer.body)
    return world
