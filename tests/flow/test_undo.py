"""Undo of a batch: every instance is again what it was, where nothing changed since."""

from dataclasses import replace
from typing import Any

import pytest

from functions.api.oms import build
from spice.ports.errors import Transient
from tests.flow.conftest import AIR, AIRPORT, FLIGHT, Air, DeadlyLog, Deaths
from tests.flow.unsure_bus import UnsureBus
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.memory_platform import Clock, memory_platform

BATCHES = "/database/air/batches"


def line(op: str, class_name: str, identity: str, **data: Any) -> dict[str, Any]:
    return {"op": op, "class": class_name, "id": identity, **({} if op == "delete" else {"data": data})}


def flight(op: str, number: int, **data: Any) -> dict[str, Any]:
    return line(op, "Flight", str(number), **({"number": number} if op in ("create", "upsert") else {}), **data)


def send(air: Air, *lines: dict[str, Any]) -> str:
    """Have a batch done."""
    reply = air.client.post(f"{AIR}/bulk", {"instances": list(lines)})
    assert reply.data["rejected"] == [], reply.body
    air.platform.settle()
    batch: str = reply.data["batch_id"]
    assert air.client.get(f"{BATCHES}/{batch}").data["failures"] == []
    return batch


def undo(air: Air, batch: str, *, settle: bool = True, **body: Any) -> Reply:
    reply = air.client.post(f"{BATCHES}/{batch}/undo", body)
    if settle:
        air.platform.settle()
    return reply


def outcome(air: Air, reply: Reply) -> tuple[int, int, list[tuple[int, str]]]:
    """How many lines an undo has, how many were done, and what failed."""
    row = air.client.get(f"{BATCHES}/{reply.data['batch_id']}").data
    return row["accepted"], row["completed"], [(each["line"], each["errors"][0]["code"]) for each in row["failures"]]


def test_what_was_created_changed_and_deleted_is_as_it_was(air: Air) -> None:
    air.put("Flight", "1", number=1, note="old")
    air.put("Flight", "2", number=2, note="stays")
    air.put("Airport", "JFK", code="JFK", title="Kennedy")
    batch = send(
        air,
        flight("update", 1, note="new", delay=3),
        flight("create", 3, note="x"),
        flight("update", 3, note="y"),
        line("delete", "Airport", "JFK"),
        flight("upsert", 2, note="stays"),
    )

    undone = undo(air, batch, reason="it was wrong")

    assert (undone.status, undone.data["accepted"], undone.data["rejected"]) == (202, 3, [])
    assert outcome(air, undone) == (3, 3, [])
    assert air.get("Flight", "1") == {"number": 1, "note": "old"}
    assert air.get("Flight", "2") == {"number": 2, "note": "stays"}
    assert air.get("Flight", "3") is None
    assert air.get("Airport", "JFK") == {"code": "JFK", "title": "Kennedy"}
    assert air.client.get(f"{AIR}/Flight/1/history").data[-1]["reason"] == "it was wrong"


def test_what_changed_since_is_listed_and_left_alone(air: Air) -> None:
    batch = send(air, flight("create", 1), flight("create", 2), flight("create", 3))
    air.put("Flight", "2", number=2, note="mine")
    air.write("DELETE", f"{AIR}/Flight/3")

    undone = undo(air, batch)

    assert outcome(air, undone) == (1, 1, [])
    told = {row["line"]: row["errors"][0] for row in undone.data["rejected"]}
    assert {number: (each["code"], each["path"]) for number, each in told.items()} == {
        2: ("version_conflict", "/lines/2"),
        3: ("version_conflict", "/lines/3"),
    }
    assert told[2]["value"] == {"class": "Flight", "id": "2", "version": 2}
    assert air.get("Flight", "2") == {"number": 2, "note": "mine"}


def test_what_somebody_changed_in_between_the_lines_is_left_alone(air: Air) -> None:
    batch = send(air, flight("create", 1))
    air.put("Flight", "1", number=1, note="mine")

    assert undo(air, batch).data == {"accepted": 0, "rejected": undo(air, batch).data["rejected"]}
    assert air.get("Flight", "1") == {"number": 1, "note": "mine"}


def test_asked_for_again_it_is_the_same_and_nothing_more_is_done(air: Air) -> None:
    air.put("Flight", "1", number=1, note="old")
    batch = send(air, flight("update", 1, note="new"), flight("create", 2))
    first = undo(air, batch)
    air.put("Flight", "2", number=2, note="again")

    again = undo(air, batch)

    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert air.get("Flight", "2") == {"number": 2, "note": "again"}
    assert len(air.client.get(f"{AIR}/Flight/1/history").data) == 3


def test_an_undo_may_be_undone(air: Air) -> None:
    air.put("Flight", "1", number=1, note="old")
    batch = send(air, flight("update", 1, note="new"), flight("create", 2, note="x"))

    undo(air, undo(air, batch).data["batch_id"])

    assert air.get("Flight", "1") == {"number": 1, "note": "new"}
    assert air.get("Flight", "2") == {"number": 2, "note": "x"}


