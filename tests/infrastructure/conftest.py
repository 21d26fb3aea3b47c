"""The app is synthesised once a stage and a session: it takes a while."""

import os

import pytest

from tests.infrastructure.synthesised import Synthesised, synthesise

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The cheapest stage."""
    return synthesise("dev", tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The stage that survives a zone, with a graph store of its own."""
    return synthesise("prod", tmp_path_factory.mktemp("prod"))


@pytest.fixture(params=["dev", "prod"])
def platform(request: pytest.FixtureRequest) -> Synthesised:
    """Either."""
    found: Synthesised = request.getfixturevalue(request.param)
    return found
