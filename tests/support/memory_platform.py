"""The whole platform in one process: the catalogue's handlers on memory twins, stepped by hand."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from infra.catalogue import names
from infra.catalogue.functions import COMMAND_ROUTES, FUNCTIONS, FUNNEL_ROUTES
from infra.catalogue.model import Function, Topic
from spice.adapters.ed25519 import is_signed
from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.attempts import MemoryAttempts
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.cache import MemoryCache
from spice.adapters.memory.checkpoints import MemoryCheckpoints
from spice.adapters.memory.command_store import MemoryCommandStore
from spice.adapters.memory.cursor_key import MemoryCursorKey
from spice.adapters.memory.dead_letters import MemoryDeadLetters
from spice.adapters.memory.deployment import (
    MemoryAsking,
    MemoryBrokers,
    MemoryBuckets,
    MemorySchema,
    MemorySearchPackages,
    MemorySearchTemplates,
)
from spice.adapters.memory.directory import MemoryDirectory
from spice.adapters.memory.epoch_store import MemoryEpochStore
from spice.adapters.memory.event_feed import MemoryEventFeed
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.export_files import MemoryExportFiles
from spice.adapters.memory.generations import MemoryGenerations
from spice.adapters.memory.google_sheets import MemoryGoogleSheets
from spice.adapters.memory.histories import MemoryHistories
from spice.adapters.memory.http_sender import MemoryHttpSender
from spice.adapters.memory.import_files import MemoryImportFiles
from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.jobs import MemoryJobs
from spice.adapters.memory.key_epochs import MemoryKeyEpochs
from spice.adapters.memory.key_pairs import MemoryKeyPairs
from spice.adapters.memory.key_wrap import MemoryKeyWrap
from spice.adapters.memory.kick import MemoryKick
from spice.adapters.memory.log_objects import MemoryLogObjects
from spice.adapters.memory.measures import MemoryMeasures
from spice.adapters.memory.merge_drafts import MemoryMergeDrafts
from spice.adapters.memory.next_index import MemoryNextIndex
from spice.adapters.memory.notes import MemoryNotes
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.operations import MemoryOperations
from spice.adapters.memory.outbox import MemoryOutbox
from spice.adapters.memory.packs import MemoryPacks
from spice.adapters.memory.preferences import MemoryPreferences
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.pull_requests import MemoryPullRequests
from spice.adapters.memory.quarantine import MemoryQuarantine
from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from spice.adapters.memory.retention import MemoryRetention
from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.memory.search_marks import MemorySearchMarks
from spice.adapters.memory.secret_seal import MemorySecretSeal
from spice.adapters.memory.sheet_connections import MemorySheetConnections
from spice.adapters.memory.sheet_credentials import MemorySheetCredentials
from spice.adapters.memory.signed_trees import MemorySignedTrees
from spice.adapters.memory.signer import MemorySigner
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import MemorySubjectKeys
from spice.adapters.memory.uploads import MemoryUploads
from spice.adapters.memory.views import MemoryViews
from spice.adapters.memory.waits import MemoryWaits
from spice.adapters.memory.webhook_deliveries import MemoryWebhookDeliveries
from spice.adapters.memory.webhook_queue import MemoryWebhookQueue
from spice.adapters.memory.webhooks import MemoryWebhooks
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.application.work.prepare_shards import NotYet
from spice.entrypoints.http.routes import matcher
from spice.entrypoints.lazy import Handler
from spice.ports.bus import BusConsumer, ConsumedRecord
from spice.ports.crash import Crash, never
from spice.ports.waits import EACH
from spice.settings import Settings
from spice.wired import Wired
from tests.support.api_client import AUDIENCE, ISSUER, ApiClient, Issuer

START = datetime(2013, 1, 1, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that goes a millisecond a look, and as far as a test moves it."""

    moment: datetime = START

    def __call__(self) -> datetime:
        """Tell the time."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self.moment += timedelta(seconds=seconds)


class Context:
    """What a handler is told of its invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Tell how long it may still run."""
        return 30_000


def settings(jwks_url: str = "") -> Settings:
    """Settings that reach nothing."""
    return Settings(
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
        jwks_url=jwks_url,
        kick_url="",
    )


def memory_ports(now: Clock, *, jwks_url: str = "", crash: Crash = never, state: MemoryState | None = None) -> Wired:
    """Every port on one state."""
    state = state or MemoryState()
    bus, packs, ontology = MemoryBus(state), MemoryPacks(now), MemoryOntologyRepository()
    bus.create_topics(names.TOPICS)
    reader, log = MemoryInstanceReader(state, packs), MemoryEventLog()
    proofs, ring = MemoryProofStore(), KeyRing(MemoryKeyWrap(), MemoryEpochStore())
    return Wired(
        settings=settings(jwks_url),
        now=now,
        commands=MemoryCommandStore(state),
        notes=MemoryNotes(state),
        outbox=MemoryOutbox(state),
        bus=bus,
        topics=bus,
        generations=MemoryGenerations(state),
        log=log,
        log_objects=MemoryLogObjects(log, proofs),
        proofs=proofs,
        signed_trees=MemorySignedTrees(state),
        signer=MemorySigner(),
        is_signed=is_signed,
        packs=packs,
        uploads=MemoryUploads(),
        export_files=MemoryExportFiles(),
        import_files=MemoryImportFiles(now),
        model=MemoryWriteModel(state, ontology),
        attempts=MemoryAttempts(state),
        next_index=MemoryNextIndex(state, ontology),
        instances=reader,
        histories=MemoryHistories(state, reader, now),
        feed=MemoryEventFeed(state),
        ontology=ontology,
        pulls=MemoryPullRequests(state),
        drafts=MemoryMergeDrafts(state),
        views=MemoryViews(state),
        preferences=MemoryPreferences(state),
        directory=MemoryDirectory(state, ontology),
        checkpoints=MemoryCheckpoints(state),
        operations=MemoryOperations(state),
        letters=MemoryDeadLetters(state),
        jobs=MemoryJobs(now),
        quarantine=MemoryQuarantine(state, now),
        retention=MemoryRetention(state, now),
        search=MemorySearchIndex(),
        marks=MemorySearchMarks(state),
        measures=MemoryMeasures(state),
        cache=MemoryCache(),
        limiter=MemoryRateLimiter(per_second=100_000, burst=100_000),
        waits=MemoryWaits(each=EACH, most=64),
        kick=MemoryKick(),
        cursor_key=MemoryCursorKey(state),
        seal=MemorySecretSeal(state),
        key_pairs=MemoryKeyPairs(),
        subject_keys=MemorySubjectKeys(state, ring, now),
        key_epochs=MemoryKeyEpochs(state, ring),
        webhooks=MemoryWebhooks(state),
        webhook_queue=MemoryWebhookQueue(state),
        deliveries=MemoryWebhookDeliveries(state),
        sender=MemoryHttpSender(),
        google=MemoryGoogleSheets(),
        sheet_credentials=MemorySheetCredentials(state),
        sheet_connections=MemorySheetConnections(state),
        schema=MemorySchema(),
        templates=MemorySearchTemplates(),
        buckets=MemoryBuckets(),
        brokers=MemoryBrokers(),
        packages=MemorySearchPackages(),
        asking=MemoryAsking(),
        probes=(),
        crash=crash,
    )


@dataclass
class MemoryPlatform:
    """Handlers built from ports; `settle` does what schedules and event source mappings would."""

    ports: Wired
    consumer: BusConsumer
    issuer: Issuer | None = None
    batch_size: int | None = None
    """Records an invocation gets at most; None: what the catalogue says."""
    handlers: dict[str, Handler] = field(init=False)
    """By function; each is built when it is first invoked, as a cold start does, and again when it is taken away."""

    def __post_init__(self) -> None:
        self.handlers = _Handlers(self.ports)

    def client(self, subject: str = "kim", *, roles: Sequence[str] = ()) -> ApiClient:
        """A client of reads and writes, put together as the gateway does."""
        if self.issuer is None:
            raise ValueError("a platform without an issuer has no clients")
        commands = [(method, matcher(names.API + path)) for method, path in COMMAND_ROUTES]

        def handle(event: Any, context: Any) -> dict[str, Any]:
            asked, path = event["requestContext"]["http"]["method"], event["rawPath"]
            written = any(method == asked and shape.fullmatch(path) for method, shape in commands)
            told = (asked, path.removeprefix(names.API)) in FUNNEL_ROUTES
            function = "oms" if written else "funnel" if told else "bff"
            answer: dict[str, Any] = self.handlers[function](event, context)
            return answer

        return ApiClient(handle, self.issuer.token(subject, now=self.ports.now(), roles=list(roles)), described=True)

    def relay(self) -> None:
        """Run the relay's tick."""
        self.handlers["relay"]({}, Context())

    def maintain(self) -> None:
        """Run the maintenance's tick."""
        self.handlers["maintenance"]({}, Context())

    def bring_in(self) -> None:
        """Run the tick of imports."""
        self.handlers["imports"]({}, Context())

    def settle(self, *, but: Sequence[str] = ()) -> None:
        """Relay and invoke until nothing moves; `but` names functions that are left alone."""
        moved = True
        while moved:
            moved = bool(self.ports.outbox.shards())
            self.relay()
            for function, trigger in topic_triggers():
                moved |= function.name not in but and self.deliver(function.name, trigger)

    def deliver(self, function: str, trigger: Topic) -> bool:
        """Invoke a function with what its topic holds, once a partition or all together; offsets move after success."""
        batches = [batch for partition in self._behind(trigger) if (batch := self._fetch(trigger, partition))]
        if trigger.together:
            batches = [[record for batch in batches for record in batch]] if batches else []
        for batch in batches:
            try:
                self.handlers[function](kafka_event(batch), Context())
            except NotYet:
                # It is delivered again, once others had their turn.
                return bool(self.ports.outbox.shards())
            for record in batch:
                self.consumer.commit(trigger.group, trigger.topic, record.partition, record.offset + 1)
        return bool(batches)

    def _behind(self, trigger: Topic) -> list[int]:
        return [partition for partition, lag in self.consumer.lag(trigger.group, trigger.topic).items() if lag]

    def _fetch(self, trigger: Topic, partition: int) -> Sequence[ConsumedRecord]:
        size = self.batch_size or trigger.batch_size
        return self.consumer.fetch(trigger.group, trigger.topic, partition, max_records=size, max_bytes=4_400_000)


