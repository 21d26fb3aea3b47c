"""The write side on twins, and who asks it."""

from pathlib import Path

import pytest

from tests.support.api_client import ApiClient, Issuer
from tests.support.command_world import CommandWorld, a_command_world


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> CommandWorld:
    return a_command_world(issuer)


@pytest.fixture
def owner(world: CommandWorld) -> ApiClient:
    return world.client("lee")
