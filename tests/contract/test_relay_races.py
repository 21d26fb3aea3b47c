"""Relays, writers and slow transactions at once, on the real outbox."""

import threading
import time
from contextlib import closing
from functools import partial

import psycopg
import pytest

from spice.application.relay.relay_outbox import RelayOutbox
from spice.ports.crash import never
from tests.contract.conftest import ON_KAFKA, Stores
from tests.contract.test_outbox_behaviour import TOPIC, keep, on_the_bus

WRITERS, EACH = 6, 25


@pytest.fixture(params=[pytest.param("real", marks=pytest.mark.services), ON_KAFKA])
def stores(request: pytest.FixtureRequest) -> Stores:
    """The real outbox, in front of each real bus."""
    stores: Stores = request.getfixturevalue(request.param)
    return stores


def test_four_relays_and_slow_transactions_lose_and_reorder_nothing(stores: Stores) -> None:
    stop = threading.Event()
    writers = [partial(write, stores, writer) for writer in range(WRITERS)]
    relays = [partial(relay, stores, stop) for _ in range(4)]

    stores.at_once([*writers, *relays, partial(dawdle, stores, stop), partial(end, stores, stop)])

    published = [number for partition in range(6) for number in on_the_bus(stores, partition)]
    assert sorted(published) == sorted(writer * 1000 + n for writer in range(WRITERS) for n in range(EACH))
    for writer in range(WRITERS):
        mine = [number for number in published if number // 1000 == writer]
        assert mine == sorted(mine)


def write(stores: Stores, writer: int) -> None:
    """Keep commands of a key that others write as well."""
    for n in range(EACH):
        keep(stores, writer * 1000 + n, key=f"writer {writer % 2}")


def relay(stores: Stores, stop: threading.Event) -> None:
    """Relay until told to stop."""
    run = RelayOutbox(stores.ports.outbox, stores.ports.bus, never)
    while not stop.is_set():
        run(seconds=1.0)
        time.sleep(0.005)
    run(seconds=5.0)


def dawdle(stores: Stores, stop: threading.Event) -> None:
    """Hold the horizon again and again."""
    assert stores.url is not None
    with closing(psycopg.connect(stores.url)) as connection:
        while not stop.is_set():
            connection.execute("select pg_current_xact_id()")
            time.sleep(0.02)
            connection.rollback()


def end(stores: Stores, stop: threading.Event) -> None:
    """Stop all when everything is on the bus."""
    while sum(stores.consumer.lag("g", TOPIC).values()) < WRITERS * EACH:
        time.sleep(0.02)
    stop.set()