def test_a_dry_run_tells_what_would_be_and_does_nothing(air: Air) -> None:
    batch = send(air, flight("create", 1), flight("create", 2))
    air.put("Flight", "2", number=2, note="mine")

    would = air.client.post(f"{BATCHES}/{batch}/undo?dry_run=true", {})
    air.platform.settle()

    assert (would.status, would.data["accepted"], would.data["completed"]) == (200, 1, 1)
    assert [row["line"] for row in would.data["rejected"]] == [2]
    assert air.get("Flight", "1") == {"number": 1}


def test_those_that_name_one_another_go_and_come_back_together_wherever_they_are_decided(air: Air) -> None:
    """Of many shards: who forbids the end of another ends too, who must be named comes back too."""
    lines = [
        each
        for n in range(30)
        for each in (line("create", "Airport", f"A{n}", code=f"A{n}"), flight("create", n, hub=f"A{n}", gate=f"A{n}"))
    ]
    batch = send(air, *lines)

    undone = undo(air, batch)
    back = undo(air, undone.data["batch_id"])

    assert outcome(air, undone) == (60, 60, [])
    assert outcome(air, back) == (60, 60, [])
    assert air.get("Flight", "29") == {"number": 29, "hub": "A29", "gate": "A29"}
    assert air.get("Airport", "A0") == {"code": "A0"}


def test_whom_others_still_need_does_not_go(air: Air) -> None:
    batch = send(air, line("create", "Airport", "JFK", code="JFK"), flight("create", 1))
    air.put("Flight", "9", number=9, hub="JFK")

    assert outcome(air, undo(air, batch)) == (2, 1, [(1, "referenced")])
    assert air.get("Airport", "JFK") == {"code": "JFK"}


def test_what_is_dropped_is_not_brought_back(air: Air) -> None:
    batch = send(air, flight("create", 1), line("create", "Airport", "JFK", code="JFK"))
    changes = [{"op": "delete", "name": "Flight"}]
    waive = [{"path": "/Flight", "reason": "gone"}]
    body = {"message": "m", "changes": changes, "waive": waive}
    assert air.write("POST", "/database/air/ontology/changes", body).data["state"] == "COMPLETED"

    undone = undo(air, batch)

    assert [(row["line"], row["errors"][0]["code"]) for row in undone.data["rejected"]] == [(1, "unknown_class")]
    assert air.get("Airport", "JFK") is None


def test_what_cannot_be_undone_is_refused(air: Air) -> None:
    accepted = air.client.post(f"{AIR}/bulk", {"instances": [flight("create", 1)]}).data["batch_id"]

    early = undo(air, accepted, settle=False)
    unknown = undo(air, "00000000-0000-4000-8000-000000000001")
    no_batch = undo(air, "x")

    assert (early.status, early.codes) == (409, ["not_yet_visible"])
    assert (unknown.status, unknown.codes) == (404, ["not_found"])
    assert (no_batch.status, no_batch.codes) == (400, ["invalid_parameter"])
    assert undo(air, accepted, why="x").codes == ["unknown_field"]


def test_a_batch_of_another_database_and_for_a_viewer_is_not_there(air: Air) -> None:
    batch = send(air, flight("create", 1))
    air.write("POST", "/database", {"name": "other"})
    air.write("PUT", "/database/air/grants/lee", {"role": "viewer"})

    assert air.client.post(f"/database/other/batches/{batch}/undo", {}).status == 404
    assert air.platform.client("lee").post(f"{BATCHES}/{batch}/undo", {}).status == 403


@pytest.mark.parametrize(
    "point", ["relay.after_publish", "worker.before_put", "worker.after_put", "worker.after_index"]
)
def test_a_death_on_the_way_undoes_everything_once(issuer: Issuer, now: Clock, point: str) -> None:
    deaths = Deaths(point)
    platform = memory_platform(now, issuer, crash=deaths)
    air = Air(platform, now, platform.client("kim", roles=["admin"]), DeadlyLog(), UnsureBus(platform.ports.bus))
    air.write("POST", "/database", {"name": "air"})
    changes = [{"op": "create", "class": AIRPORT}, {"op": "create", "class": FLIGHT}]
    air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
    for number in range(6):
        air.put("Flight", str(number), number=number, note="old")
    batch = send(
        air, *(flight("update", n, note="new") for n in range(6)), *(flight("create", n) for n in range(6, 12))
    )

    deaths.left = 2
    undone = undo(air, batch, settle=False)
    air.insist(20)

    assert deaths.left == 0
    assert outcome(air, undone) == (12, 12, [])
    for number in range(12):
        events = air.client.get(f"{AIR}/Flight/{number}/history").data
        assert len(events) == (3 if number < 6 else 2)
        assert air.get("Flight", str(number)) == ({"number": number, "note": "old"} if number < 6 else None)


def test_a_death_after_it_was_kept_is_asked_for_again(air: Air) -> None:
    batch = send(air, flight("create", 1))
    oms = build(replace(air.platform.ports, kick=_deaf))

    down = ApiClient(oms, air.client.token).post(f"{BATCHES}/{batch}/undo", {})
    again = undo(air, batch)

    assert (down.status, again.status) == (503, 202)
    assert outcome(air, again) == (1, 1, [])
    assert air.get("Flight", "1") is None


def _deaf(function: str, event: dict[str, object] | None = None) -> None:
    raise Transient(function, "down")
