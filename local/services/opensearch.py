"""OpenSearch: one node with the analysers of Korean, Japanese and Chinese, never as root."""

import os
from pathlib import Path

from local.errors import Refused
from local.folder import PRIVATE, DataFolder
from local.free_ports import LOOPBACK
from local.launch import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from local.parts.cache import closed_folder
from local.parts.obtain import part_home
from local.plan import Plan
from local.services.answering import http_answers
from local.services.java import SMALL, java
from local.services.kafka import bare
from local.services.postgres import NOBODY
from local.services.service import Service

MAIN = "org.opensearch.bootstrap.OpenSearch"
JVM = (
    *("-Xms512m", "-Xmx512m", "-Xss1m", *SMALL),
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    *("-Djava.locale.providers=CLDR,SPI", "-Dlog4j2.disable.jmx=true", "-Dlog4j.shutdownHookEnabled=false"),
    *("-Dopensearch.distribution.type=zip", "-Dopensearch.bundled_jdk=false"),
)
"""The small runtime knows no Thai, and OpenSearch makes no index without: ICU, in its `lib`, fills what CLDR lacks."""
SETTINGS = """\
cluster.name: spice
node.name: local
path.data: {home}/data
path.logs: {home}/logs
network.host: {host}
http.port: {port}
transport.port: {transport}
discovery.type: single-node
cluster.routing.allocation.disk.watermark.low: 2gb
cluster.routing.allocation.disk.watermark.high: 1gb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
"""
"""Watermarks in bytes: a laptop's disk is often fuller than the 95 % at which every index becomes read-only."""
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
CAPABILITIES = (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE)


class Node:
    """An OpenSearch in a data folder."""

    def __init__(self, folder: DataFolder, plan: Plan) -> None:
        self.home = folder.of("opensearch")
        self.user = NOBODY if os.geteuid() == 0 else None
        self._ports = {"port": plan.ports["opensearch"], "transport": plan.ports["opensearch_transport"]}

    @property
    def command(self) -> list[str]:
        """The command line."""
        server, settings = part_home("opensearch"), self.home / "config"
        paths = (f"-Dopensearch.path.home={server}", f"-Dopensearch.path.conf={settings}")
        temporary = (f"-Djava.io.tmpdir={self.home}/tmp", f"-Djna.tmpdir={self.home}/tmp")
        return [str(java()), *JVM, *paths, *temporary, "-cp", f"{server}/lib/*:{server}/agent/*", MAIN]

    @property
    def capability(self) -> int | None:
        """What the user needs to reach a data folder that lies in closed ones."""
        if self.user is None or (closed := closed_folder(self.home.parent)) is None:
            return None
        held = _held()
        for capability in CAPABILITIES:
            if held >> capability & 1:
                return capability
        raise Refused(f"OpenSearch does not run as root, and other users may not pass {closed}; open it: chmod o+x")

    def prepare(self) -> None:
        """Make the folders and write the settings, as the server's user finds them."""
        for folder in (self.home, *(self.home / name for name in ("config", "data", "logs", "tmp"))):
            folder.mkdir(mode=PRIVATE, exist_ok=True)
            self._hand_over(folder)
        settings = SETTINGS.format(home=self.home, host=LOOPBACK, **self._ports)
        for name, text in (("opensearch.yml", settings), ("log4j2.properties", LOGGING)):
            file = self.home / "config" / name
            file.write_text(text)
            self._hand_over(file)

    def _hand_over(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user, self.user)


def opensearch_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the OpenSearch of a data folder. Its parts must have been obtained."""
    node, port = Node(folder, plan), plan.ports["opensearch"]
    return Service(
        name="opensearch",
        command=node.command,
        folder=node.home,
        port=port,
        log=folder.log("opensearch"),
        answers=lambda: http_answers(port, "/_cluster/health?wait_for_status=yellow&timeout=200ms"),
        prepare=node.prepare,
        environment=bare(node.home),
        user=node.user,
        capability=node.capability,
        stop_seconds=15.0,
    )


def opensearch_url(plan: Plan) -> str:
    """Where the REST API is."""
    return f"http://{LOOPBACK}:{plan.ports['opensearch']}"


def _held() -> int:
    """The capabilities this process has, as bits."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff")), 0)
