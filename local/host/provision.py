"""What a deployment does in the cloud: buckets, migrations, topics. Run as a function: it needs the same drivers."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import redis
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.catalogue.names import DATA_BUCKET, LOG_BUCKET, TOPICS
from local.errors import LocalError
from local.host.sources.open_bus import open_bus
from spice.adapters.disk.disk import Disk
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.generations import PostgresGenerations
from spice.adapters.postgres.migrations import PostgresSchema
from spice.adapters.s3.client import PROBE
from spice.application.upkeep.deploy import MakeTopics, MigrateSchema, insist
from spice.domain.shards import FAMILIES, Shard
from spice.ports.errors import PortError, Transient
from spice.ports.generations import ShardMap
from spice.settings import read_settings

PAUSE = 0.03
PATIENCE = 100.0


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, float]:
    """Make everything that is missing; returns the seconds each store took to be ready."""
    began = time.monotonic()
    ready = {}
    for name, make in (
        ("redis", _cache),
        ("postgres", _database),
        ("bus", _topics),
        ("search", _templates),
        ("s3", _buckets),
    ):
        try:
            insist(make, _pauses(until=began + PATIENCE))
        except PortError as failed:
            raise LocalError(f"{name} is not ready: {failed}") from failed
        ready[name] = round(time.monotonic() - began, 3)
    return ready


def _pauses(*, until: float) -> Iterator[float]:
    """A server that was started a moment ago answers soon, and who starts it waits."""
    while time.monotonic() < until:
        yield PAUSE


def _cache() -> None:
    try:
        with contextlib.closing(redis.Redis.from_url(os.environ["SPICE_REDIS_URL"])) as client:
            client.ping()
    except (redis.ConnectionError, redis.ResponseError) as failed:
        raise Transient("redis", str(failed)) from failed


def _database() -> None:
    with contextlib.closing(Postgres(os.environ["SPICE_POSTGRES_URL"])) as postgres:
        MigrateSchema(PostgresSchema(postgres)).once()


def _topics() -> None:
    with (
        contextlib.closing(open_bus()) as bus,
        contextlib.closing(Postgres(os.environ["SPICE_POSTGRES_URL"])) as postgres,
    ):
        generations = PostgresGenerations(postgres, TOPICS.__getitem__)
        # Families may have grown on the bus that this folder had before.
        wanted = {**TOPICS, **dict(grown for family in FAMILIES for grown in _grown(generations.current(family)))}
        if isinstance(bus, PostgresBus):
            bus.create_topics(wanted)
        else:
            # Who writes commands reads in the database how they are spread: it need not reach Kafka.
            MakeTopics(bus, bus, generations).once(wanted)


def _grown(begun: ShardMap) -> list[tuple[str, int]]:
    shard = Shard(begun.family, 0)
    return [(topic, max(TOPICS[topic], begun.partitions)) for topic in (shard.commands, shard.events)]


def _templates() -> None:
    if os.environ.get("SPICE_SEARCH_URL"):
        # Every driver comes along, for which the light platform would wait.
        from spice.bootstrap.chosen import connect_search

        _, templates = connect_search(read_settings())
        templates.prepare()


def _full() -> bool:
    settings = read_settings()
    return settings.disk is not None and Disk(Path(settings.disk.path), needed_bytes=settings.disk.needed_bytes).is_full


def _buckets() -> None:
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=5)
    s3 = boto3.client("s3", endpoint_url=os.environ["SPICE_S3_ENDPOINT"], config=config)
    # The store makes them itself, the log's when it is sure that what is put there is synced.
    for bucket in (LOG_BUCKET, DATA_BUCKET):
        if not _full():  # what is there can be read all the same
            _probe(s3, bucket)


def _probe(s3: Any, bucket: str) -> None:
    try:
        s3.put_object(Bucket=bucket, Key=PROBE, Body=b"ready")
        kept = s3.get_object(Bucket=bucket, Key=PROBE)["Body"].read()
    except (BotoCoreError, ClientError) as failed:
        raise Transient("s3", str(failed)) from failed
    if kept != b"ready":
        raise LocalError(f"bucket {bucket} does not keep what is put")
