"""Orders, on a platform that does not wait."""

import pytest

from tests.flow.conftest import Air
from tests.flow.imports.importing import with_orders


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twins do nothing while imports wait."""
    monkeypatch.setattr("functions.workers.imports.WAIT_SECONDS", 0.0)


@pytest.fixture
def shop(air: Air) -> Air:
    return with_orders(air)
