"""The only module that names adapters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from spice.adapters.aws.brokers import MskBrokers
from spice.adapters.aws.kick import LambdaKick
from spice.adapters.aws.search_packages import AwsSearchPackages
from spice.adapters.aws.secret_credentials import SecretCredentials
from spice.adapters.aws.token_credentials import TokenCredentials
from spice.adapters.breaker import Breaker, Told, nobody
from spice.adapters.crash_points import crash_points
from spice.adapters.datagram.kick import DatagramKick
from spice.adapters.disk.disk import Disk
from spice.adapters.disk.event_log import DiskEventLog
from spice.adapters.postgres.asking import PostgresAsking
from spice.adapters.postgres.attempts import PostgresAttempts
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.checkpoints import PostgresCheckpoints
from spice.adapters.postgres.command_store import PostgresCommandStore
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.cursor_key import PostgresCursorKey
from spice.adapters.postgres.dead_letters import PostgresDeadLetters
from spice.adapters.postgres.directory import PostgresDirectory
from spice.adapters.postgres.event_feed import PostgresEventFeed
from spice.adapters.postgres.generations import PostgresGenerations
from spice.adapters.postgres.histories import PostgresHistories
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.adapters.postgres.jobs import PostgresJobs
from spice.adapters.postgres.migrations import PostgresSchema
from spice.adapters.postgres.next_index import BesideCursor, PostgresNextIndex
from spice.adapters.postgres.ontology_repository import PostgresOntologyRepository
from spice.adapters.postgres.operations import PostgresOperations
from spice.adapters.postgres.outbox import PostgresOutbox
from spice.adapters.postgres.quarantine import PostgresQuarantine
from spice.adapters.postgres.retention import PostgresRetention
from spice.adapters.postgres.search_marks import PostgresSearchMarks
from spice.adapters.postgres.write_model import PostgresWriteModel
from spice.adapters.probes import NamedProbe
from spice.adapters.redis.cache import RedisCache
from spice.adapters.redis.connection import FAILURES, LONGEST_PAUSE_SECONDS, RedisConnection
from spice.adapters.redis.rate_limiter import RedisRateLimiter
from spice.adapters.redis.waits import RedisWaits
from spice.adapters.s3.buckets import S3Buckets
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.event_log import S3EventLog
from spice.adapters.s3.log_objects import S3LogObjects
from spice.adapters.s3.packs import S3Packs
from spice.ports.credentials import Credentials
from spice.ports.deployment.search_templates import SearchTemplates
from spice.ports.event_log import EventLog
from spice.ports.kick import Kick
from spice.ports.waits import EACH
from spice.settings import DiskSettings, Settings
from spice.wired import Wired

if TYPE_CHECKING:
    from spice.adapters.kafka.bus import KafkaBus
    from spice.adapters.opensearch.search_index import OpenSearchIndex
    from spice.adapters.tantivy.search_index import TantivySearchIndex


def connect_bus(settings: Settings, breaker: Breaker | None = None) -> PostgresBus | KafkaBus:
    """Make the bus that the settings name; the local host and operators read it, and make its topics."""
    if settings.kafka is None:
        return PostgresBus(settings.postgres_url)
    from spice.adapters.kafka.bus import KafkaBus
    from spice.adapters.kafka.connection import KafkaConnection

    return KafkaBus(KafkaConnection(**asdict(settings.kafka)), breaker)


def connect(settings: Settings, *, told: Told = nobody) -> Wired:
    """Make every adapter; none opens a connection before it is used. `told` hears of breakers that open and close."""
    guard = partial(Breaker, told=told)
    primary, s3_guard, search_guard = guard("postgres"), guard("s3"), guard("search")
    # A replica may be away alone.
    replica = guard("postgres-read") if settings.postgres_read_url != settings.postgres_url else primary
    cache_guard = guard("redis", failures=FAILURES, longest_pause_seconds=LONGEST_PAUSE_SECONDS)
    bus_guard = guard("kafka")
    limit = settings.postgres_statement_seconds
    postgres = partial(Postgres, statement_seconds=limit, credentials=_credentials(settings))
    write, read = postgres(settings.postgres_url, primary), postgres(settings.postgres_read_url, replica)
    s3 = LazyS3(endpoint=settings.s3_endpoint, region=settings.s3_region, breaker=s3_guard)
    redis = RedisConnection(settings.redis_url, cache_guard, ca=settings.redis_ca)
    local_bus, log, packs = PostgresBus(write), S3EventLog(s3, settings.log_bucket), S3Packs(s3, settings.data_bucket)
    bus = connect_bus(settings, bus_guard) if settings.kafka else local_bus
    instances, generations = PostgresInstanceReader(read, packs), PostgresGenerations(write, bus.partitions)
    search, templates = connect_search(settings, search_guard)
    return Wired(
        settings=settings,
        now=lambda: datetime.now(UTC),
        commands=PostgresCommandStore(write, generations.newest),
        outbox=PostgresOutbox(write),
        bus=bus,
        topics=bus,
        generations=generations,
        log=log,
        log_objects=S3LogObjects(s3, settings.log_bucket),
        packs=packs,
        model=PostgresWriteModel(write),
        attempts=PostgresAttempts(write),
        next_index=PostgresNextIndex(write, postgres(settings.postgres_url, primary, cursors=BesideCursor)),
        instances=instances,
        histories=PostgresHistories(write, instances),
        feed=PostgresEventFeed(read, log),
        ontology=PostgresOntologyRepository(write),
        directory=PostgresDirectory(read),
        checkpoints=PostgresCheckpoints(write),
        # Reads are counted as well: a replica takes no writes.
        operations=PostgresOperations(write),
        letters=PostgresDeadLetters(read),
        jobs=PostgresJobs(write),
        quarantine=PostgresQuarantine(write),
        retention=PostgresRetention(write, None if settings.kafka else local_bus),
        search=search,
        marks=PostgresSearchMarks(write),
        cache=RedisCache(redis),
        limiter=RedisRateLimiter(redis, per_second=settings.rate_limit_per_second, burst=settings.rate_limit_burst),
        waits=RedisWaits(redis, each=EACH, most=settings.waits),
        kick=_kick(settings),
        cursor_key=PostgresCursorKey(read),
        schema=PostgresSchema(write),
        asking=PostgresAsking(write),
        templates=templates,
        buckets=S3Buckets(s3),
        brokers=MskBrokers(region=settings.s3_region),
        packages=AwsSearchPackages(region=settings.s3_region),
        probes=(
            NamedProbe("postgres", write.ping, primary),
            *([] if replica is primary else [NamedProbe("postgres-read", read.ping, replica)]),
            *([NamedProbe("kafka", bus.ping, bus_guard)] if settings.kafka else []),
            NamedProbe("s3", lambda: s3.ping(settings.log_bucket), s3_guard),
            NamedProbe("redis", redis.ping, cache_guard),
            NamedProbe("search", search.ping, search_guard),
            *([NamedProbe("disk", _disk(settings.disk).ping, guard("disk"))] if settings.disk else []),
        ),
        crash=crash_points(settings.crash_at),
    )


def _disk(settings: DiskSettings) -> Disk:
    return Disk(Path(settings.path), needed_bytes=settings.needed_bytes)


def _credentials(settings: Settings) -> Credentials | None:
    if settings.postgres_secret is not None:
        return SecretCredentials(settings.postgres_secret, region=settings.s3_region)
    return TokenCredentials(region=settings.s3_region) if settings.postgres_auth == "iam" else None


def connect_copy(place: str, *, endpoint: str | None, region: str) -> EventLog:
    """Open a copy of a log: `s3://bucket/prefix`, with the credentials of the environment as it is now, or a folder.

    What is named is what `log/` lies in, or that itself.
    """
    if not place.startswith("s3://"):
        folder = Path(place)
        return DiskEventLog(folder.absolute().parent if folder.absolute().name == "log" else folder)
    bucket, _, path = place.removeprefix("s3://").partition("/")
    parts = [part for part in path.split("/") if part]
    prefix = "".join(f"{part}/" for part in (parts[:-1] if parts[-1:] == ["log"] else parts))
    s3 = LazyS3(endpoint=endpoint, region=region)
    s3.ping(bucket)
    return S3EventLog(s3, bucket, prefix)


def connect_search(
    settings: Settings, breaker: Breaker | None = None
) -> tuple[TantivySearchIndex | OpenSearchIndex, SearchTemplates]:
    """Make the search index that the settings name, and what has to be put there before it is used."""
    # Imported by need: the engine of one machine is not in the bundles of the cloud.
    if settings.search is None:
        from spice.adapters.tantivy.search_index import TantivySearchIndex
        from spice.adapters.tantivy.templates import TantivyTemplates

        return TantivySearchIndex(settings.search_path), TantivyTemplates()
    from spice.adapters.opensearch.connection import OpenSearchConnection
    from spice.adapters.opensearch.search_index import OpenSearchIndex
    from spice.adapters.opensearch.templates import OpenSearchTemplates

    cluster = settings.search
    index = OpenSearchIndex(OpenSearchConnection(cluster.url, breaker, auth=cluster.auth, region=cluster.region))
    return index, OpenSearchTemplates(index)


def _kick(settings: Settings) -> Kick:
    scheme, _, prefix = settings.kick_url.partition(":")
    if scheme == "lambda":
        return LambdaKick(prefix, region=settings.s3_region, endpoint=settings.lambda_endpoint)
    return DatagramKick(settings.kick_url)
