"""The only modules that name adapters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

from spice.adapters.aws import brokers, search_packages
from spice.adapters.breaker import Breaker, OnChange, ignore
from spice.adapters.crash_points import crash_points
from spice.adapters.disk.disk import Disk
from spice.adapters.google_sheets.google_sheets import HttpGoogleSheets
from spice.adapters.http.late_sender import LateSender
from spice.adapters.postgres import (
    attempts,
    jobs,
    merge_drafts,
    preferences,
    pull_requests,
    views,
    webhook_deliveries,
    webhook_queue,
    webhooks,
)
from spice.adapters.postgres.asking import PostgresAsking
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.checkpoints import PostgresCheckpoints
from spice.adapters.postgres.command_store import PostgresCommandStore
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.dead_letters import PostgresDeadLetters
from spice.adapters.postgres.directory import PostgresDirectory
from spice.adapters.postgres.event_feed import PostgresEventFeed
from spice.adapters.postgres.generations import PostgresGenerations
from spice.adapters.postgres.histories import PostgresHistories
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.adapters.postgres.kept_key import PostgresKey
from spice.adapters.postgres.key_epochs import PostgresKeyEpochs
from spice.adapters.postgres.measures import PostgresMeasures
from spice.adapters.postgres.migrations import PostgresSchema
from spice.adapters.postgres.next_index import BesideCursor, PostgresNextIndex
from spice.adapters.postgres.notes import PostgresNotes
from spice.adapters.postgres.ontology_repository import PostgresOntologyRepository
from spice.adapters.postgres.operations import PostgresOperations
from spice.adapters.postgres.outbox import PostgresOutbox
from spice.adapters.postgres.quarantine import PostgresQuarantine
from spice.adapters.postgres.retention import PostgresRetention
from spice.adapters.postgres.search_marks import PostgresSearchMarks
from spice.adapters.postgres.secret_seal import PostgresSecretSeal
from spice.adapters.postgres.sheet_connections import PostgresSheetConnections
from spice.adapters.postgres.sheet_credentials import PostgresSheetCredentials
from spice.adapters.postgres.signed_trees import PostgresSignedTrees
from spice.adapters.postgres.subject_keys import PostgresSubjectKeys
from spice.adapters.postgres.write_model import PostgresWriteModel
from spice.adapters.probes import NamedProbe
from spice.adapters.redis import cache, connection, rate_limiter, waits
from spice.adapters.s3 import buckets, client, event_log, export_files, import_files, log_objects, uploads
from spice.adapters.s3.packs import S3Packs
from spice.adapters.s3.proof_store import S3ProofStore
from spice.bootstrap.chosen import connect_bus, connect_kick, connect_ontologies, connect_search, credentials_of
from spice.bootstrap.sealing import Ed25519KeyPairs, connect_key_ring, connect_signer, is_signed
from spice.bootstrap.sealing import connect_copy as connect_copy
from spice.ports.waits import EACH
from spice.settings import Settings
from spice.wired import Wired


def connect(settings: Settings, *, on_change: OnChange = ignore) -> Wired:
    """Make every adapter; none opens a connection before it is used. `on_change` hears of each breaker."""
    guard = partial(Breaker, on_change=on_change)
    primary, s3_guard, search_guard = guard("postgres"), guard("s3"), guard("search")
    replica = guard("postgres-read") if settings.postgres_read_url != settings.postgres_url else primary
    cache_guard = guard("redis", failures=connection.FAILURES, longest_pause_seconds=connection.LONGEST_PAUSE_SECONDS)
    bus_guard = guard("kafka")
    limit = settings.postgres_statement_seconds
    postgres = partial(Postgres, statement_seconds=limit, credentials=credentials_of(settings))
    write, read = postgres(settings.postgres_url, primary), postgres(settings.postgres_read_url, replica)
    s3 = client.LazyS3(endpoint=settings.s3_endpoint, region=settings.s3_region, breaker=s3_guard)
    redis = connection.RedisConnection(settings.redis_url, cache_guard, ca=settings.redis_ca)
    local_bus, log, packs = (
        PostgresBus(write),
        event_log.S3EventLog(s3, settings.log_bucket),
        S3Packs(s3, settings.data_bucket),
    )
    bus = connect_bus(settings, bus_guard) if settings.kafka else local_bus
    instances, generations = PostgresInstanceReader(read, packs), PostgresGenerations(write, bus.partitions)
    search, templates = connect_search(settings, search_guard)
    beside = postgres(settings.postgres_url, primary, cursors=BesideCursor)
    disk = Disk(**asdict(settings.disk)) if settings.disk else None
    ring = connect_key_ring(settings, s3)
    ontologies, kept = connect_ontologies(settings, guard("terminusdb"))
    return Wired(
        settings=settings,
        now=lambda: datetime.now(UTC),
        commands=PostgresCommandStore(write, generations.newest),
        notes=PostgresNotes(write),
        outbox=PostgresOutbox(write),
        bus=bus,
        topics=bus,
        generations=generations,
        log=log,
        log_objects=log_objects.S3LogObjects(s3, settings.log_bucket),
        proofs=S3ProofStore(s3, settings.log_bucket),
        signed_trees=PostgresSignedTrees(write),
        signer=connect_signer(settings),
        is_signed=is_signed,
        packs=packs,
        uploads=uploads.S3Uploads(s3, settings.data_bucket, lacks=disk.lacks if disk else None),
        import_files=import_files.S3ImportFiles(s3, settings.data_bucket),
        model=PostgresWriteModel(write),
        attempts=attempts.PostgresAttempts(write),
        next_index=PostgresNextIndex(write, beside, ontologies),
        export_files=export_files.S3ExportFiles(s3, settings.data_bucket),
        instances=instances,
        histories=PostgresHistories(write, instances),
        feed=PostgresEventFeed(read, log),
        ontology=ontologies(PostgresOntologyRepository(write)),
        pulls=pull_requests.PostgresPullRequests(write),
        drafts=merge_drafts.PostgresMergeDrafts(write),
        views=views.PostgresViews(write),
        preferences=preferences.PostgresPreferences(write),
        directory=PostgresDirectory(read),
        checkpoints=PostgresCheckpoints(write),
        operations=PostgresOperations(write),  # reads are counted as well: a replica takes no writes
        letters=PostgresDeadLetters(read),
        jobs=jobs.PostgresJobs(write),
        quarantine=PostgresQuarantine(write),
        retention=PostgresRetention(write, None if settings.kafka else local_bus),
        search=search,
        marks=PostgresSearchMarks(write),
        measures=PostgresMeasures(write),
        cache=cache.RedisCache(redis),
        limiter=rate_limiter.RedisRateLimiter(
            redis, per_second=settings.rate_limit_per_second, burst=settings.rate_limit_burst
        ),
        waits=waits.RedisWaits(redis, each=EACH, most=settings.waits),
        kick=connect_kick(settings),
        cursor_key=PostgresKey(read, "cursors"),
        seal=PostgresSecretSeal(write),
        key_pairs=Ed25519KeyPairs(),
        subject_keys=PostgresSubjectKeys(write, ring),
        key_epochs=PostgresKeyEpochs(write, ring),
        webhooks=webhooks.PostgresWebhooks(write),
        webhook_queue=webhook_queue.PostgresWebhookQueue(write),
        deliveries=webhook_deliveries.PostgresWebhookDeliveries(write),
        sender=LateSender(settings.webhooks.doors, ca=settings.webhooks.ca),
        google=HttpGoogleSheets(settings.google),
        sheet_credentials=PostgresSheetCredentials(write),
        sheet_connections=PostgresSheetConnections(write),
        schema=PostgresSchema(write),
        asking=PostgresAsking(write),
        templates=templates,
        buckets=buckets.S3Buckets(s3),
        brokers=brokers.MskBrokers(region=settings.s3_region),
        packages=search_packages.AwsSearchPackages(region=settings.s3_region),
        probes=(
            NamedProbe("postgres", write.ping, primary),
            *([] if replica is primary else [NamedProbe("postgres-read", read.ping, replica)]),
            *([NamedProbe("kafka", bus.ping, bus_guard)] if settings.kafka else []),
            NamedProbe("s3", lambda: s3.ping(settings.log_bucket), s3_guard),
            NamedProbe("redis", redis.ping, cache_guard),
            NamedProbe("search", search.ping, search_guard),
            *kept,
            *([NamedProbe("disk", disk.ping, guard("disk"))] if disk else []),
        ),
        crash=crash_points(settings.crash_at),
    )
