"""The relay: a shard that does not go keeps no other waiting."""

import pytest

from spice.adapters.memory.bus import MemoryBus
from spice.application.relay.relay_outbox import RelayOutbox
from spice.ports.crash import never
from spice.ports.errors import CircuitOpen, Momentary, PortError
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