def memory_platform(
    now: Clock,
    issuer: Issuer | None = None,
    *,
    crash: Crash = never,
    batch_size: int | None = None,
    around: Callable[[Wired], Wired] = lambda ports: ports,
) -> MemoryPlatform:
    """A platform on fresh twins; `around` may put something of its own before some of them."""
    state = MemoryState()
    ports = around(memory_ports(now, jwks_url=issuer.url if issuer else "", crash=crash, state=state))
    return MemoryPlatform(ports=ports, consumer=MemoryBus(state), issuer=issuer, batch_size=batch_size)


def topic_triggers() -> Iterator[tuple[Function, Topic]]:
    """List the catalogue's event source mappings."""
    for function in FUNCTIONS:
        for trigger in function.triggers:
            if isinstance(trigger, Topic):
                yield function, trigger


def kafka_event(records: Sequence[ConsumedRecord]) -> dict[str, Any]:
    """Make the event that Lambda's event source mapping would."""
    groups: dict[str, list[dict[str, object]]] = {}
    for record in records:
        entry = {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "timestamp": record.timestamp,
            "key": b64encode(record.key).decode(),
            "value": b64encode(record.value).decode(),
            "headers": [{name: list(value)} for name, value in record.headers],
        }
        groups.setdefault(f"{record.topic}-{record.partition}", []).append(entry)
    return {"eventSource": "aws:kafka", "records": groups}


class _Handlers(dict[str, Handler]):
    def __init__(self, ports: Wired) -> None:
        super().__init__()
        self._ports = ports

    def __missing__(self, name: str) -> Handler:
        function = next(each for each in FUNCTIONS if each.name == name)
        self[name] = import_module(function.handler.rpartition(".")[0]).build(self._ports)
        return self[name]
