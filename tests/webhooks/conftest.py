"""A database of flights whose events partners are told of, in one process."""

import pytest

from tests.flow.conftest import Air, air, issuer, now
from tests.support.memory_platform import Clock
from tests.webhooks.partners import Partners

__all__ = ["air", "issuer", "now", "partners"]


@pytest.fixture
def partners(air: Air, now: Clock) -> Partners:
    return Partners(air, now)
