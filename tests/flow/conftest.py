"""A platform on twins, with an administrator and a database of flights and airports."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api_client import ApiClient, Issuer, Reply
from tests.memory_platform import Clock, MemoryPlatform, memory_platform

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


@dataclass
class Air:
    """The database `air` on a platform, and an administrator's hands."""

    platform: MemoryPlatform
    now: Clock
    client: ApiClient

    def write(self, method: str, url: str, body: object = None, **headers: str) -> Reply:
        """Send a write, let everything happen, and read the command's outcome."""
        accepted = self.client.call(method, url, body, headers=headers)
        assert accepted.status in (200, 202), accepted.body
        self.platform.settle()
        return self.client.get(f"/commands/{accepted.data['command_id']}")

    def put(self, class_name: str, identity: str, **data: Any) -> Reply:
        """Create or replace an instance."""
        return self.write("PUT", f"{AIR}/{class_name}/{identity}", {"data": data})

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
    platform = memory_platform(now, issuer)
    air = Air(platform, now, platform.client("kim", roles=["admin"]))
    created = air.write("POST", "/database", {"name": "air"})
    assert created.data["state"] == "COMPLETED", created.body
    changes = [{"op": "create", "class": AIRPORT}, {"op": "create", "class": FLIGHT}]
    changed = air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
    assert changed.data["state"] == "COMPLETED", changed.body
    return air
