"""Records that cannot be carried out."""

from uuid import UUID

import msgspec

from spice.domain.identity import aggregate_id, derived_id
from spice.domain.instance.model import PutInstance
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.record_batch import Record
from tests.flow.conftest import AIR, DEADLY, Air

COMMANDS, SHARDS = "instance-commands", 6


def a_killer(air: Air, number: int) -> str:
    """Submit a command that ends every worker that carries it out; answers its id."""
    accepted = air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number, "note": DEADLY}})
    return str(accepted.data["command_id"])


def a_command_of_no_type(air: Air, identity: str) -> Command:
    """A command of a type that this code does not know."""
    access = air.platform.ports.directory.access("air", "kim")
    assert access is not None
    class_id: str = air.client.get("/database/air/ontology/Flight").data["id"]
    uuid: UUID = access.database.uuid
    return Command(
        id=derived_id(uuid, "of no type"),
        type="FlyInstance",
        key=aggregate_id(uuid, class_id, identity),
        actor="kim",
        submitted_at=air.now(),
        payload=msgspec.Raw(encode(PutInstance(class_id=class_id, id=identity, data={}))),
        database=uuid,
        ontology_commit=access.database.head,
    )


def publish(air: Air, record: Record, partition: int) -> None:
    """Put a record on the bus."""
    air.platform.ports.bus.publish(COMMANDS, partition, [record])
