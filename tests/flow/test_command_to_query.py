"""Command in, query out: every arrow of the flow in one process."""

from tests.flow.conftest import AIR, Air


def test_an_accepted_command_is_found(air: Air) -> None:
    outcome = air.put("Flight", "1545", number=1545, delay=2.5, note="fog over Newark")

    found = air.client.get(f"{AIR}?class=Flight&q=fog").json
    assert outcome.data["state"] == "COMPLETED"
    assert outcome.data["result"]["version"] == 1
    assert air.get("Flight", "1545") == {"number": 1545, "delay": 2.5, "note": "fog over Newark"}
    assert [hit["id"] for hit in found["data"]] == ["1545"]


def test_nothing_is_there_before_the_relay_ran(air: Air) -> None:
    accepted = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1}})

    command = air.client.get(f"/commands/{accepted.data['command_id']}")
    assert accepted.status == 202
    assert command.data["state"] == "PENDING"
    assert air.get("Flight", "1") is None
