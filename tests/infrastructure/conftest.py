"""The app is synthesised once a stage and a run, whatever its processes: it takes a while."""

import os
import pickle

import pytest
from filelock import FileLock

from tests.infrastructure.synthesised import Synthesised, synthesise

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The cheapest stage."""
    return _once("dev", tmp_path_factory)


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The stage that survives a zone, with a graph store of its own."""
    return _once("prod", tmp_path_factory)


def _once(name: str, folders: pytest.TempPathFactory) -> Synthesised:
    """Synthesise a stage in one process of the run; the others read what it wrote."""
    ours = folders.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    kept = shared / f"synthesised-{name}.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(synthesise(name, folders.mktemp(name))))
    found: Synthesised = pickle.loads(kept.read_bytes())
    return found


@pytest.fixture(params=["dev", "prod"])
def platform(request: pytest.FixtureRequest) -> Synthesised:
    """Either."""
    found: Synthesised = request.getfixturevalue(request.param)
    return found
