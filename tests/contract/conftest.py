"""Every port suite runs on the twins and on the real servers, started once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import psycopg
import pytest

from infra.catalogue.names import DATA_BUCKET, LOG_BUCKET, TOPICS
from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.state import MemoryState
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.bootstrap import connect
from spice.ports.bus import BusConsumer
from spice.settings import Settings
from spice.settings.kafka import KafkaSettings
from spice.settings.personal import PersonalSettings
from spice.wired import Wired
from tests.support.api_client import Issuer
from tests.support.kafka_broker import empty_kafka
from tests.support.memory_platform import Clock, memory_ports, settings
from tests.support.services import REGION, Services, started_kafka, started_services

if TYPE_CHECKING:
    from tests.contract.sea import Sea

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Stores:
    """All ports, of one kind."""

    ports: Wired
    consumer: BusConsumer
    hang_up: Callable[[], None]
    """Close what the current thread opened."""
    url: str | None = None
    """Where the real database is."""

    def at_once(self, works: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Run works in threads that begin together; answers in order."""
        gate = threading.Barrier(len(works))

        def run(work: Callable[[], Answer]) -> Answer:
            gate.wait()
            try:
                return work()
            finally:
                self.hang_up()

        with ThreadPoolExecutor(len(works)) as threads:
            return list(threads.map(run, works))


@contextmanager
def real_stores(services: Services, folder: Path, *, kafka: KafkaSettings | None = None) -> Iterator[Stores]:
    """Empty the database and connect to it; to Kafka too, where it is the bus."""
    with psycopg.connect(services.postgres, autocommit=True) as connection:
        _empty(connection)
    # Other suites have an object store of their own, and leave its credentials behind.
    os.environ |= services.credentials
    ports = connect(replace(_settings(services, folder), bus="kafka" if kafka else "postgres", kafka=kafka))
    bus = ports.bus
    assert isinstance(bus, PostgresBus | KafkaBus)
    bus.create_topics(TOPICS)
    try:
        yield Stores(ports=ports, consumer=bus, hang_up=lambda: _hang_up(ports), url=services.postgres)
    finally:
        _hang_up(ports)
        if isinstance(bus, KafkaBus):
            bus.close()


def _empty(connection: psycopg.Connection[tuple[str, str]]) -> None:
    tables = connection.execute(
        "select schemaname, tablename from pg_tables"
        " where schemaname in ('intake', 'bus', 'model', 'keys') and tablename <> 'keys'"
    ).fetchall()
    # To truncate a table is to make it and its indexes anew: most tests write to a few of them.
    asked = " union all ".join(f"select '{t}', '' where exists (select from {t})" for t in map(".".join, tables))
    if written := connection.execute(asked.encode()).fetchall():
        connection.execute(f"truncate {', '.join(table for table, _ in written)} restart identity".encode())
    counted = "select schemaname, sequencename from pg_sequences where last_value is not null"
    for sequence in map(".".join, connection.execute(counted).fetchall()):
        connection.execute(f"alter sequence {sequence} restart".encode())


def _hang_up(ports: Wired) -> None:
    for port in (ports.model, ports.directory):
        postgres = vars(port)["_postgres"]
        assert isinstance(postgres, Postgres)
        postgres.close()


def _settings(services: Services, folder: Path) -> Settings:
    (key := folder / "personal.key").write_text("ab" * 32)
    return replace(
        settings(),
        postgres_url=services.postgres,
        postgres_read_url=services.postgres,
        s3_endpoint=services.s3,
        s3_region=REGION,
        log_bucket=LOG_BUCKET,
        data_bucket=DATA_BUCKET,
        redis_url="redis://127.0.0.1:9/0",
        search_path=str(folder / "search"),
        kick_url="udp://:key@127.0.0.1:9",
        personal=PersonalSettings(key_file=str(key)),
    )


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with started_services(tmp_path_factory.mktemp("services")) as services:
        yield services


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaSettings]:
    with started_kafka(tmp_path_factory.mktemp("kafka")) as bootstrap:
        yield KafkaSettings(bootstrap=(bootstrap,))


@pytest.fixture
def on_kafka(services: Services, kafka: KafkaSettings, tmp_path: Path) -> Iterator[Stores]:
    """The real stores with Kafka, emptied, as the bus."""
    empty_kafka(kafka.bootstrap[0])
    with real_stores(services, tmp_path, kafka=kafka) as stores:
        yield stores


ON_KAFKA = pytest.param("on_kafka", marks=[pytest.mark.servers, pytest.mark.services])


@pytest.fixture(params=["twins", pytest.param("real", marks=pytest.mark.services)])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Fresh stores: the twins, then the real ones."""
    stores: Stores = request.getfixturevalue(request.param)
    return stores


@pytest.fixture
def twins() -> Stores:
    """The twins."""
    state = MemoryState()
    return Stores(ports=memory_ports(Clock(), state=state), consumer=MemoryBus(state), hang_up=lambda: None)


@pytest.fixture
def real(services: Services, tmp_path: Path) -> Iterator[Stores]:
    """The real stores alone, for what no twin can show."""
    with real_stores(services, tmp_path) as stores:
        yield stores


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    """Whose tokens the platform on the stores takes."""
    return Issuer(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def sea(stores: Stores, issuer: Issuer) -> Iterator[Sea]:
    """A database of boats on the stores."""
    # It knows these stores: asked for any earlier, it would be read before they are.
    from tests.contract.sea import a_sea

    with a_sea(stores, issuer) as made:
        yield made
