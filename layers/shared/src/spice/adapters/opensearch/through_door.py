"""OpenSearch's driver on connections that a door hands out."""

from pathlib import Path
from typing import Any

from opensearchpy import Urllib3HttpConnection
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection

from spice.adapters.opensearch.door import connected


class Passage(HTTPConnection):
    """An HTTP connection to whoever is behind a door."""

    def __init__(self, *arguments: Any, door: Path, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._door = door

    def connect(self) -> None:
        """Ask at the door."""
        self.sock = connected(self._door)
        self.sock.settimeout(self.timeout)


class Passages(HTTPConnectionPool):
    """Connections through one door."""

    ConnectionCls = Passage


class ThroughDoor(Urllib3HttpConnection):
    """The driver's connection, through a door."""

    def __init__(self, *, door: Path, pool_maxsize: int, **more: Any) -> None:
        self._door, self._most = door, pool_maxsize
        super().__init__(**more)

    def _create_urllib3_pool(self) -> None:
        self.pool = Passages("opensearch", timeout=self.timeout, maxsize=self._most, door=self._door)
