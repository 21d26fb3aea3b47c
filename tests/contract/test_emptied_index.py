"""An index that is emptied while others look at it, on the real database."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from spice.ports.write_model import Snapshot, Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import Writer, created, stream

pytestmark = pytest.mark.services
SHARD = "instance-0000"
WAITING = (
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    " and pid <> pg_backend_pid()"
)
SECONDS = 20.0


def test_a_look_that_begins_while_the_index_is_emptied_sees_that_it_is(real: Stores) -> None:
    """A truncated table shows empty in snapshots from before it: such a one would be empty and yet complete."""
    writer = Writer(real)
    writer.write(created("a"))
    assert real.url is not None
    with (
        ThreadPoolExecutor(2) as threads,
        closing(psycopg.connect(real.url)) as holder,
        closing(psycopg.connect(real.url, autocommit=True)) as watcher,
    ):
        # The emptying comes to the commands after its truncations, and waits there.
        holder.execute("lock table model.commands in share mode")
        emptying = threads.submit(hung_up, real, lambda: real.ports.model.forget())
        wait_for(watcher, 1, emptying)
        looking = threads.submit(hung_up, real, lambda: look(real))
        wait_for(watcher, 2, looking)
        holder.commit()
        emptying.result(SECONDS)
        seen = looking.result(SECONDS)

    assert isinstance(seen, Snapshot)
    assert (seen.complete, seen.head.sequence, seen.instances) == (False, 0, {})


def look(stores: Stores) -> Snapshot:
    """Look at the index as a worker does."""
    return stores.ports.model.snapshot(SHARD, Wanted(streams=[stream("a")]))


def hung_up(stores: Stores, work: object) -> object:
    """Work in a thread, and close what it opened."""
    assert callable(work)
    try:
        return work()
    finally:
        stores.hang_up()


def wait_for(watcher: psycopg.Connection[tuple[int]], waiting: int, work: Future[object]) -> None:
    """Wait until that many wait for a lock, or the work ended without."""
    until = time.monotonic() + SECONDS
    while not work.done():
        row = watcher.execute(WAITING).fetchone()
        if row is not None and row[0] >= waiting:
            return
        assert time.monotonic() < until, "nobody waits for a lock"
        time.sleep(0.01)
