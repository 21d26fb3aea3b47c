"""The search index under test: the twin and the real one."""

from pathlib import Path

import pytest

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.ports.search_index import SearchIndex


@pytest.fixture(params=["memory", "tantivy"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return MemorySearchIndex() if request.param == "memory" else TantivySearchIndex(tmp_path)
