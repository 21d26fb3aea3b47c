"""Batches of the projection end where the bus pleases, not where segments do."""

from dataclasses import replace

from infra.names import INSTANCE_EVENTS
from tests.flow.conftest import AIR, Air
from tests.memory_platform import topic_triggers

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


def _many(air: Air) -> None:
    """Accept many flights and carry them out, with nothing projected yet."""
    instances = [{"data": {"number": number}} for number in range(FLIGHTS)]
    air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": instances})
    air.platform.settle(but=("projection",))


def _found(air: Air) -> tuple[int, int]:
    total = air.client.get(f"{AIR}?class=Flight&limit=1").json["meta"]["total"]
    return total, air.client.get("/database/air/metrics").data["classes"]["Flight"]
