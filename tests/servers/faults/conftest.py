"""The full platform, on Kafka and OpenSearch, one for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.faults.conftest import only_poured, poured, stand
from tests.support.stand.stand import Stand

__all__ = ["only_poured", "only_stand", "poured", "stand"]


@pytest.fixture(scope="session")
def only_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform that may be killed, and what becomes of it."""
    stand = Stand(tmp_path_factory.mktemp("full"), full=True)
    try:
        yield stand
    finally:
        stand.close()
