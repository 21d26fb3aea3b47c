"""Batches of the projection end where the bus pleases, not where segments do."""

from dataclasses import replace

import pytest

from infra.catalogue.names import INSTANCE_EVENTS
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.application.projecting import whole_segments
from spice.ports.write_model import Look, Wanted
from tests.flow.conftest import AIR, Air
from tests.support.memory_platform import topic_triggers

FLIGHTS = 40


def test_what_is_cut_off_a_batch_is_found_and_counted_all_the_same(air: Air) -> None:
    _many(air)

    air.platform.batch_size = 3
    air.platform.settle()

    assert _found(air) == (FLIGHTS, FLIGHTS)


def test_what_a_projection_held_when_it_died_comes_from_the_log(air: Air) -> None:
    _many(air)
    projection = next(trigger for _, trigger in topic_triggers() if trigger.topic == INSTANCE_EVENTS)

    air.platform.batch_size = 3
    air.platform.deliver("projection", projection)
    air.platform = replace(air.platform)  # with new handlers
    air.platform.settle()

    assert _found(air) == (FLIGHTS, FLIGHTS)


def test_a_checkpoint_that_was_lost_makes_no_batch_of_the_whole_log(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        _many(air)
    air.platform.settle()
    for number in range(FLIGHTS):
        air.put("Flight", str(number), number=number, note="changed")
    before = air.client.get("/database/air/metrics").data["writes"]
    for projection in ("search", "cache", "metrics"):
        air.platform.ports.checkpoints.reset(projection, counts=[])
    model, looks = air.platform.ports.model, list[int]()

    def look(wanted: Wanted) -> Look:
        looks.append(len(wanted.streams))
        return MemoryWriteModel.look(model, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(whole_segments, "MOST_EVENTS", 20)
    monkeypatch.setattr(model, "look", look)
    for number in range(FLIGHTS):
        air.client.put(f"{AIR}/Flight/{number}", {"data": {"number": number, "note": "again"}})
    air.platform.settle()

    assert max(looks) < 2 * FLIGHTS
    assert _found(air) == (FLIGHTS, FLIGHTS)
    after = air.client.get("/database/air/metrics").data["writes"]
    assert sum(row["count"] for row in after) == sum(row["count"] for row in before) + FLIGHTS


def _many(air: Air) -> None:
    """Accept many flights and carry them out, with nothing projected yet."""
    instances = [{"data": {"number": number}} for number in range(FLIGHTS)]
    air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": instances})
    air.platform.settle(but=("projection",))


def _found(air: Air) -> tuple[int, int]:
    total = air.client.get(f"{AIR}?class=Flight&limit=1").json["meta"]["total"]
    return total, air.client.get("/database/air/metrics").data["classes"]["Flight"]
