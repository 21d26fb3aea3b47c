"""Projections: batches end where the bus pleases, and come again."""

import pytest

from functions.api.queries import searches
from tests.flow.conftest import AIR, Air


def test_a_segment_that_is_cut_in_pieces_is_taken_in_whole(air: Air) -> None:
    air.platform.batch_size = 7
    reply = air.bulk("Airport", [{"code": f"A{n}"} for n in range(60)])

    metrics = air.client.get("/database/air/metrics").data
    batch = air.client.get(f"/database/air/batches/{reply.data['batch_id']}").data
    assert (batch["state"], batch["completed"]) == ("COMPLETED", 60)
    assert air.client.get(f"{AIR}?class=Airport").json["meta"]["total"] == 60
    assert list(metrics["classes"].values()) == [60]
    assert sum(row["count"] for row in metrics["writes"]) == 60


def test_events_that_come_again_are_counted_once(air: Air) -> None:
    air.bulk("Airport", [{"code": f"A{n}"} for n in range(60)])
    bus = air.platform.ports.bus
    topics = air.platform.consumer

    for partition in range(6):
        seen = topics.fetch("again", "instance-events", partition, max_records=1000, max_bytes=10_000_000)
        bus.publish("instance-events", partition, seen)
    air.platform.settle()

    metrics = air.client.get("/database/air/metrics").data
    assert list(metrics["classes"].values()) == [60]
    assert air.client.get(f"{AIR}?class=Airport").json["meta"]["total"] == 60


def test_what_the_bus_lost_comes_from_the_log(air: Air) -> None:
    air.bulk("Airport", [{"code": f"A{n}"} for n in range(60)])
    air.platform.settle(but=("projection",))
    air.bulk("Airport", [{"code": f"A{n}", "title": "again"} for n in range(60)], op="upsert")
    for partition in range(6):
        lag = air.platform.consumer.lag("projection", "instance-events")[partition]
        assert lag == 0

    air.platform.ports.checkpoints.reset("search")
    air.bulk("Airport", [{"code": f"A{n}", "title": "third"} for n in range(60)], op="upsert")

    assert air.client.get(f"{AIR}?class=Airport&q=third").json["meta"]["total"] == 60


def test_an_export_is_of_all_that_is_written_or_says_that_it_is_not(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SETTLING_SECONDS", 0.0)
    air.put("Airport", "A1", code="A1")
    air.client.put(f"{AIR}/Airport/A2", {"data": {"code": "A2"}})
    air.platform.settle(but=("projection",))

    too_early = air.client.get(f"{AIR}/export?class=Airport&format=csv")
    air.platform.settle()
    whole = air.client.get(f"{AIR}/export?class=Airport&format=csv")

    assert (too_early.status, too_early.json["errors"][0]["code"]) == (409, "not_yet_visible")
    assert [line.split(",")[0] for line in whole.body.decode().split()[1:]] == ["A1", "A2"]
