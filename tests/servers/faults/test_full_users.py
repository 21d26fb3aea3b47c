"""Started by root, nothing of the full platform is root's, and OpenSearch is alone in its network all the same."""

import os

import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.running.supervised import READY
from local.running.supervisor import read_running
from local.services.opensearch import may_seclude
from tests.contract.local.platform.conftest import settled
from tests.support.doors import network
from tests.support.stand.stand import Stand
from tests.support.users import assert_nothing_is_roots, needs_root

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300), needs_root]


def ready(folder: DataFolder, name: str) -> int | None:
    return next((each.pid for each in read_running(folder) if (each.name, each.state) == (name, READY)), None)


def test_nothing_is_roots(stand: Stand) -> None:
    assert_nothing_is_roots(DataFolder(stand.data))


@pytest.mark.skipif(not may_seclude(), reason="this system allows no network namespace")
def test_a_search_index_that_was_killed_comes_back_into_the_same_network(stand: Stand) -> None:
    folder = DataFolder(stand.data)
    before = ready(folder, "opensearch")
    assert before is not None
    alone = network(before)

    psutil.Process(before).kill()

    assert settled(lambda: ready(folder, "opensearch") not in (None, before), 90)
    after = ready(folder, "opensearch")
    assert after is not None
    assert network(after) == alone != network(os.getpid())
    assert_nothing_is_roots(folder)
