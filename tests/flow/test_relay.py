"""The relay: a shard that does not go keeps no other waiting."""

import msgspec
import pytest

from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.state import MemoryState
from spice.application.relay.relay_outbox import RelayOutbox
from spice.domain.bounds import RECORD_BYTES
from spice.domain.identity import derived_id
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.record_batch import Record, RecordBatch
from spice.ports.crash import never
from spice.ports.directory import Database
from spice.ports.errors import CircuitOpen, Momentary, PortError
from spice.ports.outbox import OutboxRow
from tests.flow.conftest import AIR, Air


class Picky(MemoryBus):
    """A bus one of whose partitions refuses; a slow refusal opens the breaker for whoever comes next."""

    refused: int | None = None
    slow = False
    asked = 0

    def publish(self, topic: str, partition: int, records: object) -> None:
        """Publish, or refuse."""
        self.asked += 1
        if partition == self.refused:
            self.opened = self.slow
            raise Momentary("kafka", "no leader")
        if self.slow and getattr(self, "opened", False):
            self.opened = False
            raise CircuitOpen("kafka", 0.2)
        super().publish(topic, partition, records)  # type: ignore[arg-type]


@pytest.fixture
def bus(air: Air) -> Picky:
    """A bus with commands waiting for every partition of the instances; the first one refuses."""
    bus = Picky(air.platform.consumer._state)  # type: ignore[attr-defined]  # the twin's tables
    for number in range(60):
        air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number}})
    bus.refused = min(partition for _, partition in air.platform.ports.outbox.shards())
    return bus


def waiting(air: Air) -> set[int]:
    return {partition for _, partition in air.platform.ports.outbox.shards()}


def run(air: Air, relay: RelayOutbox) -> PortError:
    with pytest.raises(PortError) as failed:
        relay(seconds=5.0)
    return failed.value


def test_the_other_shards_go_and_the_failure_is_told(air: Air, bus: Picky) -> None:
    failed = run(air, RelayOutbox(air.platform.ports.outbox, bus, never))

    assert "no leader" in str(failed)
    assert waiting(air) == {bus.refused}


def test_what_was_refused_comes_last_so_that_an_open_breaker_keeps_nobody_back(air: Air, bus: Picky) -> None:
    bus.slow = True
    relay = RelayOutbox(air.platform.ports.outbox, bus, never)

    for _ in range(2):
        run(air, relay)

    assert waiting(air) == {bus.refused}


def test_it_goes_when_it_can_again(air: Air, bus: Picky) -> None:
    relay = RelayOutbox(air.platform.ports.outbox, bus, never)
    run(air, relay)
    bus.refused = None

    relay(seconds=5.0)
    air.platform.settle()

    assert waiting(air) == set()
    assert air.get("Flight", "59") == {"number": 59}


def wait_in_the_outbox(air: Air, *commands: Command) -> None:
    """Keep commands as they were kept when nobody measured them."""
    state: MemoryState = air.platform.consumer._state  # type: ignore[attr-defined]  # the twin's tables
    for command in commands:
        record = Record(key=command.key.encode(), value=encode(command))
        state.positions += 1
        records = RecordBatch.of([record])
        row = OutboxRow(position=state.positions, topic="ontology-commands", partition=0, records=records)
        state.outbox[state.positions] = (row, air.now())


def a_change(air: Air, database: Database, name: str, text: str) -> Command:
    change = {"op": "create", "class": {"name": name, "label": text}}
    return Command(
        id=derived_id(database.uuid, name),
        type="ChangeOntology",
        key=str(database.uuid),
        actor="kim",
        submitted_at=air.now(),
        payload=msgspec.Raw(encode({"changes": [change]})),
        database=database.uuid,
    )


def test_what_the_bus_can_never_take_is_parked_and_lets_others_go(air: Air) -> None:
    air.write("POST", "/database", {"name": "sea"})
    access, other = (air.platform.ports.directory.access(each, "kim") for each in ("air", "sea"))
    assert access is not None
    assert other is not None
    long = a_change(air, access.database, "Long", "x" * RECORD_BYTES)
    short = a_change(air, other.database, "Short", "x")
    wait_in_the_outbox(air, long, short)

    air.platform.settle()

    told = {each.id: air.client.get(f"/commands/{each.id}").data for each in (long, short)}
    assert told[short.id]["state"] == "COMPLETED", told
    assert told[long.id]["state"] == "PARKED"
    assert "than the bus takes" in told[long.id]["errors"][0]["message"]
    (letter,) = air.client.get("/admin/dead-letters").data
    assert (letter["command_id"], letter["type"]) == (str(long.id), "ChangeOntology")
    air.client.post(f"/admin/dead-letters/{letter['id']}/discard", {"reason": "it is too large"})
    air.platform.settle()
    assert air.client.get(f"/commands/{long.id}").data["state"] == "FAILED"


def test_what_is_no_command_and_too_large_is_parked_as_well(air: Air) -> None:
    state: MemoryState = air.platform.consumer._state  # type: ignore[attr-defined]  # the twin's tables
    state.positions += 1
    records = RecordBatch.of([Record(key=b"k", value=b"x" * RECORD_BYTES)])
    row = OutboxRow(position=state.positions, topic="ontology-commands", partition=0, records=records)
    state.outbox[state.positions] = (row, air.now())

    air.platform.settle()

    (letter,) = air.client.get("/admin/dead-letters").data
    assert "undecodable" in letter["error"]
