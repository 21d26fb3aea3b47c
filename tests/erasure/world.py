"""A database with persons: what is personal of them, canaries to look for, and the platform on twins they are in."""

from dataclasses import dataclass
from typing import Any

from tests.support.api_client import ApiClient, Reply
from tests.support.memory_platform import MemoryPlatform

PEOPLE = "/database/people"
INSTANCES = f"{PEOPLE}/instances"
PERSON: dict[str, Any] = {
    "name": "Person",
    "key": ["number"],
    "properties": [
        {"name": "number", "type": "xsd:string", "required": True},
        {"name": "team", "type": "xsd:string"},
        {"name": "mail", "type": "EMAIL", "personal": True},
        {"name": "phone", "type": "PHONE", "personal": True},
        {"name": "home", "type": "ADDRESS", "personal": True},
        {"name": "notes", "type": "ARRAY", "items": {"type": "xsd:string"}, "personal": True},
        {"name": "age", "type": "xsd:integer", "personal": True, "constraints": {"minimum": 18}},
    ],
    "relationships": [{"name": "friend", "target": "Person", "inverse": "friends"}],
}
VISIT: dict[str, Any] = {
    "name": "Visit",
    "properties": [
        {"name": "place", "type": "xsd:string"},
        {"name": "remark", "type": "xsd:string", "personal": True, "subject": "who"},
        {"name": "badge", "type": "xsd:string", "personal": True, "subject": "number"},
        {"name": "number", "type": "xsd:integer"},
    ],
    "relationships": [{"name": "who", "target": "Person", "on_missing": "allow"}],
}
MAIL, NAME, PHONE, WORD = (
    "canary.kim@example.com",
    "김카나리아",
    "+82 10-9876-1234",
    "q7Zx2Lw9Kd4Vt8Rb3Nm6Hs1Pc5Fg0Jy7Tq2Wx9Ud",
)
PERSONAL = (MAIL, "canary.kim", NAME, "98761234", "9876-1234", WORD)
"""Texts that no store may ever hold."""
OPEN = "open-canary-gr7"
"""What is not personal: a probe that does not find it is blind."""


@dataclass
class People:
    """An owner's view of a platform with persons."""

    platform: MemoryPlatform
    client: ApiClient

    def put(self, class_name: str, identity: str, **data: Any) -> Reply:
        """Write an instance and let it be carried out."""
        reply = self.client.put(f"{INSTANCES}/{class_name}/{identity}", {"data": data})
        self.platform.settle()
        return reply

    def patch(self, class_name: str, identity: str, **data: Any) -> Reply:
        """Change an instance and let it be carried out."""
        reply = self.client.patch(f"{INSTANCES}/{class_name}/{identity}", {"data": data})
        self.platform.settle()
        return reply

    def get(self, class_name: str, identity: str, query: str = "") -> Reply:
        """Read one."""
        return self.client.get(f"{INSTANCES}/{class_name}/{identity}{query}")

    def kim(self) -> None:
        """Write a person with everything."""
        self.put(
            "Person",
            "kim",
            number="kim",
            team=OPEN,
            mail=MAIL,
            phone=PHONE,
            home={"country": "KR", "city": NAME},
            notes=[WORD, "x"],
            age=33,
        )

    def command(self, reply: Reply) -> Any:
        """Read what became of a command."""
        return self.client.get(f"/commands/{reply.data['command_id']}").data

    def erase(self, subject: str) -> Reply:
        """Erase somebody."""
        reply = self.client.post(f"{PEOPLE}/subjects/{subject}/erase")
        self.platform.settle()
        return reply

    def readmit(self, subject: str) -> Reply:
        """Take somebody back."""
        reply = self.client.post(f"{PEOPLE}/subjects/{subject}/readmit")
        self.platform.settle()
        return reply


def people(platform: MemoryPlatform) -> People:
    """Make the database."""
    admin = platform.client("kim", roles=["admin"])
    admin.post("/database", {"name": "people"})
    platform.settle()
    made = admin.post(
        f"{PEOPLE}/ontology/changes", {"changes": [{"op": "create", "class": PERSON}, {"op": "create", "class": VISIT}]}
    )
    platform.settle()
    world = People(platform, admin)
    assert world.command(made)["state"] == "COMPLETED", world.command(made)
    return world
