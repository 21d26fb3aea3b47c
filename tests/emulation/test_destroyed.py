"""The end of a deployment. It runs last."""

import pytest

from tests.emulation.deployment import Deployment

pytestmark = [pytest.mark.emulation, pytest.mark.timeout(600)]


def test_what_is_destroyed_leaves_nothing(deployment: Deployment) -> None:
    assert deployment.running.functions()

    deployment.destroy()

    assert deployment.running.stacks() == {}
    assert deployment.running.functions() == []
