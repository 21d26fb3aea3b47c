"""The functions as users of a real PostgreSQL."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.contract.conftest import Stores
from tests.contract.rights.by_role import admitted, platform_by_role
from tests.flow.conftest import AIRPORT, FLIGHT, Air
from tests.support.api_client import Issuer
from tests.support.services import Services


@pytest.fixture(scope="module")
def urls(services: Services) -> Iterator[Mapping[str, str]]:
    """The address of the database, as each function has it."""
    with admitted(services.postgres) as urls:
        yield urls


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def air(real: Stores, urls: Mapping[str, str], issuer: Issuer) -> Iterator[Air]:
    """The database `air`, with its classes, on functions each of which has its own rights."""
    assert real.url is not None  # and empty
    with platform_by_role(urls, issuer) as air:
        assert air.write("POST", "/database", {"name": "air"}).data["state"] == "COMPLETED"
        changes = [{"op": "create", "class": AIRPORT}, {"op": "create", "class": FLIGHT}]
        air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
        yield air
