"""A broker that dies, freezes or runs out of disk in the middle of numbered publishes."""

import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection
from spice.messages.record_batch import Record
from spice.ports.errors import PortError, Transient, Unknown
from tests.servers.kafka.conftest import TOPIC
from tests.support.kafka_broker import KafkaBroker

pytestmark = [pytest.mark.servers, pytest.mark.timeout(200)]
BATCH = 400


@contextmanager
def a_bus(broker: KafkaBroker) -> Iterator[KafkaBus]:
    bus = KafkaBus(KafkaConnection(bootstrap=(broker.bootstrap,)))
    try:
        yield bus
    finally:
        bus.close()


def numbered(first: int, count: int = BATCH, size: int = 0) -> list[Record]:
    return [Record(key=b"k", value=b"%d:" % number + bytes(size)) for number in range(first, first + count)]


def relay(
    bus: KafkaBus, first: int, until: int, *, moments: dict[int, Callable[[], None]] | None = None
) -> list[PortError]:
    """Publish numbers as the relay does: whatever was not acked goes again, from its beginning on."""
    failures: list[PortError] = []
    while first < until:
        if act := (moments or {}).pop(first, None):
            act()
        try:
            bus.publish(TOPIC, 0, numbered(first))
            first += BATCH
        except PortError as failed:
            failures.append(failed)
            time.sleep(0.2)
    return failures


def read_all(bus: KafkaBus) -> list[int]:
    found: list[int] = []
    while read := bus.fetch("g", TOPIC, 0, max_records=5000, max_bytes=50_000_000):
        found += [int(record.value.split(b":")[0]) for record in read]
        bus.commit("g", TOPIC, 0, read[-1].offset + 1)
    return found


def noise(number: int) -> bytes:
    """Make a value that does not compress."""
    return b"%d:" % number + os.urandom(1000)


def recognised(numbers: list[int]) -> list[int]:
    """Keep the first of each, as the worker does, who knows the ids it has processed."""
    return list(dict.fromkeys(numbers))


def test_a_killed_broker_loses_and_reorders_nothing(broker: KafkaBroker) -> None:
    def die() -> None:
        threading.Timer(0.03, broker.signal, (signal.SIGKILL,)).start()
        threading.Timer(0.5, broker.start).start()

    with a_bus(broker) as bus:
        bus.create_topics({TOPIC: 3})

        failures = relay(bus, 0, 100 * BATCH, moments={20 * BATCH: die, 60 * BATCH: die})
        found = read_all(bus)

    assert recognised(found) == list(range(100 * BATCH))
    assert all(isinstance(failed, Transient | Unknown) for failed in failures)


def test_a_frozen_broker_makes_an_unknown_outcome_and_a_late_write_is_only_a_double(broker: KafkaBroker) -> None:
    with a_bus(broker) as bus:
        bus.create_topics({TOPIC: 3})
        bus.publish(TOPIC, 0, numbered(0))

        broker.signal(signal.SIGSTOP)
        with pytest.raises(Unknown, match="400 records to commands/0"):
            bus.publish(TOPIC, 0, numbered(BATCH))
        broker.signal(signal.SIGCONT)
        failures = relay(bus, BATCH, 4 * BATCH)
        found = read_all(bus)

    assert recognised(found) == list(range(4 * BATCH))
    assert all(isinstance(failed, Transient | Unknown) for failed in failures)


def test_a_broker_that_is_gone_is_transient_and_nothing_is_left_behind(broker: KafkaBroker) -> None:
    before = threading.active_count()
    with a_bus(broker) as bus:
        broker.signal(signal.SIGKILL)

        with pytest.raises(Transient):
            bus.publish(TOPIC, 0, numbered(0))
        with pytest.raises(Transient):
            bus.ping()

    assert threading.active_count() == before


def test_a_full_disk_takes_the_broker_and_nothing_that_was_acked(broker: KafkaBroker) -> None:
    with a_bus(broker) as bus:
        bus.create_topics({TOPIC: 3})
        resource.prlimit(broker.pid, resource.RLIMIT_FSIZE, (12_000_000, 12_000_000))

        acked, failed = fill(bus)
    broker.close()
    broker.start()
    with a_bus(broker) as bus:
        found = read_all(bus)

    assert isinstance(failed, Transient | Unknown)
    assert acked > 0
    assert recognised(found)[:acked] == list(range(acked))


def fill(bus: KafkaBus) -> tuple[int, PortError | None]:
    """Publish what does not compress until it is refused; tells how much was acked."""
    for first in range(0, 100 * BATCH, BATCH):
        try:
            bus.publish(TOPIC, 0, [Record(key=b"k", value=noise(n)) for n in range(first, first + BATCH)])
        except PortError as failed:
            return first, failed
    return 100 * BATCH, None
