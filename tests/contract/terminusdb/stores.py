"""The twins, with ontologies in TerminusDB: a server of ours, and the one that SPICE_TEST_TERMINUSDB_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import UUID, uuid4

from spice.adapters.copied_ontologies import CopiedOntologies
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.adapters.terminusdb.connection import TerminusDBConnection
from spice.adapters.terminusdb.ontology_repository import TerminusDBOntologyRepository
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import Clock, memory_ports
from tests.support.terminusdb.server import PASSWORD, USER

USED = (DATABASE, UUID(int=1))
"""The databases that suites write."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A server. Databases of a test have a prefix of their own."""

    url: str
    user: str = USER
    password: str = PASSWORD
    organization: str = "admin"

    def connection(self, prefix: str) -> TerminusDBConnection:
        """Connect; nothing is opened before it is asked."""
        scheme, _, place = self.url.partition("://")
        url = f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{place}"
        return TerminusDBConnection(url, organization=self.organization, prefix=prefix)


def live_place() -> Place | None:
    """Tell where a real server is: SPICE_TEST_TERMINUSDB_URL, and _USER, _PASSWORD, _ORGANIZATION (admin, root)."""
    if not (url := os.environ.get("SPICE_TEST_TERMINUSDB_URL")):
        return None
    told = {name: os.environ.get(f"SPICE_TEST_TERMINUSDB_{name}") for name in ("USER", "PASSWORD", "ORGANIZATION")}
    return Place(url=url, **{name.lower(): value for name, value in told.items() if value})


@contextmanager
def stores_at(place: Place, *, copied: bool = False) -> Iterator[Stores]:
    """Make stores whose databases are empty, and delete those at the end. `copied`: with the twin as their copy."""
    connection = place.connection(f"t{uuid4().hex[:12]}_")
    state, twin = MemoryState(), MemoryOntologyRepository()
    kept = TerminusDBOntologyRepository(connection)
    ontology = CopiedOntologies(kept, twin) if copied else kept
    ports = replace(memory_ports(Clock(), state=state), ontology=ontology, model=_Forgetting(state, twin, connection))
    try:
        yield Stores(ports=ports, consumer=MemoryBus(state), hang_up=lambda: None, url=place.url)
    finally:
        drop_databases(connection)
        connection.close()


def drop_databases(connection: TerminusDBConnection) -> None:
    """Delete what a test has made."""
    for database in USED:
        path = f"/api/db/{connection.organization}/{connection.prefix}{database.hex}"
        if connection.has(path):
            connection.ask("DELETE", path, params={"force": "true"})


class _Forgetting(MemoryWriteModel):
    """Loses its ontologies as well, which are at the server."""

    def __init__(self, state: MemoryState, twin: MemoryOntologyRepository, connection: TerminusDBConnection) -> None:
        super().__init__(state, twin)
        self._connection = connection

    def forget(self) -> None:
        """Lose everything."""
        super().forget()
        drop_databases(self._connection)
