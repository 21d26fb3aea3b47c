"""A command whose class came to another hierarchy before it was decided: its stream is of the one it was sent for."""

from uuid import uuid4

import msgspec

from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.command import command_record, decode_command
from tests.flow.conftest import AIR, Air


def test_a_command_is_not_decided_in_the_stream_of_the_hierarchy_that_its_class_left(air: Air) -> None:
    shapes = [{"name": "Vehicle"}, {"name": "Balloon", "properties": [{"name": "note", "type": "xsd:string"}]}]
    changed(air, *({"op": "create", "class": shape} for shape in shapes))
    air.put("Balloon", "b", note="early")
    air.write("DELETE", f"{AIR}/Balloon/b")
    changed(air, {"op": "update", "name": "Balloon", "patch": {"parent": "Vehicle"}})

    late = late_again(air)

    told = air.client.get(f"/commands/{late}").data
    assert (told["state"], [error["code"] for error in told["errors"]]) == ("FAILED", ["version_conflict"])
    assert air.client.get(f"{AIR}/Balloon/b").status == 404
    air.put("Balloon", "b", note="again")
    assert air.get("Balloon", "b") == {"note": "again"}


def changed(air: Air, *changes: dict[str, object]) -> None:
    outcome = air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": list(changes)})
    assert outcome.data["state"] == "COMPLETED", outcome.body


def late_again(air: Air) -> str:
    """Bring the first command about an instance once more, as another: one that was accepted then and comes now."""
    read = [
        air.platform.consumer.fetch("late", INSTANCE_COMMANDS, partition, max_records=9, max_bytes=99_999)
        for partition in range(air.bus.partitions(INSTANCE_COMMANDS))
    ]
    named = (record for records in read for record in records if record.key.endswith(b":b"))
    first = min(named, key=lambda record: record.offset)
    command = msgspec.structs.replace(decode_command(first.value), id=uuid4())
    air.platform.ports.bus.publish(INSTANCE_COMMANDS, first.partition, [command_record(command)])
    air.platform.settle()
    return str(command.id)
