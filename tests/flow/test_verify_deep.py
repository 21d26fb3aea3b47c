"""The log is read to its last value: what the index has otherwise is named with the place that says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import pytest

from spice.adapters.memory.spool import MemorySpool
from spice.adapters.memory.state import MemoryState
from spice.application.upkeep.deep.verify_deep import Deep, Index, VerifyDeep
from spice.ports.write_model import WriteModel
from tests.flow.conftest import AIR, Air


@pytest.fixture
def flown(air: Air) -> Air:
    """Instances that were made, changed, ended, and made again."""
    air.put("Airport", "ICN", code="ICN", title="Incheon")
    for number in range(20):
        air.put("Flight", str(number), number=number, delay=1.5, origin="ICN")
    air.write("PATCH", f"{AIR}/Flight/1", {"data": {"delay": None, "note": "late"}})
    air.write("DELETE", f"{AIR}/Flight/2")
    air.write("DELETE", f"{AIR}/Flight/3")
    air.put("Flight", "3", number=3)
    air.platform.settle()
    return air


def deep(air: Air, *, index: bool = True, model: WriteModel | None = None) -> Deep:
    ports = air.platform.ports
    return VerifyDeep(ports.log, MemorySpool(), Index(model or ports.model, ports.instances) if index else None)()


def state_of(air: Air) -> MemoryState:
    state: MemoryState = vars(air.platform.ports.model)["_state"]
    return state


def test_a_log_and_its_index_are_one(flown: Air) -> None:
    found = deep(flown)

    assert (found.wrong, found.instances, found.compared, found.moved) == ([], 21, 21, 0)
    assert found.events > 25


def test_without_an_index_the_log_is_held_against_itself(flown: Air) -> None:
    found = deep(flown, index=False)

    assert (found.wrong, found.instances, found.compared) == ([], 21, 0)


Change = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda it: replace(it, data={**it.data, next(iter(it.data)): "other"}), "the index has other values of"),
        (lambda it: replace(it, data={}), "the index has other values of"),
        (lambda it: replace(it, version=it.version - 1), "the index has version"),
        (lambda it: replace(it, version=it.version + 1), "the index has version"),
        (lambda it: replace(it, deleted=not it.deleted), "the index has version"),
        (lambda it: replace(it, class_id="other"), "the index has it in another class"),
        (lambda it: None, "the index does not have it"),
    ],
)
@pytest.mark.parametrize("identity", ["1", "3", "7"])
def test_what_the_index_has_otherwise_is_named(flown: Air, identity: str, change: Change, reason: str) -> None:
    state = state_of(flown)
    (stream,) = [each for each in state.instances if each[2] == identity]
    instance = change(state.instances.pop(stream))
    if instance is not None:
        state.instances[stream] = instance
    else:
        state.streams = {each: named for each, named in state.streams.items() if named != stream}

    (wrong,) = deep(flown).wrong

    assert wrong.reason.startswith(f"{identity}: {reason}")
    assert wrong.shard is not None
    assert wrong.sequence is not None


def test_what_only_the_index_has_is_named(flown: Air) -> None:
    state = state_of(flown)
    stream, instance = next(iter(state.instances.items()))
    state.instances[stream[0], stream[1], "ghost"] = replace(instance, id="ghost")
    state.streams[uuid4()] = (stream[0], stream[1], "ghost")

    (wrong,) = deep(flown).wrong

    assert "that the log has not: ghost" in wrong.reason


class Busy:
    """An index that is written between the walk of the log and its own."""

    def __init__(self, air: Air) -> None:
        self._air, self._real, self._written = air, air.platform.ports.model, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def scan(self, *args: Any, **more: Any) -> Any:
        if not self._written:
            self._written = True
            self._air.put("Flight", "5", number=5, note="meanwhile")
            self._air.put("Flight", str(uuid4().int), number=1)
            self._air.platform.settle()
        return self._real.scan(*args, **more)


def busy(air: Air) -> WriteModel:
    model: Any = Busy(air)
    return cast(WriteModel, model)


def test_what_is_written_meanwhile_is_not_wrong(flown: Air) -> None:
    found = deep(flown, model=busy(flown))

    assert (found.wrong, found.moved) == ([], 2)


def test_what_only_the_index_has_is_named_whoever_writes_meanwhile(flown: Air) -> None:
    state = state_of(flown)
    ahead = next(each for each in state.instances if each[2] == "7")
    state.instances[ahead] = replace(state.instances[ahead], version=9)
    state.instances[*ahead[:2], "ghost"] = replace(state.instances[ahead], id="ghost")
    state.streams[uuid4()] = (*ahead[:2], "ghost")

    found = deep(flown, model=busy(flown))

    named = sorted(each.reason.partition(", stream")[0] for each in found.wrong)
    assert named == ["7: the index has version 9, the log 1", "the index has an instance that the log has not: ghost"]
