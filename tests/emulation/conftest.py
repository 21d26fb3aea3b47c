"""One emulated account for all tests of this folder, and the platform deployed to it once."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.emulation.cdk import Cdk
from local.emulation.people import People
from local.emulation.running import Running
from local.emulation.servers import ROOT
from tests.emulation.deployment import Deployment
from tests.support.ports import free_port

LAST = "test_destroyed"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Destroy last, whatever order the others have: `trylast` by being sorted after the shuffle."""
    items.sort(key=lambda item: LAST in item.nodeid)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The servers, the emulated AWS and the poller."""
    folder = tmp_path_factory.mktemp("account")
    running = Running(folder / "data", gateway=free_port(), log=folder / "emulation.log")
    try:
        running.wait_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def bundles() -> Path:
    """Layers and functions for this machine; built by `make emulate`, or here."""
    built = Path(os.environ.get("SPICE_BUNDLES", ROOT / "dist" / machine()))
    if not built.is_dir():
        subprocess.run([sys.executable, "-m", "infra.bundle", "--platform", machine()], cwd=ROOT, check=True)
    return built


def machine() -> str:
    """Name this machine's platform as bundles do."""
    return {"aarch64": "arm64"}.get(platform.machine(), platform.machine())


@pytest.fixture(scope="session")
def deployment(running: Running, bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The unmodified app, deployed; its administrator."""
    cdk = Cdk(tmp_path_factory.mktemp("cdk"), gateway=running.gateway)
    deployment = Deployment(running=running, cdk=cdk, people=People(running.aws))
    deployment.first(bundles)
    yield deployment
    deployment.close()
