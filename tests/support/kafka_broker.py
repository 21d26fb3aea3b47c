"""A real Kafka that a test may kill, freeze and start again; also by TLS with a user and a password."""

import os
import signal
import socket
import subprocess
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kafka import KafkaAdminClient
from kafka.errors import CoordinatorLoadInProgressError

from local.free_ports import LOOPBACK, choose_ports
from local.parts.obtain import obtain, part_home
from local.services.java import java
from tests.support.ports import service_ports

USER, PASSWORD = "spice", "correct horse"
PATIENCE = 60.0
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{plain},SASL_SSL://{host}:{sasl},CONTROLLER://{host}:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_{user}="{password}";
connection.failed.authentication.delay.ms=2000
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server.pem
log.dirs={folder}/log
auto.create.topics.enable=false
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
group.coordinator.append.linger.ms=0
group.initial.rebalance.delay.ms=0
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
"""


@dataclass
class KafkaBroker:
    """A broker on a folder; it comes back at the same place with what it kept."""

    folder: Path
    ports: dict[str, int] = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        names = {"plain": 0, "sasl": 0, "controller": 0}
        self.ports = choose_ports(names, {}, self.folder, among=service_ports())

    @property
    def bootstrap(self) -> str:
        """Where everybody is let in."""
        return f"{LOOPBACK}:{self.ports['plain']}"

    @property
    def guarded(self) -> str:
        """Where one needs TLS, a user and a password."""
        return f"{LOOPBACK}:{self.ports['sasl']}"

    @property
    def certificate(self) -> Path:
        """What a client must trust."""
        return self.folder / "ca.pem"

    def make(self) -> None:
        """Write its settings and format its log."""
        write_certificate(self.folder)
        values = {"host": LOOPBACK, "folder": self.folder, "user": USER, "password": PASSWORD}
        (self.folder / "server.properties").write_text(SETTINGS.format(**values, **self.ports))
        cluster = urlsafe_b64encode(uuid4().bytes).rstrip(b"=").decode()
        arguments = ("format", "--cluster-id", cluster, "--config", "server.properties")
        subprocess.run(
            _command("kafka.tools.StorageTool", *arguments), cwd=self.folder, check=True, capture_output=True
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                _command("kafka.Kafka", "server.properties"), cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise TimeoutError(f"Kafka does not answer; see {self.folder}/broker.log")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def signal(self, number: int) -> None:
        """Send it a signal: SIGKILL, SIGSTOP, SIGCONT."""
        os.kill(self.pid, number)
        if self._process is not None and number in (signal.SIGKILL, signal.SIGTERM):
            self._process.wait()

    def close(self) -> None:
        """End it, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self.ports["plain"])) == 0


@contextmanager
def kafka_broker(folder: Path) -> Iterator[KafkaBroker]:
    """Make one, run it, and end it."""
    obtain(["java", "kafka"])
    broker = KafkaBroker(folder)
    broker.make()
    try:
        broker.start()
        yield broker
    finally:
        broker.close()


def empty_kafka(bootstrap: str) -> None:
    """Remove every topic and group."""
    with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
        if topics := [topic for topic in admin.list_topics() if not topic.startswith("__")]:
            admin.delete_topics(topics)
        if groups := _groups(admin):
            admin.delete_groups(groups)
        until = time.monotonic() + PATIENCE
        while set(admin.list_topics()) & set(topics) and time.monotonic() < until:
            time.sleep(0.02)


def _groups(admin: KafkaAdminClient) -> list[str]:
    """List the groups; a broker that was just started again loads them first."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return [group["group_id"] for group in admin.list_groups()]
        except CoordinatorLoadInProgressError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def write_certificate(folder: Path) -> None:
    """Write a certificate of 127.0.0.1 that signs itself, and beside it one with its key as the broker reads it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    ).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(certificate)
    (folder / "server.pem").write_bytes(private + certificate)


def _command(main: str, *arguments: str) -> list[str]:
    memory = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    return [str(java()), *memory, "-cp", f"{part_home('kafka')}/*", main, *arguments]
