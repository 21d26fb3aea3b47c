"""The only module that names adapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spice.adapters.crash_points import crash_points
from spice.adapters.datagram.kick import DatagramKick
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.checkpoints import PostgresCheckpoints
from spice.adapters.postgres.command_store import PostgresCommandStore
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.dead_letters import PostgresDeadLetters
from spice.adapters.postgres.directory import PostgresDirectory
from spice.adapters.postgres.event_feed import PostgresEventFeed
from spice.adapters.postgres.histories import PostgresHistories
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.adapters.postgres.jobs import PostgresJobs
from spice.adapters.postgres.ontology_repository import PostgresOntologyRepository
from spice.adapters.postgres.operations import PostgresOperations
from spice.adapters.postgres.outbox import PostgresOutbox
from spice.adapters.postgres.retention import PostgresRetention
from spice.adapters.postgres.write_model import PostgresWriteModel
from spice.adapters.probes import NamedProbe
from spice.adapters.redis.cache import RedisCache
from spice.adapters.redis.connection import RedisConnection
from spice.adapters.redis.rate_limiter import RedisRateLimiter
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.event_log import S3EventLog
from spice.adapters.s3.packs import S3Packs
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.ports.bus import Bus
from spice.ports.cache import Cache
from spice.ports.checkpoints import Checkpoints
from spice.ports.command_store import CommandStore
from spice.ports.crash import Crash
from spice.ports.dead_letters import DeadLetters
from spice.ports.directory import Directory
from spice.ports.event_feed import EventFeed
from spice.ports.event_log import EventLog
from spice.ports.histories import Histories
from spice.ports.instance_reader import InstanceReader
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox
from spice.ports.packs import Packs
from spice.ports.probe import Probe
from spice.ports.rate_limiter import RateLimiter
from spice.ports.retention import Retention
from spice.ports.search_index import SearchIndex
from spice.ports.write_model import WriteModel
from spice.settings import Settings

if TYPE_CHECKING:
    from spice.adapters.kafka.bus import KafkaBus


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Everything a function may be given; a handler's `build` takes what it needs."""

    settings: Settings
    now: Callable[[], datetime]
    commands: CommandStore
    outbox: Outbox
    bus: Bus
    log: EventLog
    packs: Packs
    model: WriteModel
    instances: InstanceReader
    histories: Histories
    feed: EventFeed
    ontology: OntologyRepository
    directory: Directory
    checkpoints: Checkpoints
    operations: Operations
    letters: DeadLetters
    jobs: Jobs
    retention: Retention
    search: SearchIndex
    cache: Cache
    limiter: RateLimiter
    kick: Kick
    probes: Sequence[Probe]
    crash: Crash


def connect_bus(settings: Settings) -> PostgresBus | KafkaBus:
    """Make the bus that the settings name; the local host and operators read it, and make its topics."""
    if settings.kafka is None:
        return PostgresBus(settings.postgres_url)
    from spice.adapters.kafka.bus import KafkaBus
    from spice.adapters.kafka.connection import KafkaConnection

    return KafkaBus(KafkaConnection(**asdict(settings.kafka)))


def connect(settings: Settings) -> Ports:
    """Make every adapter; none opens a connection before it is used."""
    write, read = Postgres(settings.postgres_url), Postgres(settings.postgres_read_url)
    s3 = LazyS3(endpoint=settings.s3_endpoint, region=settings.s3_region)
    redis = RedisConnection(settings.redis_url)
    local_bus, log, packs = PostgresBus(write), S3EventLog(s3, settings.log_bucket), S3Packs(s3, settings.data_bucket)
    bus = connect_bus(settings) if settings.kafka else local_bus
    instances = PostgresInstanceReader(read, packs)
    search = TantivySearchIndex(settings.search_path)
    return Ports(
        settings=settings,
        now=lambda: datetime.now(UTC),
        commands=PostgresCommandStore(write, bus.partitions),
        outbox=PostgresOutbox(write),
        bus=bus,
        log=log,
        packs=packs,
        model=PostgresWriteModel(write),
        instances=instances,
        histories=PostgresHistories(write, instances),
        feed=PostgresEventFeed(read, log),
        ontology=PostgresOntologyRepository(write),
        directory=PostgresDirectory(read),
        checkpoints=PostgresCheckpoints(write),
        operations=PostgresOperations(read),
        letters=PostgresDeadLetters(read),
        jobs=PostgresJobs(write),
        retention=PostgresRetention(write, None if settings.kafka else local_bus),
        search=search,
        cache=RedisCache(redis),
        limiter=RedisRateLimiter(redis, per_second=settings.rate_limit_per_second, burst=settings.rate_limit_burst),
        kick=DatagramKick(settings.kick_url),
        probes=(
            NamedProbe("postgres", local_bus.ping),
            *((NamedProbe("kafka", bus.ping),) if settings.kafka else ()),
            NamedProbe("s3", lambda: s3.ping(settings.log_bucket)),
            redis,
        ),
        crash=crash_points(settings.crash_at),
    )
