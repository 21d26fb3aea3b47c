"""Projections: batches end where the bus pleases, and come again."""

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
