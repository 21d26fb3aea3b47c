"""Histories in packs are held against the log: what a pack has otherwise is named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from spice.adapters.memory.spool import MemorySpool
from spice.application.upkeep import pack_histories
from spice.application.upkeep.deep.verify_deep import Deep, Index, VerifyDeep
from spice.application.upkeep.pack_histories import PackHistories
from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.packed import encode_events, encode_instance
from tests.flow.conftest import AIR, Air

EVERY = 4


@pytest.fixture
def told(air: Air) -> Air:
    """A long history, and a short one."""
    for number in range(9):
        air.put("Airport", "ICN", code="ICN", title=f"title {number}")
    air.write("DELETE", f"{AIR}/Airport/ICN")
    air.put("Airport", "ICN", code="ICN", title="again")
    air.put("Airport", "GMP", code="GMP")
    return air


def pack(air: Air) -> None:
    """Pack what is long, with a tail behind it."""
    ports = air.platform.ports
    assert PackHistories(ports.histories, ports.packs, lambda: "one", every=EVERY)() == 1
    for title in ("behind", "further behind"):
        air.put("Airport", "ICN", code="ICN", title=title)


def deep(air: Air) -> Deep:
    ports = air.platform.ports
    return VerifyDeep(ports.log, MemorySpool(), Index(ports.model, ports.instances, EVERY))()


def test_packs_and_the_log_are_one(told: Air) -> None:
    pack(told)

    found = deep(told)

    assert (found.wrong, found.compared) == ([], 2)


def test_a_pack_that_is_gone_is_named(told: Air) -> None:
    pack(told)
    told.platform.ports.packs.delete("one")

    (wrong,) = deep(told).wrong

    assert wrong.reason.startswith("ICN: its history cannot be read:")
    assert None not in (wrong.shard, wrong.sequence)


def test_an_event_that_a_pack_has_otherwise_is_named(told: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    def altered(events: Sequence[Event]) -> bytes:
        return encode_events([structs.replace(each, set={}) if each.version == 3 else each for each in events])

    monkeypatch.setattr(pack_histories, "encode_events", altered)
    pack(told)

    assert [each.reason for each in deep(told).wrong] == ["ICN: its history has version 3 otherwise"]


def test_a_state_that_a_pack_has_otherwise_is_named(told: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    def altered(state: Instance) -> bytes:
        return encode_instance(replace(state, data={**state.data, "p-other": 1}) if state.version == 8 else state)

    monkeypatch.setattr(pack_histories, "encode_instance", altered)
    pack(told)

    assert [each.reason for each in deep(told).wrong] == ["ICN: its history has another state at version 8"]
