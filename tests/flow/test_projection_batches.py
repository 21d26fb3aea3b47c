"""Batches of the projection end where the bus pleases, not where segments do."""

from tests.flow.conftest import AIR, Air

FLIGHTS = 40


def test_what_is_cut_off_a_batch_is_found_and_counted_all_the_same(air: Air) -> None:
    instances = [{"data": {"number": number}} for number in range(FLIGHTS)]
    accepted = air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": instances})
    air.platform.settle(but=("projection",))

    air.platform.batch_size = 3
    air.platform.settle()

    found = air.client.get(f"{AIR}?class=Flight&limit=1").json
    metrics = air.client.get("/database/air/metrics").data
    assert accepted.data["accepted"] == FLIGHTS
    assert found["meta"]["total"] == FLIGHTS
    assert metrics["classes"]["Flight"] == FLIGHTS
