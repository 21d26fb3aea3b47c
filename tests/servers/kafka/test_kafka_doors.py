"""The platform's Kafka lets in whoever knows the folder's password, at both of its doors, and nobody else."""

from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from local.folder.data_folder import DataFolder
from local.folder.plan import make_plan
from local.free_ports import LOOPBACK
from local.parts.obtain import obtain
from local.running.starting import running
from local.services.kafka import USER, kafka_bootstrap, kafka_service
from tests.support.ports import service_ports

pytestmark = pytest.mark.servers


def topics(place: str, **credentials: str) -> set[str]:
    with KafkaAdminClient(
        bootstrap_servers=place, bootstrap_timeout_ms=3000, request_timeout_ms=3000, **credentials
    ) as admin:
        return set(admin.list_topics())


def test_strangers_are_refused_and_a_folder_that_was_open_keeps_its_topics(tmp_path: Path) -> None:
    obtain(["java", "kafka"])
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    plan = make_plan(folder, among=service_ports(), full=True)
    known = {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": USER,
        "sasl_plain_password": plan.kafka_password,
    }
    with (
        running(kafka_service(folder, plan, guarded=False)),
        KafkaAdminClient(bootstrap_servers=kafka_bootstrap(plan)) as earlier,
    ):
        earlier.create_topics([NewTopic("kept", 1, 1)])

    with running(kafka_service(folder, plan)):
        found = topics(kafka_bootstrap(plan), **known)
        for port in (plan.ports["kafka"], plan.ports["kafka_controller"]):
            with pytest.raises(KafkaError):
                topics(f"{LOOPBACK}:{port}")
            with pytest.raises(KafkaError):
                topics(f"{LOOPBACK}:{port}", **{**known, "sasl_plain_password": "guessed"})

    assert "kept" in found
