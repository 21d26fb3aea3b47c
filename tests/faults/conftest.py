"""A platform that may be killed."""

from collections.abc import Iterator

import pytest

from tests.faults.load import Poured, found
from tests.faults.stand import Stand


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform of the test module's own."""
    stand = Stand(tmp_path_factory.mktemp("stand"))
    try:
        stand.up()
        yield stand
    finally:
        stand.close()


@pytest.fixture(scope="module")
def poured(stand: Stand) -> Poured:
    """Two databases to pour commands into; what was accepted so far."""
    return found(stand.admin(), ("alpha", "beta"))
