"""The emulated account by itself: handlers, addresses, the poller."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

import psutil
import psycopg
import pytest

from local.emulation.running import Running
from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection
from spice.messages.record_batch import Record
from tests.emulation.template import BATCH, BUCKET, FUNCTION, GROUP, STACK, TOPIC, kinds

pytestmark = [pytest.mark.emulation, pytest.mark.timeout(300)]
MESSAGES, PARTITIONS = 200, 3


@pytest.fixture(scope="module")
def outputs(running: Running) -> Iterator[Mapping[str, str]]:
    """The outputs of a stack of all kinds of resources; it is deleted at the end."""
    cloudformation = running.aws.of("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=kinds())
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    yield {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    s3 = running.aws.of("s3")
    for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
    cloudformation.delete_stack(StackName=STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})


def test_only_this_machine_reaches_any_of_it(running: Running) -> None:
    family = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]

    hosts = {
        each.laddr.ip
        for process in family
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    }

    assert hosts <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


def test_attributes_lead_to_servers_that_answer(outputs: Mapping[str, str]) -> None:
    database = f"postgresql://boss:Secret-1@{outputs['DatabaseHost']}:{outputs['DatabasePort']}/kinds"
    places = [("127.0.0.1", outputs["CachePort"]), tuple(outputs["SearchEndpoint"].split(":"))]

    with psycopg.connect(database) as connection:
        owner = connection.execute("select pg_get_userbyid(datdba) from pg_database where datname = 'kinds'").fetchone()
    for host, port in places:
        socket.create_connection((host, int(port)), timeout=5).close()

    assert owner == ("boss",)
    assert outputs["Network"] == "10.1.0.0/16"
    assert outputs["Issuer"].startswith("https://cognito-idp.us-east-1.amazonaws.com/")


def test_only_how_a_server_is_spoken_to_is_rewritten(outputs: Mapping[str, str], running: Running) -> None:
    function = running.aws.of("lambda").get_function_configuration(FunctionName=FUNCTION)

    assert function["Environment"]["Variables"] == {"BUCKET": BUCKET, "SPICE_POSTGRES_AUTH": "password"}


def test_the_poller_feeds_a_function_as_its_mapping_says(outputs: Mapping[str, str], running: Running) -> None:
    brokers = running.aws.of("kafka").get_bootstrap_brokers(ClusterArn=outputs["Bus"])
    bus = KafkaBus(KafkaConnection(bootstrap=(brokers["BootstrapBrokerStringSaslIam"],)))
    bus.create_topics({TOPIC: PARTITIONS})
    sent = [(number % PARTITIONS, str(number)) for number in range(MESSAGES)]

    for partition in range(PARTITIONS):
        values = [Record(key=b"k", value=value.encode()) for place, value in sent if place == partition]
        bus.publish(TOPIC, partition, values)
    batches = seen(running, MESSAGES)
    lags = settled(bus)
    bus.close()

    for partition in range(PARTITIONS):
        offsets = [offset for batch in batches for place, offset, _ in batch if place == partition]
        assert sorted(offsets) == list(range(len(offsets)))
    assert sorted((place, value) for batch in batches for place, _, value in batch) == sorted(sent)
    assert max(map(len, batches)) <= BATCH
    assert set(lags.values()) == {0}


def seen(running: Running, wanted: int) -> list[list[list[Any]]]:
    """Wait until the function saw so many records, and give them by batch; each batch fails once before it is seen."""
    s3, until = running.aws.of("s3"), time.monotonic() + 90
    while True:
        names = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        batches = [
            json.loads(s3.get_object(Bucket=BUCKET, Key=name)["Body"].read()) for name in names if "batch" in name
        ]
        if sum(map(len, batches)) >= wanted or time.monotonic() > until:
            return batches
        time.sleep(0.3)


def settled(bus: KafkaBus) -> dict[int, int]:
    """Wait until the group has committed what it saw."""
    until = time.monotonic() + 20
    while any(bus.lag(GROUP, TOPIC).values()) and time.monotonic() < until:
        time.sleep(0.2)
    return bus.lag(GROUP, TOPIC)
