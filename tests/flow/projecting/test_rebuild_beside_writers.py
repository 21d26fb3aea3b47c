"""A rebuild beside writers follows them until little is left; then only they are held off, for that little."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from spice.application.upkeep import rebuild_index
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.ports.errors import Transient
from tests.flow.conftest import AIR, Air
from tests.flow.projecting.test_rebuild import everything


class Watched:
    """The next index, which counts what is taken in while writers are held off."""

    def __init__(self, beside: Any, at_the_door: Callable[[], None] = lambda: None) -> None:
        """`at_the_door`: what happens between the last look and the lock."""
        self._beside, self._at_the_door = beside, at_the_door
        self.held, self.taken = False, list[int]()

    def swap(self, last: Callable[[], None]) -> None:
        """Swap."""
        self._at_the_door()
        self.taken.append(0)

        def held() -> None:
            self.held = True
            try:
                last()
            finally:
                self.held = False

        self._beside.swap(held)

    def model(self) -> Any:
        """Give it to be filled."""
        return Counted(self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._beside, name)


class Counted:
    """The model beside."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def apply(self, change: Any) -> bool:
        """Take a segment in."""
        if self._watched.held:
            self._watched.taken[-1] += 1
        done: bool = self._watched._beside.model().apply(change)
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watched._beside.model(), name)


def writing(air: Air, count: int) -> None:
    """Write instances that spread over the shards."""
    for number in range(100, 100 + count):
        air.put("Flight", str(number), number=number)


def rebuilding(air: Air, watched: Watched) -> RebuildIndex:
    """Rebuild with an index that is watched."""
    beside: Any = watched
    return RebuildIndex(replace(air.platform.ports, next_index=beside))


def test_what_came_during_the_fill_is_taken_in_before_writers_are_held_off(air: Air) -> None:
    writing(air, 12)
    watched, told = Watched(air.platform.ports.next_index), list[object]()

    def progress(said: dict[str, object]) -> None:
        told.append(said)
        # Where the keys fall is by chance: the eighth shard may be the last, or one for which writers are held off.
        if len(told) in {2, 4, 8} and not watched.held:
            writing(air, 40)

    rebuilding(air, watched)(progress)

    (left,) = watched.taken
    assert left <= rebuild_index.FEW
    assert air.client.get(f"{AIR}/Flight/139").status == 200
    before = everything(air)
    rebuilding(air, watched)(lambda said: None)
    assert everything(air) == before


def test_writers_that_outrun_a_rebuild_are_never_held_off(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    writing(air, 12)
    monkeypatch.setattr(rebuild_index, "FEW", 2)
    monkeypatch.setattr(rebuild_index, "ROUNDS", 3)
    watched = Watched(air.platform.ports.next_index)
    rebuild = rebuilding(air, watched)

    with pytest.raises(Transient, match="outran"):
        rebuild(lambda said: writing(air, 6))
    before, taken = everything(air), [*watched.taken]
    rebuild(lambda said: None, go_on=True)

    assert (taken, watched.taken) == ([], [0])
    assert everything(air) == before


def test_what_comes_between_the_last_look_and_the_lock_is_bounded_too(
    air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing(air, 12)
    monkeypatch.setattr(rebuild_index, "FEW", 2)
    monkeypatch.setattr(rebuild_index, "MOST", 4)
    bursts = iter([12, 2])
    watched = Watched(air.platform.ports.next_index, lambda: writing(air, next(bursts)))

    rebuilding(air, watched)(lambda said: None)

    assert watched.taken == [0, 2]
