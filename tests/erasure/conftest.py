"""A platform on twins with persons."""

import pytest

from tests.erasure.world import People, people
from tests.flow.conftest import issuer, now
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform

__all__ = ["issuer", "now", "world"]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twins do nothing while imports wait."""
    monkeypatch.setattr("functions.workers.imports.WAIT_SECONDS", 0.0)


@pytest.fixture
def world(now: Clock, issuer: Issuer) -> People:
    return people(memory_platform(now, issuer))
