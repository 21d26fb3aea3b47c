"""Real Kafka and OpenSearch start below a folder closed to other users, and keep their data through a kill."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from local.folder.data_folder import DataFolder
from spice.adapters.opensearch.connection import OpenSearchConnection
from tests.support.services import started_kafka, started_opensearch

pytestmark = pytest.mark.servers
ANALYSERS = {"nori": "향신료", "kuromoji": "香辛料", "smartcn": "香料", "icu_analyzer": "スパイス"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    return closed / "data"


@contextmanager
def killed_at_the_end(folder: Path, service: str) -> Iterator[None]:
    yield
    home = str(DataFolder(folder).of(service))
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "java" and process.info["cwd"] == home:
            process.kill()


def test_what_kafka_acknowledged_is_there_after_a_kill(folder: Path) -> None:
    with started_kafka(folder) as bootstrap, killed_at_the_end(folder, "kafka"):
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        admin.create_topics([NewTopic("t", 2, 1)])
        admin.close()
        producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
        producer.send("t", b"value", key=b"key", partition=1).get(10)
        producer.close()

    with started_kafka(folder) as bootstrap:
        consumer = KafkaConsumer(bootstrap_servers=bootstrap)
        ends = consumer.end_offsets([TopicPartition("t", 0), TopicPartition("t", 1)])
        consumer.close()

    assert sorted((each.partition, end) for each, end in ends.items()) == [(0, 0), (1, 1)]


def test_what_opensearch_acknowledged_is_there_after_a_kill(folder: Path) -> None:
    with started_opensearch(folder) as url, killed_at_the_end(folder, "opensearch"):
        kept = OpenSearchConnection(url).request("PUT", "/things/_doc/1", {"name": "clove"})

    with started_opensearch(folder) as url:
        found = OpenSearchConnection(url).request("GET", "/things/_doc/1")

    assert kept["result"] == "created"
    assert found["_source"] == {"name": "clove"}


def test_opensearch_has_the_analysers_of_our_languages(folder: Path) -> None:
    with started_opensearch(folder) as url:
        cluster = OpenSearchConnection(url)
        answers = {
            analyser: cluster.request("POST", "/_analyze", {"analyzer": analyser, "text": text})
            for analyser, text in ANALYSERS.items()
        }

    assert all(answer["tokens"] for answer in answers.values()), answers
