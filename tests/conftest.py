"""What holds for every test, and how tests are dealt out to processes: by file, those of whole platforms first."""

import signal

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from spice.application.work import prepare_shards

settings.register_profile("spice", deadline=None)
settings.load_profile("spice")

LONGEST_FIRST = ("faults", "e2e", "simulation", "contract", "infrastructure", "flow")
EACH_ALONE = ("tests/simulation/", "tests/faults/test_frozen")
"""A long test that shares nothing with the others of its file."""


# A shell that starts us beside something else has us ignore Ctrl-C, and with us whatever we start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def nobody_waits_for_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one process nothing happens while a worker waits for others: it is delivered again."""
    monkeypatch.setattr(prepare_shards, "WAIT_SECONDS", 0.0)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist says no types
    """A file's tests share what they start; so do a session's, in each process."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(EACH_ALONE) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Deal out files, in the order of the collection."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that all processes end together; within that, the order is random."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folder = item.nodeid.split("/")[1]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of unprintable bytes by its place: packed bytes hold the time, and no two processes agree on it."""
    return argname if isinstance(val, bytes) and not val.decode("latin-1").isprintable() else None
