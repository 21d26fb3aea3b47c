"""Apache Kafka: one broker that is its own controller, its log in the data folder."""

import os
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from local.errors import Refused
from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.plan import Plan
from local.folder.private_file import write_private
from local.free_ports import LOOPBACK
from local.parts.obtain import part_home
from local.running.service import Service
from local.services.answering import kafka_answers
from local.services.java import SMALL, java

MAIN, FORMAT = "kafka.Kafka", "kafka.tools.StorageTool"
JVM = ("-Xmx384m", *SMALL, "-Djava.awt.headless=true")
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=BROKER://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=BROKER://{host}:{port}
listener.security.protocol.map=BROKER:{security},CONTROLLER:{security}
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
log.dirs={log}
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.coordinator.append.linger.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.retention.ms=1209600000
offsets.retention.minutes=30240
log.segment.bytes=134217728
log.flush.interval.messages=1
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
"""
"""Ports and replication for one machine; whatever the cloud sets on topics is set on topics here too. No replica holds
what this disk loses, and the outbox forgets what is acknowledged: every batch is synced."""
LET_IN = """\
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.broker.plain.sasl.jaas.config={login}
listener.name.controller.plain.sasl.jaas.config={login}
"""
LOGIN = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required"
    ' username="{user}" password="{password}" user_{user}="{password}";'
)
USER = "spice"


class Broker:
    """A Kafka in a data folder. `guarded`, it lets in whoever knows the plan's password, else everybody."""

    def __init__(self, folder: DataFolder, plan: Plan, *, guarded: bool) -> None:
        self._password = plan.kafka_password if guarded else None
        self.home = folder.of("kafka")
        self.data = self.home / "log"
        self._ports = {"port": plan.ports["kafka"], "controller": plan.ports["kafka_controller"]}

    def command(self, main: str, *arguments: str) -> list[str]:
        """Write the command line of one of Kafka's programs."""
        return [str(java()), *JVM, "-cp", f"{part_home('kafka')}/*", main, *arguments]

    def prepare(self) -> None:
        """Write the settings; format the folder of the log if there is none."""
        self.home.mkdir(mode=PRIVATE, exist_ok=True)
        self._write("server.properties", self.data)
        if not self.data.exists():
            self._format(self.home / "log.new")

    def _format(self, fresh: Path) -> None:
        """Format beside its place: a folder that is there is whole."""
        shutil.rmtree(fresh, ignore_errors=True)
        settings = self._write("format.properties", fresh)
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        done = subprocess.run(
            self.command(FORMAT, "format", f"--cluster-id={cluster}", "--config", str(settings)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=bare(self.home),
            cwd=self.home,
            start_new_session=True,
        )
        if done.returncode:
            raise Refused(f"Kafka cannot format {self.data}: {(done.stderr or done.stdout).strip()}")
        fresh.rename(self.data)

    def _write(self, name: str, log: Path) -> Path:
        settings = self.home / name
        write_private(settings, self._settings(log).encode())
        return settings

    def _settings(self, log: Path) -> str:
        settings = SETTINGS + LET_IN if self._password else SETTINGS
        security = "SASL_PLAINTEXT" if self._password else "PLAINTEXT"
        login = LOGIN.format(user=USER, password=self._password)
        return settings.format(host=LOOPBACK, log=log, security=security, login=login, **self._ports)


def kafka_service(folder: DataFolder, plan: Plan, *, guarded: bool = True) -> Service:
    """Describe the Kafka of a data folder. Its parts must have been obtained."""
    broker, port = Broker(folder, plan, guarded=guarded), plan.ports["kafka"]
    return Service(
        name="kafka",
        command=broker.command(MAIN, "server.properties"),
        folder=broker.home,
        port=port,
        log=folder.log("kafka"),
        answers=lambda: kafka_answers(port),
        prepare=broker.prepare,
        environment=bare(broker.home),
        stop_seconds=15.0,
    )


def kafka_bootstrap(plan: Plan) -> str:
    """Where the broker is."""
    return f"{LOOPBACK}:{plan.ports['kafka']}"


def bare(home: Path) -> dict[str, str]:
    """Keep an outsider's JVM options away from the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
