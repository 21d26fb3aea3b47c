"""A platform on a real PostgreSQL whose functions are users of their own, each with the rights that the catalogue says.

Everything but the database is a twin that all of them share.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.tables import DATABASE_USERS, TABLES
from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.epoch_store import MemoryEpochStore
from spice.adapters.memory.key_wrap import MemoryKeyWrap
from spice.adapters.postgres.command_store import PostgresCommandStore
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.event_feed import PostgresEventFeed
from spice.adapters.postgres.generations import PostgresGenerations
from spice.adapters.postgres.histories import PostgresHistories
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.adapters.postgres.key_epochs import PostgresKeyEpochs
from spice.adapters.postgres.migrations import PostgresSchema
from spice.adapters.postgres.retention import PostgresRetention
from spice.adapters.postgres.subject_keys import PostgresSubjectKeys
from spice.bootstrap import connect
from spice.entrypoints.lazy import Handler
from spice.ports.deployment.schema import DatabaseUser
from spice.wired import Wired
from tests.flow.conftest import Air, DeadlyLog
from tests.flow.unsure_bus import UnsureBus
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, MemoryPlatform, memory_ports

PASSWORD = "theirs"


@contextmanager
def admitted(url: str) -> Iterator[Mapping[str, str]]:
    """Let every function in as a deployment does; gives the address of the database by function."""
    schema = PostgresSchema(Postgres(url))
    given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    for function, user in DATABASE_USERS.items():
        tables = TABLES[function]
        schema.admit(
            DatabaseUser(
                name=user,
                reads=tables.reads,
                writes=tables.writes,
                adds=tables.adds,
                keeps=tables.keeps,
                changes=tables.changes,
                calls=tables.calls,
            )
        )
    with psycopg.connect(url, autocommit=True) as admin:
        for user in DATABASE_USERS.values():
            admin.execute(f"alter role {user} password '{PASSWORD}'")
        yield {
            function: make_conninfo(**{**given, "user": user, "password": PASSWORD})
            for function, user in DATABASE_USERS.items()
        }
        for user in DATABASE_USERS.values():
            admin.execute(f"drop owned by {user}")
            admin.execute(f"drop role {user}")


@contextmanager
def platform_by_role(urls: Mapping[str, str], issuer: Issuer) -> Iterator[Air]:
    """The platform of the flows, an administrator's hands on it."""
    now = Clock(datetime.now(UTC))
    twins = memory_ports(now, jwks_url=issuer.url)
    log, bus = DeadlyLog(), UnsureBus(twins.bus)
    shared = replace(twins, log=log, bus=bus)
    assert isinstance(twins.bus, MemoryBus)
    ring = KeyRing(MemoryKeyWrap(), MemoryEpochStore())
    wired = {function: _wired(url, shared, ring) for function, url in urls.items()}
    platform = MemoryPlatform(ports=wired["maintenance"], consumer=twins.bus, issuer=issuer)
    platform.handlers = _ByRole(wired)
    try:
        yield Air(platform, now, platform.client("kim", roles=["admin"]), log, bus)
    finally:
        for ports in wired.values():
            _postgres(ports).close()


def _wired(url: str, twins: Wired, ring: KeyRing) -> Wired:
    """Wire a function to the database as its user, and to the twins of all else."""
    settings = replace(
        twins.settings,
        postgres_url=url,
        postgres_read_url=url,
        redis_url="redis://127.0.0.1:9/0",
        search_path="/nowhere",
        kick_url="udp://:key@127.0.0.1:9",
    )
    made = connect(settings)
    postgres = _postgres(made)
    instances = PostgresInstanceReader(postgres, twins.packs)
    generations = PostgresGenerations(postgres, twins.bus.partitions)
    kept = {name: getattr(twins, name) for name in _NOT_IN_POSTGRES}
    return replace(
        made,
        **kept,
        settings=settings,
        generations=generations,
        commands=PostgresCommandStore(postgres, generations.newest),
        instances=instances,
        histories=PostgresHistories(postgres, instances),
        feed=PostgresEventFeed(postgres, twins.log),
        retention=PostgresRetention(postgres, None),
        subject_keys=PostgresSubjectKeys(postgres, ring),
        key_epochs=PostgresKeyEpochs(postgres, ring),
        probes=(),
    )


_NOT_IN_POSTGRES = (
    *("now", "bus", "topics", "log", "log_objects", "packs", "uploads", "export_files", "import_files"),
    *("proofs", "signer", "is_signed", "sender"),
    *("search", "cache", "limiter", "waits", "kick"),
)


def _postgres(ports: Wired) -> Postgres:
    postgres = vars(ports.model)["_postgres"]
    assert isinstance(postgres, Postgres)
    return postgres


class _ByRole(dict[str, Handler]):
    def __init__(self, wired: Mapping[str, Wired]) -> None:
        super().__init__()
        self._wired = wired

    def __missing__(self, name: str) -> Handler:
        function = next(each for each in FUNCTIONS if each.name == name)
        self[name] = import_module(function.handler.rpartition(".")[0]).build(self._wired[name])
        return self[name]
