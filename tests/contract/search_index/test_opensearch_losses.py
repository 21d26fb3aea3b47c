"""Indexes of a cluster that were deleted, emptied or lost their columns, or are of another layout, are noticed."""

from collections.abc import Callable

import pytest

from spice.adapters.memory.search_marks import MemorySearchMarks
from spice.adapters.memory.state import MemoryState
from spice.adapters.opensearch import generations
from spice.adapters.opensearch.connection import OpenSearchConnection
from spice.adapters.opensearch.documents import layout
from spice.adapters.opensearch.search_index import OpenSearchIndex
from spice.application.projecting.search_losses import SearchLosses
from tests.contract.search_index.world import DATABASE, a_document, ids

pytestmark = pytest.mark.servers


def concrete(cluster: OpenSearchConnection) -> str:
    (name,) = cluster.request("GET", f"/{cluster.prefix}instances-{DATABASE}-*/_alias")
    return str(name)


def delete_the_index(cluster: OpenSearchConnection) -> None:
    cluster.request("DELETE", f"/{concrete(cluster)}")


def delete_its_documents(cluster: OpenSearchConnection) -> None:
    everything: dict[str, dict[str, dict[str, str]]] = {"query": {"match_all": {}}}
    cluster.request("POST", f"/{concrete(cluster)}/_delete_by_query?refresh=true", everything)


def delete_the_metadata(cluster: OpenSearchConnection) -> None:
    cluster.request("DELETE", f"/{cluster.prefix}search-metadata")


def delete_everything(cluster: OpenSearchConnection) -> None:
    cluster.request("DELETE", f"/{cluster.prefix}*")


DAMAGES = (delete_the_index, delete_its_documents, delete_the_metadata, delete_everything)


@pytest.fixture
def marks() -> MemorySearchMarks:
    return MemorySearchMarks(MemoryState())


def written(cluster: OpenSearchConnection, marks: MemorySearchMarks, *names: str) -> OpenSearchIndex:
    index = OpenSearchIndex(cluster)
    for name in names:
        index.apply(DATABASE, [a_document(name, name=name)])
        marks.keep(DATABASE, index.marker(DATABASE))
    return index


def lost(index: OpenSearchIndex, marks: MemorySearchMarks) -> bool:
    return bool(SearchLosses(index, marks, sleep=lambda seconds: None).among([DATABASE]))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_noticed_and_a_rebuild_mends_it(
    cluster: OpenSearchConnection, marks: MemorySearchMarks, damage: Callable[[OpenSearchConnection], None]
) -> None:
    index = written(cluster, marks, "a", "b")
    before = lost(OpenSearchIndex(cluster), marks)

    damage(cluster)
    seen = lost(OpenSearchIndex(cluster), marks)
    rebuilder = OpenSearchIndex(cluster)
    rebuilder.begin_rebuild(DATABASE).apply(DATABASE, [a_document(name, name=name) for name in ("a", "b")])
    rebuilder.finish_rebuild(DATABASE)
    marks.replace(DATABASE, rebuilder.marker(DATABASE))
    written(cluster, marks, "c")

    assert (before, seen) == (False, True)
    assert ids(OpenSearchIndex(cluster)) == ["a", "b", "c"]
    assert not lost(OpenSearchIndex(cluster), marks)
    assert ids(index) == ["a", "b", "c"]


def test_an_index_of_another_layout_is_noticed(
    cluster: OpenSearchConnection, marks: MemorySearchMarks, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(cluster, marks, "a")

    monkeypatch.setattr(generations, "LAYOUT", layout.LAYOUT + 1)

    assert lost(OpenSearchIndex(cluster), marks)
