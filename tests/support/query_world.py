"""A small world for reads: memory twins, an ontology, instances that happened, one BFF."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from functions.api.bff import build
from functions.api.oms import build as build_writes
from functions.funnel.funnel import build as build_funnel
from infra.catalogue.functions import COMMAND_ROUTES, FUNNEL_ROUTES
from spice.adapters.breaker import Breaker
from spice.adapters.ed25519 import Ed25519KeyPairs
from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.cache import MemoryCache
from spice.adapters.memory.command_store import MemoryCommandStore
from spice.adapters.memory.cursor_key import MemoryCursorKey
from spice.adapters.memory.dead_letters import MemoryDeadLetters
from spice.adapters.memory.directory import MemoryDirectory
from spice.adapters.memory.epoch_store import MemoryEpochStore
from spice.adapters.memory.event_feed import MemoryEventFeed
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.export_files import MemoryExportFiles
from spice.adapters.memory.generations import MemoryGenerations
from spice.adapters.memory.google_sheets import MemoryGoogleSheets
from spice.adapters.memory.import_files import MemoryImportFiles
from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.jobs import MemoryJobs
from spice.adapters.memory.key_wrap import MemoryKeyWrap
from spice.adapters.memory.kick import MemoryKick
from spice.adapters.memory.measures import MemoryMeasures
from spice.adapters.memory.merge_drafts import MemoryMergeDrafts
from spice.adapters.memory.notes import MemoryNotes
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.operations import MemoryOperations
from spice.adapters.memory.packs import MemoryPacks
from spice.adapters.memory.preferences import MemoryPreferences
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.pull_requests import MemoryPullRequests
from spice.adapters.memory.quarantine import MemoryQuarantine
from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.memory.search_marks import MemorySearchMarks
from spice.adapters.memory.secret_seal import MemorySecretSeal
from spice.adapters.memory.sheet_connections import MemorySheetConnections
from spice.adapters.memory.sheet_credentials import MemorySheetCredentials
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import MemorySubjectKeys
from spice.adapters.memory.uploads import MemoryUploads
from spice.adapters.memory.views import MemoryViews
from spice.adapters.memory.waits import MemoryWaits
from spice.adapters.memory.webhook_deliveries import MemoryWebhookDeliveries
from spice.adapters.memory.webhooks import MemoryWebhooks
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.adapters.probes import NamedProbe
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.ontology.compiled.ontology import Ontology
from spice.entrypoints.http.routes import matcher
from spice.messages.codec import decode, encode
from spice.messages.event import Event, Position
from spice.ports.command_store import CommandState
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.ontology_repository import Commit
from spice.ports.outbox import OutboxDepth
from spice.ports.search_index import Document
from spice.ports.waits import EACH
from spice.settings import Settings
from tests.support.api_client import AUDIENCE, ISSUER, ApiClient, Issuer

DATABASE = UUID("00000000-0000-4000-8000-00000000d000")
START = datetime(2013, 1, 1, tzinfo=UTC)
FLIGHT: dict[str, Any] = {
    "id": "c-flight",
    "name": "Flight",
    "label": {"en": "Flight", "ko": "항공편"},
    "parent": None,
    "abstract": False,
    "properties": [
        {"id": "p-name", "name": "title", "type": "xsd:string", "required": True},
        {"id": "p-delay", "name": "dep_delay", "type": "xsd:decimal"},
        {"id": "p-when", "name": "time_hour", "type": "xsd:dateTime"},
        {"id": "p-day", "name": "day", "type": "xsd:date"},
        {
            "id": "p-crew",
            "name": "crew",
            "type": "OBJECT",
            "properties": [{"name": "size", "type": "xsd:integer"}, {"name": "lead", "type": "xsd:string"}],
        },
    ],
    "relationships": [
        {
            "id": "r-origin",
            "name": "origin",
            "target": "Airport",
            "cardinality": "many_to_one",
            "on_missing": "allow",
            "on_delete": "detach",
        }
    ],
}
CHARTER: dict[str, Any] = {
    "id": "c-charter",
    "name": "Charter",
    "parent": "Flight",
    "properties": [{"id": "p-client", "name": "client", "type": "xsd:string"}],
    "relationships": [],
}
AIRPORT: dict[str, Any] = {
    "id": "c-airport",
    "name": "Airport",
    "label": {"ko": "공항"},
    "properties": [
        {"id": "p-airport-name", "name": "이름", "type": "xsd:string"},
        {"id": "p-title-2", "name": "title", "type": "xsd:string"},
        {"id": "p-place", "name": "place", "type": "COORDINATE"},
    ],
    "relationships": [],
}
CLASSES = (FLIGHT, CHARTER, AIRPORT)


@dataclass
class Clock:
    """A clock that a test moves."""

    moment: datetime = START + timedelta(days=1)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment


class EmptyOutbox:
    """An outbox with a depth alone."""

    def depth(self) -> OutboxDepth:
        """Measure what waits."""
        return OutboxDepth(records=3, oldest_at=START)


@dataclass(kw_only=True)
class World:
    """Ports of memory twins, and hands to change them."""

    settings: Settings
    issuer: Issuer
    now: Clock = field(default_factory=Clock)
    state: MemoryState = field(default_factory=MemoryState)
    ontology: MemoryOntologyRepository = field(default_factory=MemoryOntologyRepository)
    search: MemorySearchIndex = field(default_factory=MemorySearchIndex)
    cache: MemoryCache = field(default_factory=MemoryCache)
    kick: MemoryKick = field(default_factory=MemoryKick)
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    export_files: MemoryExportFiles = field(default_factory=MemoryExportFiles)
    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    outbox: EmptyOutbox = field(default_factory=EmptyOutbox)
    down: list[str] = field(default_factory=list)
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.model = MemoryWriteModel(self.state, self.ontology)
        self.commands = MemoryCommandStore(self.state)
        self.generations = MemoryGenerations(self.state)
        self.cursor_key = MemoryCursorKey(self.state)
        self.pulls, self.drafts = MemoryPullRequests(self.state), MemoryMergeDrafts(self.state)
        self.notes, self.packs = MemoryNotes(self.state), MemoryPacks(self.now)
        self.views, self.preferences = MemoryViews(self.state), MemoryPreferences(self.state)
        self.webhooks, self.deliveries = MemoryWebhooks(self.state), MemoryWebhookDeliveries(self.state)
        self.google, self.sheet_credentials = MemoryGoogleSheets(), MemorySheetCredentials(self.state)
        self.sheet_connections = MemorySheetConnections(self.state)
        self.seal, self.key_pairs = MemorySecretSeal(self.state), Ed25519KeyPairs()
        ring = KeyRing(MemoryKeyWrap(), MemoryEpochStore())
        self.subject_keys = MemorySubjectKeys(self.state, ring, self.now)
        self.directory = MemoryDirectory(self.state, self.ontology)
        self.instances = MemoryInstanceReader(self.state)
        self.feed, self.log, self.proofs = MemoryEventFeed(self.state), MemoryEventLog(), MemoryProofStore()
        self.operations = MemoryOperations(self.state)
        self.jobs = MemoryJobs(self.now)
        self.import_files, self.uploads = MemoryImportFiles(), MemoryUploads()
        self.marks = MemorySearchMarks(self.state)
        self.measures = MemoryMeasures(self.state)
        self.quarantine = MemoryQuarantine(self.state, self.now)
        self.limiter = MemoryRateLimiter(per_second=1000, burst=1000)
        self.waits = MemoryWaits(each=EACH, most=64)
        self.probes = [self._probe(name) for name in ("postgres", "s3", "redis")]

    def client(self, subject: str = "kim", *, roles: Sequence[str] = ()) -> ApiClient:
        """A client of a fresh BFF."""
        token = self.issuer.token(subject, now=self.now(), roles=list(roles))
        return ApiClient(cast(Callable[[Any, Any], dict[str, Any]], build(cast(Any, self))), token, described=True)

    def whole(self, subject: str = "kim", *, roles: Sequence[str] = ()) -> ApiClient:
        """A client of reads and writes, put together as the gateway does."""
        reads, writes, funnel = (make(cast(Any, self)) for make in (build, build_writes, build_funnel))
        commands = [(method, matcher("/api/v1" + path)) for method, path in COMMAND_ROUTES]

        def handle(event: Any, context: Any) -> dict[str, Any]:
            asked, path = event["requestContext"]["http"]["method"], event["rawPath"]
            written = any(method == asked and shape.fullmatch(path) for method, shape in commands)
            told = (asked, path.removeprefix("/api/v1")) in FUNNEL_ROUTES
            answers = writes if written else funnel if told else reads
            return cast(dict[str, Any], answers(event, context))

        return ApiClient(handle, self.client(subject, roles=roles).token, described=True)

    def database(
        self, name: str = "air", uuid: UUID = DATABASE, classes: Sequence[Mapping[str, Any]] = CLASSES
    ) -> None:
        """Make a database with `kim` as its viewer and `lee` as its owner."""
        self.state.databases[uuid] = Database(uuid=uuid, name=name, created_at=START, created_by="lee")
        self.state.grant(uuid, "kim", "viewer", at=START, by="lee")
        self.state.grant(uuid, "lee", "owner", at=START, by="lee")
        self.define(classes, uuid=uuid)

    def define(self, classes: Sequence[Mapping[str, Any]], *, uuid: UUID = DATABASE, at: datetime = START) -> str:
        """Commit an ontology."""
        head = self.ontology.head(uuid)
        commit = Commit(
            id=f"commit{len(self.ontology.log(uuid)) + 1}",
            parents=[head] if head else [],
            message="classes",
            author="lee",
            at=at,
            command_id=uuid5(uuid, f"commit after {head}"),
            classes={each["id"]: dict(each) for each in classes},
        )
        self.ontology.commit(uuid, commit, expected_head=head)
        return commit.id

    def happen(self, kind: str, class_id: str, identity: str, **change: Any) -> Event:
        """Let an event of an instance happen: index it, project it, finish its command."""
        self._sequence += 1
        root = "c-flight" if class_id == "c-charter" else class_id
        before = self.instances.instance(DATABASE, root, identity)
        command = uuid5(DATABASE, f"command {self._sequence}")
        event = Event(
            type=f"Instance{kind}",
            at=change.pop("at", START + timedelta(minutes=self._sequence)),
            actor=change.pop("actor", "lee"),
            command_id=command,
            version=before.version + 1 if before else 1,
            position=Position(1, f"instance-000{self._sequence % 2}", self._sequence, 0),
            database=DATABASE,
            class_id=class_id,
            root_id=root if root != class_id else None,
            id=identity,
            ontology_commit=self.ontology.head(DATABASE),
            reason=change.pop("reason", None),
            **_exactly(change),
        )
        self.instances.happen(event)
        self.state.commands[command] = CommandState(
            id=command,
            type="PutInstance",
            state="COMPLETED",
            actor=event.actor,
            database=DATABASE,
            submitted_at=event.at,
            finished_at=event.at,
            attempts=1,
            key=aggregate_id(DATABASE, root, identity),
            result={"class": class_id, "id": identity, "version": event.version, "changed": True},
            shard=event.position.shard,
            generation=1,
            sequence=self._sequence,
        )
        self.project(root, identity)
        self.operations.reach("search", event.position.shard, self._sequence)
        self.state.counts[DATABASE, "class", class_id, None] += {"Created": 1, "Deleted": -1}.get(kind, 0)
        return event

    def project(self, root: str, identity: str) -> None:
        """Index the current state for search."""
        instance = self.state.instances[DATABASE, root, identity]
        commit = self.ontology.read(DATABASE, self.ontology.head(DATABASE) or "")
        shapes = Ontology.compile(None, commit.classes.values() if commit else ()).by_id
        self.search.apply(
            DATABASE,
            [
                Document(
                    database=DATABASE,
                    stream=stream_key(aggregate_id(DATABASE, root, identity)),
                    class_id=instance.class_id,
                    id=identity,
                    version=instance.version,
                    data=instance.data,
                    fields=shapes[instance.class_id].fields(),
                    created_at=instance.created_at,
                    updated_at=instance.updated_at,
                    updated_by=instance.updated_by,
                    deleted=instance.deleted,
                )
            ],
        )

    def flight(self, identity: str, title: str = "a flight", **data: Any) -> Event:
        """Let a flight come into being."""
        return self.happen("Created", "c-flight", identity, data={"p-name": title, **data})

    def _probe(self, name: str) -> NamedProbe:
        def ask() -> None:
            if name in self.down:
                raise Transient(name, "down")

        return NamedProbe(name, ask, Breaker(name))


def a_world(issuer: Issuer) -> World:
    """Make a world with the database `air`."""
    settings = Settings(
        postgres_url="",
        postgres_read_url="",
        s3_endpoint=None,
        s3_region="",
        log_bucket="",
        data_bucket="",
        redis_url="",
        search_path="",
        jwt_issuer=(ISSUER,),
        jwt_audience=(AUDIENCE,),
        jwks_url=issuer.url,
        kick_url="",
    )
    world = World(settings=settings, issuer=issuer)
    world.database()
    return world


def _exactly(change: Mapping[str, Any]) -> dict[str, Any]:
    """Give numbers as the log has them: decimals, not floats."""
    return cast(dict[str, Any], decode(encode(change)))
