"""What holds for every test, and how tests are dealt out to processes: by file, from both ends of one row."""

import signal

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from spice.application.work import prepare_shards

settings.register_profile("spice", deadline=None)
settings.load_profile("spice")

WAITING = ("tests/faults/", "tests/e2e/", "tests/contract/local/")
"""What has platforms of its own, and waits more than it works."""
WORKING = ("tests/flow/", "tests/infrastructure/", "tests/simulation/", "tests/contract/")
"""What works, the longest last."""
ROW = (*WAITING, "tests/", *WORKING)
"""How tests stand; processes begin at both ends, so that one waits while another works, and end at short files."""
EACH_ALONE = ("tests/simulation/", "tests/faults/test_frozen")
"""A long test that shares nothing with the others of its file."""


# A shell that starts us beside something else has us ignore Ctrl-C, and with us whatever we start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def nobody_waits_for_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one process nothing happens while a worker waits for others: it is delivered again."""
    monkeypatch.setattr(prepare_shards, "WAIT_SECONDS", 0.0)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist says no types
    """A file's tests share what they start; so do a session's, in each process. They are dealt from both ends."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self.nodes.index(node) % 2:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(EACH_ALONE) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Deal out files, in the order of the collection."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put at the ends what takes longest, so that all processes end together; within that, the order is random."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    return ROW.index(max(filter(item.nodeid.startswith, ROW), key=len))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of unprintable bytes by its place: packed bytes hold the time, and no two processes agree on it."""
    return argname if isinstance(val, bytes) and not val.decode("latin-1").isprintable() else None
