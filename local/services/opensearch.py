"""OpenSearch: one node with the analysers of Korean, Japanese and Chinese, never as root.

It asks nobody for a password, so it is alone: in a network of its own, behind a door in the data folder. Where the
system allows no such network, it listens on the machine's loopback, and says so.
"""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from local.errors import Refused
from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.plan import Plan
from local.free_ports import LOOPBACK
from local.parts.cache import closed_folder
from local.parts.obtain import part_home
from local.running import own_network
from local.running.launch import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from local.running.own_network import OwnNetwork
from local.running.processes import end_all, running_in
from local.running.secluded import ALONE, NOT_YET
from local.running.service import Service, here
from local.running.starting import runs_as
from local.services.answering import door_answers, http_answers
from local.services.java import SMALL, java
from local.services.kafka import bare
from local.services.postgres import user_of

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
HEALTH = "/_cluster/health?wait_for_status=yellow&timeout=200ms"
OPEN = (
    "this system allows no network namespace: whoever has an account here, and any web page opened here, can read and"
    " change the search index (docs/security.md)"
)


class Node:
    """An OpenSearch in a data folder."""

    def __init__(self, folder: DataFolder, plan: Plan) -> None:
        self.home = folder.of("opensearch")
        self.user = user_of(self.home / "data")
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
        # Killed with its door a moment ago, it may still hold its data.
        end_all(running_in(self.home, name="java"))
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


def opensearch_service(folder: DataFolder, plan: Plan, *, secluded: bool, network: OwnNetwork | None = None) -> Service:
    """Describe the OpenSearch of a data folder, behind its door or on the loopback. Obtain its parts before.

    Behind its door it is in the network that is given; without one it makes its own at each start.
    """
    node, port = Node(folder, plan), plan.ports["opensearch"]
    service = Service(
        name="opensearch",
        command=node.command,
        folder=node.home,
        port=port,
        log=folder.log("opensearch"),
        answers=lambda: http_answers(port, HEALTH),
        prepare=node.prepare,
        environment=bare(node.home),
        user=node.user,
        capability=node.capability,
        stop_seconds=15.0,
        warning=OPEN,
    )
    return _behind(_door(folder), service, network) if secluded else service


def _behind(door: Path, service: Service, network: OwnNetwork | None) -> Service:
    """The same server, started by its door and reached through it."""
    who = runs_as(service.user, service.capability)
    secluded = [sys.executable, "-P", "-m", "local.running.secluded"]
    secluding = [*secluded, str(door), str(service.port), who, str(service.folder), ALONE if network else NOT_YET]
    return replace(
        service,
        command=[*secluding, *service.command],
        folder=door.parent,
        answers=lambda: door_answers(door, HEALTH),
        from_where=network.do if network else here,
        user=None,
        capability=None,
        warning="",
    )


def opensearch_url(folder: DataFolder, plan: Plan, *, secluded: bool) -> str:
    """Where the REST API is, as SPICE_SEARCH_URL says it."""
    return f"unix:{quote(str(_door(folder)))}" if secluded else f"http://{LOOPBACK}:{plan.ports['opensearch']}"


@cache
def may_seclude() -> bool:
    """Tell whether this system lets us make a network for OpenSearch alone."""
    script = [sys.executable, "-I", "-S", own_network.__file__]
    return subprocess.run(script, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def _door(folder: DataFolder) -> Path:
    return folder.root / "opensearch.sock"


def _held() -> int:
    """The capabilities this process has, as bits."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff")), 0)
