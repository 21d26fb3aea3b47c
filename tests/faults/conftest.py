"""A platform that may be killed, one for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.support.stand.load import Poured, found
from tests.support.stand.stand import Stand


@pytest.fixture(scope="session")
def only_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform and what becomes of it."""
    stand = Stand(tmp_path_factory.mktemp("stand"))
    try:
        yield stand
    finally:
        stand.close()


@pytest.fixture
def stand(only_stand: Stand, request: pytest.FixtureRequest) -> Stand:
    """The platform, running until the folder's last test: idle, it would take its share from all that follow."""
    if not only_stand.running():
        request.node.getparent(pytest.Dir).addfinalizer(only_stand.close)
        only_stand.up()
    return only_stand


@pytest.fixture(scope="session")
def only_poured() -> list[Poured]:
    """What was accepted since the beginning."""
    return []


@pytest.fixture
def poured(stand: Stand, only_poured: list[Poured]) -> Poured:
    """Two databases to pour commands into; what was accepted so far."""
    if not only_poured:
        only_poured.append(found(stand.admin(), ("alpha", "beta")))
    return only_poured[0]
