"""A broker of this folder's own, since its tests kill and freeze it; and a bus on it."""

from collections.abc import Iterator

import pytest

from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection
from tests.support.kafka_broker import KafkaBroker, empty_kafka, kafka_broker

TOPIC, PARTITIONS = "commands", 3


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    with kafka_broker(tmp_path_factory.mktemp("broker")) as broker:
        yield broker


@pytest.fixture
def broker(running: KafkaBroker) -> Iterator[KafkaBroker]:
    """The broker, running and empty."""
    empty_kafka(running.bootstrap)
    yield running
    running.close()
    running.start()


@pytest.fixture
def bus(running: KafkaBroker) -> Iterator[KafkaBus]:
    """A bus with one topic, on a broker that stays up."""
    empty_kafka(running.bootstrap)
    bus = KafkaBus(KafkaConnection(bootstrap=(running.bootstrap,)))
    bus.create_topics({TOPIC: PARTITIONS})
    yield bus
    bus.close()
