"""Who may not come in, on the full platform: every socket is accounted for, and tried by pages and another user."""

import os
from collections.abc import Iterator

import httpx
import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.folder.plan import Plan, read_plan
from local.running.supervised import READY
from local.running.supervisor import read_running
from local.services.opensearch import may_seclude, opensearch_url
from spice.adapters.opensearch.connection import OpenSearchConnection
from tests.contract.local.platform.conftest import settled
from tests.support.doors import (
    ELSEWHERE,
    METHODS,
    OWN_NETWORK,
    answer,
    doors,
    network,
    open_to_pages,
    places,
    reached_by_nobody,
    sockets,
)
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
ANYBODYS = {"/health", "/health/ready", "/docs", "/openapi.json"}
ASKED = ("/database", "/database/x/instances?class=X", "/admin/relay", "/admin/projections", *sorted(ANYBODYS))


def plan_of(stand: Stand) -> Plan:
    plan = read_plan(DataFolder(stand.data))
    assert plan is not None
    return plan


def family(stand: Stand) -> Iterator[psutil.Process]:
    root = psutil.Process(stand.supervisor)
    yield from [root, *root.children(recursive=True)]


def secluded(stand: Stand) -> dict[str, int]:
    """Ports of what is in a network of its own. Another platform may have one of them in the network of all."""
    ours = {each.pid for each in family(stand)}
    listening = [each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    others = {each.laddr.port for each in listening if each.laddr and each.pid not in ours}
    return {name: port for name in OWN_NETWORK if (port := plan_of(stand).ports[name]) not in others}


def running_as(folder: DataFolder) -> int | None:
    """The process of the search index, once it answers."""
    return next((each.pid for each in read_running(folder) if (each.name, each.state) == ("opensearch", READY)), None)


def test_every_socket_is_accounted_for(stand: Stand) -> None:
    plan = plan_of(stand)

    tcp, udp, unix = (set(places(family(stand), kind)) for kind in ("tcp", "udp", "unix"))

    assert tcp == {*doors(plan).values(), stand.port}
    assert udp == {plan.ports["kick"]}
    assert {place for place in unix if place} == sockets(plan)


@pytest.mark.parametrize("method", METHODS)
def test_no_page_is_answered(stand: Stand, method: str) -> None:
    plan = plan_of(stand)

    assert open_to_pages(doors(plan) | secluded(stand), method) == {}


def test_another_user_does_not_reach_the_search_index(stand: Stand) -> None:
    plan, door = plan_of(stand), stand.data / "opensearch.sock"

    reached = reached_by_nobody([plan.ports["postgres"], door, *secluded(stand).values()])

    assert reached == [plan.ports["postgres"], *([] if os.geteuid() == 0 else [door])]


def test_the_search_index_comes_back_alone_whichever_half_is_killed(stand: Stand) -> None:
    folder, plan = DataFolder(stand.data), plan_of(stand)
    cluster = OpenSearchConnection(opensearch_url(folder, plan, secluded=may_seclude()))

    for half in ("door", "server"):
        pid = running_as(folder)
        assert pid is not None
        door = psutil.Process(pid)
        (server,) = door.children()
        assert network(server.pid) == network(door.pid) != network(os.getpid())
        (door if half == "door" else server).kill()
        _, left = psutil.wait_procs([door, server], timeout=10)

        assert not left
        assert settled(lambda gone=pid: running_as(folder) not in (None, gone), 90)
        cluster.ping()
    cluster.close()


@pytest.mark.parametrize("method", METHODS)
def test_no_page_reads_what_the_api_says(stand: Stand, method: str) -> None:
    with httpx.Client(headers=ELSEWHERE, timeout=30) as page:
        told = {path: answer(page, stand.port, method, f"/api/v1{path}") for path in ASKED}

    assert not [path for path, got in told.items() if got is None or "access-control-allow-origin" in got.headers]
    answered = {path for path, got in told.items() if got is not None and got.is_success and got.content}
    assert answered <= ANYBODYS
