"""Erasures that the log has and the index lacks are seen by processes that were there before a copy was put back."""

from collections.abc import Callable
from typing import Any

import pytest

from spice.application.ground import tombstones
from spice.application.ground.tombstones import Tombstones
from spice.ports.errors import Rebuilding
from tests.erasure.world import People


@pytest.fixture(autouse=True)
def _unwaiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tombstones, "SETTLING_SECONDS", 0.0)


def copied(world: People) -> Callable[[], None]:
    """Copy what the database knows of erasures; gives what puts it back."""
    state: Any = vars(world.platform.ports.subject_keys)["_state"]
    copy = {name: dict(getattr(state, name)) for name in ("subject_keys", "erasures", "shards")}

    def back() -> None:
        for name, rows in copy.items():
            setattr(state, name, rows)

    return back


def test_a_process_looks_again_after_a_minute(world: People) -> None:
    world.kim()
    back, now = copied(world), [0.0]
    ready = Tombstones(world.platform.ports, clock=lambda: now[0])
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
        Tombstones(world.platform.ports)()
