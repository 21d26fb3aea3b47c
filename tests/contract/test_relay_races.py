"""Relays, writers and slow transactions at once, on the real outbox."""

import threading
import time
from contextlib import closing
from functools import partial

import psycopg

from spice.application.relay_outbox import RelayOutbox
from spice.ports.crash import never
from tests.contract.conftest import Stores
from tests.contract.test_outbox_behaviour import TOPIC, keep, on_the_bus

WRITERS, EACH = 6, 25


def test_four_relays_and_slow_transactions_lose_and_reorder_nothing(real: Stores) -> None:
    stop = threading.Event()
    writers = [partial(write, real, writer) for writer in range(WRITERS)]
    relays = [partial(relay, real, stop) for _ in range(4)]

    real.at_once([*writers, *relays, partial(dawdle, real, stop), partial(end, real, stop)])

    published = [number for partition in range(6) for number in on_the_bus(real, partition)]
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
