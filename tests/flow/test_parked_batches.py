"""A batch of which a line is parked says so, and nobody waits for it."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, DEADLY, Air


@pytest.fixture
def stuck(air: Air) -> str:
    """A batch of three lines: done, refused, parked."""
    air.put("Flight", "2", number=2)
    rows: list[dict[str, Any]] = [{"number": 1}, {"number": 2}, {"number": 3, "note": DEADLY}]
    sent = air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": [{"data": row} for row in rows]})
    air.insist()
    return str(sent.data["batch_id"])


def test_it_lists_what_is_parked_and_why(air: Air, stuck: str) -> None:
    told = air.client.get(f"/database/air/batches/{stuck}").data

    assert (told["state"], told["accepted"], told["completed"], told["failed"], told["parked"]) == (
        "PARKED",
        3,
        1,
        1,
        1,
    )
    assert [(row["line"], row["id"], row["state"]) for row in told["failures"]] == [
        (2, "2", "FAILED"),
        (3, "3", "PARKED"),
    ]
    (error,) = told["failures"][1]["errors"]
    assert (error["code"], error["path"]) == ("parked", "/lines/3")


@pytest.mark.parametrize("url", [f"{AIR}?class=Flight", f"{AIR}/Flight/1?", "/database/air/events?class=Flight"])
def test_who_asks_for_a_state_after_it_is_told_at_once(air: Air, stuck: str, url: str) -> None:
    answer = air.client.get(f"{url}&after={stuck}", headers={"Prefer": "wait=25"})

    assert (answer.status, answer.codes) == (409, ["not_yet_visible"])
    assert "parked" in answer.json["message"]


def test_it_ends_when_somebody_lets_it_go(air: Air, stuck: str) -> None:
    (letter,) = air.client.get("/admin/dead-letters").data

    air.client.post(f"/admin/dead-letters/{letter['id']}/discard", {"reason": "r"})
    air.platform.settle()

    told = air.client.get(f"/database/air/batches/{stuck}").data
    assert (told["state"], told["completed"], told["failed"], told["parked"]) == ("COMPLETED", 1, 2, 0)
    assert air.client.get(f"{AIR}?class=Flight&after={stuck}").status == 200
