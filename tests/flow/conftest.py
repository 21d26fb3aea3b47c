"""A platform on twins, with an administrator and a database of flights and airports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from spice.adapters.memory.event_log import MemoryEventLog
from spice.messages.segment import read_segment
from spice.ports.errors import Transient
from tests.flow.unsure_bus import UnsureBus
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.memory_platform import Clock, MemoryPlatform, memory_platform, topic_triggers

AIRPORT = {
    "name": "Airport",
    "key": ["code"],
    "properties": [
        {"name": "code", "type": "xsd:string", "required": True},
        {"name": "title", "type": "xsd:string"},
    ],
}
FLIGHT = {
    "name": "Flight",
    "key": ["number"],
    "properties": [
        {"name": "number", "type": "xsd:integer", "required": True},
        {"name": "delay", "type": "xsd:decimal"},
        {"name": "note", "type": "xsd:string"},
    ],
    "relationships": [
        {"name": "origin", "target": "Airport", "cardinality": "many_to_one", "on_delete": "detach"},
        {"name": "via", "target": "Airport", "cardinality": "many_to_many", "on_delete": "detach"},
        {"name": "owner", "target": "Airport", "cardinality": "many_to_one", "on_delete": "cascade"},
        {"name": "hub", "target": "Airport", "cardinality": "many_to_one", "on_delete": "refuse"},
        {"name": "gate", "target": "Airport", "cardinality": "many_to_one", "on_missing": "refuse"},
    ],
}
AIR = "/database/air/instances"

DEADLY = "deadly"


class Killed(Exception):
    """The worker's process ended."""


class Deaths:
    """A process that ends at a point, several times."""

    def __init__(self, point: str) -> None:
        self.point, self.left = point, 0

    def __call__(self, point: str) -> None:
        """Die there."""
        if point == self.point and self.left:
            self.left -= 1
            raise Killed


class DeadlyLog(MemoryEventLog):
    """A log whose writer ends when an event notes that it is deadly; it can be down as well."""

    down = False

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment, or die."""
        if self.down:
            raise Transient("log", "down")
        if any(DEADLY in {**(line.data or {}), **(line.set or {})}.values() for line in read_segment(body).lines):
            raise Killed
        super().append(generation, shard, sequence, body)


@dataclass
class Air:
    """The database `air` on a platform, and an administrator's hands."""

    platform: MemoryPlatform
    now: Clock
    client: ApiClient
    log: DeadlyLog
    bus: UnsureBus

    def write(self, method: str, url: str, body: object = None, **headers: str) -> Reply:
        """Send a write, let everything happen, and read the command's outcome."""
        accepted = self.client.call(method, url, body, headers=headers)
        assert accepted.status in (200, 202), accepted.body
        self.platform.settle()
        return self.client.get(f"/commands/{accepted.data['command_id']}")

    def put(self, class_name: str, identity: str, **data: Any) -> Reply:
        """Create or replace an instance."""
        return self.write("PUT", f"{AIR}/{class_name}/{identity}", {"data": data})

    def bulk(self, class_name: str, rows: Sequence[Mapping[str, Any]], *, op: str = "create") -> Reply:
        """Send many instances in one request and let everything happen."""
        instances = [{"data": row} for row in rows]
        reply = self.client.post(f"{AIR}/bulk", {"class": class_name, "op": op, "instances": instances})
        assert reply.data["accepted"] == len(rows), reply.body
        self.platform.settle()
        return reply

    def insist(self, times: int = 12) -> None:
        """Let everything happen but redrives, delivering again what killed its worker."""
        for _ in range(times):
            try:
                self.platform.settle(but=("dead-letters",))
                return
            except Killed:
                continue
        raise AssertionError("the poison is not parked")

    def redrive(self) -> None:
        """Let the dead-letter function have what is in its topics."""
        for function, trigger in topic_triggers():
            if function.name == "dead-letters":
                self.platform.deliver(function.name, trigger)

    def get(self, class_name: str, identity: str) -> Any:
        """Read an instance's data; None when it is not there."""
        reply = self.client.get(f"{AIR}/{class_name}/{identity}")
        return reply.data["data"] if reply.status == 200 else None


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def now() -> Clock:
    return Clock()


@pytest.fixture
def air(issuer: Issuer, now: Clock) -> Air:
    log = DeadlyLog()
    platform = memory_platform(now, issuer, around=lambda ports: replace(ports, log=log, bus=UnsureBus(ports.bus)))
    bus = platform.ports.bus
    assert isinstance(bus, UnsureBus)
    air = Air(platform, now, platform.client("kim", roles=["admin"]), log, bus)
    created = air.write("POST", "/database", {"name": "air"})
    assert created.data["state"] == "COMPLETED", created.body
    changes = [{"op": "create", "class": AIRPORT}, {"op": "create", "class": FLIGHT}]
    changed = air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
    assert changed.data["state"] == "COMPLETED", changed.body
    return air
