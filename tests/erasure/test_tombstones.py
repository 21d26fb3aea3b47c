"""Erasures that the log has and the index lacks are seen by processes that were there before a copy was put back."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from spice.application.ground import tombstones
from spice.application.ground.tombstones import Tombstones
from spice.domain.identity import partition_of
from spice.domain.shards import ONTOLOGY, Shard
from spice.ports.errors import BrokenChain, Rebuilding
from tests.erasure.world import People


@pytest.fixture(autouse=True)
def _unwaiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tombstones, "SETTLING_SECONDS", 0.0)


def uuid_of(world: People) -> UUID:
    (database,) = world.platform.ports.directory.databases(subject=None)
    return database.uuid


def copied(world: People) -> Callable[[], None]:
    """Copy what the database knows of erasures; gives what puts it back."""
    state: Any = vars(world.platform.ports.subject_keys)["_state"]
    copy = {name: dict(getattr(state, name)) for name in ("subject_keys", "erasures", "shards", "commands")}

    def back() -> None:
        for name, rows in copy.items():
            setattr(state, name, rows)

    return back


def test_a_process_looks_again_after_a_minute(world: People) -> None:
    world.kim()
    back, now = copied(world), [0.0]
    looks = Tombstones(world.platform.ports, clock=lambda: now[0])
    ready = partial(looks, uuid_of(world))
    ready()
    world.erase("kim")
    back()

    now[0] += 59
    ready()
    now[0] += 1
    with pytest.raises(Rebuilding):
        ready()
    world.platform.maintain()
    ready()


def test_an_index_that_has_nothing_of_a_log_lacks_what_was_erased(world: People) -> None:
    world.kim()
    world.erase("kim")
    state: Any = vars(world.platform.ports.subject_keys)["_state"]
    state.shards = {}

    with pytest.raises(Rebuilding):
        Tombstones(world.platform.ports)(uuid_of(world))


def test_a_shard_that_is_set_apart_keeps_persons_of_its_own_databases_alone(world: People) -> None:
    world.kim()
    ports, ours, now = world.platform.ports, uuid_of(world), [0.0]
    partitions = ports.generations.current(ONTOLOGY).partitions
    home = Shard(ONTOLOGY, partition_of(str(ours), partitions)).name
    others = next(
        each for each in iter(uuid4, None) if partition_of(str(each), partitions) != partition_of(str(ours), partitions)
    )
    back = copied(world)
    world.erase("kim")
    back()
    looks = Tombstones(ports, clock=lambda: now[0])
    with pytest.raises(Rebuilding):
        looks(others)

    ports.quarantine.put(BrokenChain(1, home, 9, "it is gone"))
    looks(others)
    with pytest.raises(Rebuilding, match="set apart"):
        looks(ours)

    ports.quarantine.lift(home)
    with pytest.raises(Rebuilding):
        looks(ours)
