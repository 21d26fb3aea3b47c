"""Real PostgreSQL and SeaweedFS for the contract suites: the local platform's servers in a folder of their own."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import psycopg
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.catalogue.names import DATA_BUCKET, LOG_BUCKET
from local.folder.data_folder import DataFolder
from local.folder.plan import make_plan
from local.parts.obtain import obtain
from local.running.starting import running
from local.services.kafka import kafka_bootstrap, kafka_service
from local.services.opensearch import may_seclude, opensearch_service, opensearch_url
from local.services.postgres import postgres_service, postgres_url
from local.services.seaweedfs.server import s3_url, seaweedfs_service
from spice.adapters.postgres.migrations import migrate
from tests.support.ports import service_ports

PATIENCE = 60.0
REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Services:
    """Where the servers are."""

    postgres: str
    s3: str
    credentials: Mapping[str, str]
    """Of the object store, as the environment has them."""


@contextmanager
def started_services(folder: Path) -> Iterator[Services]:
    """Start both, make what a deployment makes, and stop them at the end."""
    data = DataFolder(folder)
    data.prepare()
    plan = make_plan(data, among=service_ports())
    with ExitStack() as servers:
        for service in (postgres_service(data, plan), seaweedfs_service(data, plan)):
            servers.enter_context(running(service))
        credentials = {"AWS_ACCESS_KEY_ID": plan.s3_access_key, "AWS_SECRET_ACCESS_KEY": plan.s3_secret_key}
        os.environ |= credentials
        services = Services(postgres=postgres_url(plan), s3=s3_url(plan), credentials=credentials)
        _insist(lambda: _answers(services.postgres))
        migrate(services.postgres)
        _insist(lambda: _has_buckets(services.s3))
        yield services


@contextmanager
def started_kafka(folder: Path) -> Iterator[str]:
    """Start a real Kafka on its data in `folder` (again, after a kill) and give its `host:port`."""
    obtain(["java", "kafka"])
    data = DataFolder(folder)
    data.prepare()
    plan = make_plan(data, among=service_ports(), full=True)
    with running(kafka_service(data, plan, guarded=False)):
        yield kafka_bootstrap(plan)


@contextmanager
def started_opensearch(folder: Path) -> Iterator[str]:
    """Start a real OpenSearch on its data in `folder` (again, after a kill) and give its URL."""
    obtain(["java", "opensearch"])
    data = DataFolder(folder)
    data.prepare()
    plan = make_plan(data, among=service_ports(), full=True)
    with running(opensearch_service(data, plan, secluded=may_seclude())):
        yield opensearch_url(data, plan, secluded=may_seclude())


def _insist(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"not ready after {PATIENCE} s")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def _has_buckets(endpoint: str) -> bool:
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
    client = boto3.client("s3", endpoint_url=endpoint, region_name=REGION, config=config)
    try:
        for bucket in (LOG_BUCKET, DATA_BUCKET):
            client.put_object(Bucket=bucket, Key="ready", Body=b"")
        return True
    except (BotoCoreError, ClientError):
        return False
    finally:
        client.close()
