"""Servers that answer and will not do: the platform names what is wrong, and goes on once it is mended."""

import time
from collections.abc import Callable

import pytest
from kafka import KafkaAdminClient

from local.folder.data_folder import DataFolder
from local.folder.plan import read_plan
from local.services.kafka import USER
from local.services.opensearch import may_seclude, opensearch_url
from spice.adapters.opensearch.connection import OpenSearchConnection
from tests.faults.test_growth import grow, wait_for
from tests.support.stand.client import WAIT, Client
from tests.support.stand.load import Poured
from tests.support.stand.proof import prove, settle
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
TOPIC = "instance-commands"
SECONDS = 30.0


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"not so after {SECONDS} s: {what}"
        time.sleep(0.2)


def search_state(client: Client) -> tuple[int, str]:
    """What readiness says of the search index."""
    answer = client.get("/health/ready")
    return answer.status, answer.data["services"]["search"]["state"]


def block(stand: Stand, value: bool | None) -> None:
    """Make every index read-only, as a full disk does; None mends it."""
    folder = DataFolder(stand.data)
    plan = read_plan(folder)
    assert plan is not None
    cluster = OpenSearchConnection(opensearch_url(folder, plan, secluded=may_seclude()))
    cluster.request("PUT", "/instances-*/_settings", {"index.blocks.read_only_allow_delete": value})


def logged(stand: Stand, text: str) -> bool:
    """Tell whether a log of the platform says something."""
    return any(text in log.read_text(errors="replace") for log in (stand.data / "logs").glob("*.log"))


def put(client: Client, poured: Poured, identity: str) -> None:
    """Send a command that must be accepted."""
    answer = client.insist("PUT", f"/database/alpha/instances/Tick/{identity}", {"data": {"n": 1}})
    assert answer.status == 202, answer
    poured.singles.append(answer.data["command_id"])


def test_a_search_index_gone_read_only_is_named_and_caught_up_with(stand: Stand, poured: Poured) -> None:
    client = stand.admin()
    client.insist("PUT", "/database/alpha/instances/Tick/blocked", {"data": {"n": 0}}, headers=WAIT)
    settle(stand)

    block(stand, value=True)
    put(client, poured, "blocked")
    until(lambda: search_state(client) == (503, "down"), "readiness names the search index")
    until(lambda: logged(stand, "the index is read-only: the disk of its node is full"), "a log says why")
    block(stand, value=None)

    stand.wait_ready()
    prove(stand, poured)


def test_a_topic_with_too_few_partitions_is_named_and_nothing_is_lost(stand: Stand, poured: Poured) -> None:
    client = stand.admin()
    wait_for(client, grow(client, "instance"))
    settle(stand)
    plan = stand.plan()

    with KafkaAdminClient(
        bootstrap_servers=f"127.0.0.1:{plan['ports']['kafka']}",
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_plain_username=USER,
        sasl_plain_password=plan["kafka_password"],
    ) as admin:
        wanted = len(admin.describe_topics([TOPIC])[0]["partitions"])
        admin.delete_topics([TOPIC])
        until(lambda: TOPIC not in admin.list_topics(), "the topic is gone")
        admin.create_topics({TOPIC: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
        for number in range(20):
            put(client, poured, f"homeless-{number}")
        until(lambda: logged(stand, f"topic {TOPIC} has 1 partitions, no partition"), "a log names the topic")
        admin.create_partitions({TOPIC: wanted})

    prove(stand, poured)
