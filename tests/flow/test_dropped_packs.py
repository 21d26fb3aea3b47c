"""Packs of histories that nothing needs go, whoever died between writing one and recording it, or forgetting one."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from spice.adapters.memory.packs import MemoryPacks
from spice.application.upkeep.pack_histories import PackHistories
from spice.ports.errors import Transient
from tests.flow.conftest import AIR, Air

HOUR, DAY = 3600, 86_400


def packs(air: Air) -> MemoryPacks:
    found = air.platform.ports.packs
    assert isinstance(found, MemoryPacks)
    return found


def names(air: Air) -> set[str]:
    return set(vars(packs(air))["_packs"])


def packed(air: Air, name: str, *codes: str) -> None:
    """Write versions, and pack the history."""
    for code in codes:
        air.put("Airport", "A1", code="A1", title=code)
    ports = air.platform.ports
    assert PackHistories(ports.histories, ports.packs, lambda: name, every=3)() == 1


def later(air: Air, seconds: float) -> None:
    """Let time go by, and maintenance do its round."""
    air.platform.ports.now.advance(seconds)  # type: ignore[attr-defined]  # the clock of tests
    air.platform.maintain()


def test_a_pack_that_was_written_and_never_recorded_goes_after_a_day(air: Air) -> None:
    packed(air, "taken", "a", "b", "c")
    packs(air).write("refused", b"x")

    later(air, 0)
    later(air, DAY - 60)
    before = names(air)
    later(air, HOUR)

    assert (before, names(air)) == ({"taken", "refused"}, {"taken"})
    air.client = air.platform.client("kim", roles=["admin"])
    assert len(air.client.get(f"{AIR}/Airport/A1/history").data) == 3


def test_a_pack_that_was_forgotten_and_not_deleted_goes_as_well(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(air, "first", "a", "b", "c")
    packed(air, "second", "d", "e", "f")

    def dying(name: str) -> None:
        raise Transient("s3", "away")

    with monkeypatch.context() as dead:
        dead.setattr(packs(air), "delete", dying)
        with pytest.raises(Transient):
            later(air, DAY + 60)
    left = names(air)
    later(air, 0)

    assert (left, names(air)) == ({"first", "second"}, {"second"})


def test_all_that_is_there_is_listed_once_an_hour(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    listed, written = list[datetime](), packs(air).written_before

    def noted(moment: datetime) -> Sequence[str]:
        listed.append(moment)
        return written(moment)

    monkeypatch.setattr(packs(air), "written_before", noted)

    for _ in range(3):
        later(air, 60)
    at_first = len(listed)
    later(air, HOUR)

    assert (at_first, len(listed)) == (1, 2)
