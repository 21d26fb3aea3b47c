"""Ontologies kept in TerminusDB: written by the worker, filled again by a rebuild, decided by the copy alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from spice.adapters.copied_ontologies import CopiedOntologies
from spice.adapters.memory.next_index import MemoryNextIndex
from spice.adapters.terminusdb.ontology_repository import TerminusDBOntologyRepository
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from tests.contract.terminusdb.stores import Place
from tests.flow.branches.branching import add, branch, describe, done, merge, read
from tests.flow.conftest import Air
from tests.flow.projecting.test_rebuild import rebuild
from tests.support.terminusdb.server import TerminusServer, terminus_server


class Filling(MemoryNextIndex):
    """The next index, of which ontologies are a copy."""

    def __init__(self, inside: MemoryNextIndex, kept: OntologyRepository) -> None:
        self.__dict__.update(vars(inside))
        self.kept = kept

    def ontology(self) -> OntologyRepository:
        """Give both."""
        return CopiedOntologies(self.kept, super().ontology())


@dataclass(frozen=True)
class Kept:
    """The platform, the server, and a look at it that remembers nothing."""

    air: Air
    server: TerminusServer

    def look(self) -> Mapping[str, Any]:
        """Read all that is there of the database."""
        ontology, database = TerminusDBOntologyRepository(Place(url=self.server.url).connection("spice_")), self.uuid
        return {
            "branches": ontology.branches(database),
            "commits": {id_: ontology.read(database, id_) for id_ in ontology.graph(database)},
            "logs": [ontology.log(database, each.name) for each in ontology.branches(database)],
        }

    def copy(self) -> Mapping[str, Any]:
        """Read the same of the copy."""
        copy, database = self.air.platform.ports.ontology, self.uuid
        return {
            "branches": copy.branches(database),
            "commits": {id_: copy.read(database, id_) for id_ in copy.graph(database)},
            "logs": [copy.log(database, each.name) for each in copy.branches(database)],
        }

    @property
    def uuid(self) -> UUID:
        """The platform's name of the database."""
        return self.air.platform.ports.directory.databases(subject=None)[0].uuid


@pytest.fixture
def kept(air: Air) -> Iterator[Kept]:
    with terminus_server() as server:
        repository = TerminusDBOntologyRepository(Place(url=server.url).connection("spice_"))
        ports = air.platform.ports
        assert isinstance(ports.next_index, MemoryNextIndex)
        copied = CopiedOntologies(repository, ports.ontology)
        air.platform.ports = replace(ports, ontology=copied, next_index=Filling(ports.next_index, repository))
        air.platform.__post_init__()
        rebuild(air, "index")
        yield Kept(air, server)


def some_versions(air: Air) -> None:
    branch(air, "try")
    branch(air, "가지")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    describe(air, "Flight", label={"ko": "항공편"})
    merge(air, "try", message="fares")
    done(air, "DELETE", "/branches/try")


def test_what_is_kept_is_what_the_index_has(kept: Kept) -> None:
    some_versions(kept.air)

    assert kept.look() == kept.copy()
    assert len(kept.copy()["commits"]) >= 4


def test_an_emptied_server_is_filled_from_the_log(kept: Kept) -> None:
    some_versions(kept.air)
    before = kept.look()
    kept.server.store.databases.clear()

    rebuild(kept.air, "index")

    assert kept.look() == before == kept.copy()


def test_what_a_restored_server_lacks_is_filled_in(kept: Kept) -> None:
    some_versions(kept.air)
    backup = {name: dict(vars(database)) for name, database in kept.server.store.databases.items()}
    branches = {name: (dict(held["branches"]), dict(held["commits"])) for name, held in backup.items()}
    describe(kept.air, "Flight", label="later")
    branch(kept.air, "later")
    before = kept.look()
    for name, (heads, commits) in branches.items():
        kept.server.store.databases[name].branches, kept.server.store.databases[name].commits = heads, commits

    rebuild(kept.air, "index")

    assert kept.look() == before == kept.copy()


def test_a_server_that_is_away_stops_ontologies_and_nothing_else(kept: Kept) -> None:
    kept.server.fault = lambda request: "busy"
    kept.air.client.call("PATCH", "/database/air/ontology/Flight", {"label": "waits"})
    with pytest.raises(Transient, match="terminusdb"):
        kept.air.platform.settle()

    assert kept.air.get("Flight", "1") is None
    assert read(kept.air, "/ontology/Flight").get("label") is None
    kept.server.fault = lambda request: None
    kept.air.platform.settle()
    assert read(kept.air, "/ontology/Flight")["label"] == "waits"
    assert kept.look() == kept.copy()
