"""The search index under test: the twin, the one on disk, and OpenSearch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.opensearch.connection import OpenSearchConnection
from spice.adapters.opensearch.documents.slots import META
from spice.adapters.opensearch.search_index import OpenSearchIndex
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.ports.search_index import SearchIndex
from tests.support.services import started_opensearch

Cluster = Callable[[], OpenSearchConnection]
REAL = [
    "tantivy",
    pytest.param("opensearch", marks=pytest.mark.servers),
    pytest.param("opensearch, few columns", marks=pytest.mark.servers),
]


@pytest.fixture(scope="session")
def opensearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started_opensearch(tmp_path_factory.mktemp("opensearch")) as url:
        yield url


@pytest.fixture
def cluster(opensearch_url: str) -> Iterator[OpenSearchConnection]:
    """A connection whose names are its own; what it made goes."""
    with a_connection(opensearch_url) as connection:
        yield connection


@contextmanager
def a_connection(url: str) -> Iterator[OpenSearchConnection]:
    connection = OpenSearchConnection(url, prefix=f"t{uuid4().hex[:8]}-")
    try:
        yield connection
    finally:
        connection.request("DELETE", f"/{connection.prefix}*", absent={})
        connection.request("DELETE", f"/_index_template/{connection.prefix}*", absent={})
        connection.close()


@pytest.fixture(params=REAL)
def real_index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    """Each real one; OpenSearch also as it is when a database has more fields than columns."""
    if request.param == "tantivy":
        return TantivySearchIndex(tmp_path)
    cluster = request.getfixturevalue("cluster")
    # The language analyzers find more where nothing else is found: their tests are their own.
    if request.param == "opensearch":
        return OpenSearchIndex(cluster, languages=False)
    return OpenSearchIndex(cluster, slots=len(META), languages=False)


@pytest.fixture(params=["memory", *REAL])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    if request.param == "memory":
        return MemorySearchIndex()
    if request.param == "tantivy":
        return TantivySearchIndex(tmp_path)
    few = request.param != "opensearch"
    cluster = request.getfixturevalue("cluster")
    return OpenSearchIndex(cluster, slots=len(META)) if few else OpenSearchIndex(cluster)
