"""Dry runs tell what the worker would refuse, and do nothing."""

import json
from typing import Any

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.poison import a_killer

LINES = {"content-type": "application/x-ndjson"}


def airport(op: str, code: str, **more: Any) -> dict[str, Any]:
    return {"op": op, "class": "Airport", "id": code, **more}


def flight(op: str, number: int, *, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    given = None if op == "delete" else {"number": number, **(data or {})}
    return {"op": op, "class": "Flight", "id": str(number), "data": given, **more}


def rehearsed(air: Air, *lines: dict[str, Any], query: str = "") -> Any:
    text = "\n".join(json.dumps(line) for line in lines)
    answer = air.client.post(f"{AIR}/bulk?dry_run=true{query}", text, headers=LINES)
    assert answer.status == 200, answer.body
    return answer.data


def told(data: Any) -> list[tuple[int, str]]:
    return [(row["line"], row["errors"][0]["code"]) for row in data["failures"]]


@pytest.fixture
def known(air: Air) -> Air:
    """JFK, at version 2, is the hub of flight 1."""
    air.put("Airport", "JFK", code="JFK")
    air.put("Airport", "JFK", code="JFK", title="Kennedy")
    air.put("Flight", "1", number=1, hub="JFK")
    return air


def test_a_bulk_tells_every_line_that_would_be_refused(known: Air) -> None:
    data = rehearsed(
        known,
        airport("create", "JFK", data={"code": "JFK"}),
        airport("update", "none", data={}),
        airport("delete", "none"),
        airport("create", "new", data={"code": "new"}),
        airport("create", "new", data={"code": "new"}),
    )

    assert told(data) == [(1, "already_exists"), (2, "not_found"), (3, "not_found"), (5, "already_exists")]
    assert (data["accepted"], data["completed"], data["failed"], data["rejected"]) == (5, 1, 4, [])
    assert [row["errors"][0]["path"] for row in data["failures"]] == [
        "/lines/1/id",
        "/lines/2",
        "/lines/3",
        "/lines/5/id",
    ]
    assert [(row["class"], row["id"]) for row in data["failures"]][:2] == [("Airport", "JFK"), ("Airport", "none")]


def test_a_line_sees_what_those_before_it_would_do(known: Air) -> None:
    data = rehearsed(
        known,
        flight("create", 5),
        flight("update", 5, if_version=1, data={"note": "x"}),
        flight("update", 5, if_version=1, data={"note": "y"}),
        flight("delete", 5),
        flight("update", 5),
        flight("upsert", 5),
    )

    assert told(data) == [(3, "version_conflict"), (5, "not_found")]


def test_references_are_looked_at(known: Air) -> None:
    data = rehearsed(
        known,
        flight("create", 5, data={"gate": "nowhere"}),
        airport("create", "nowhere", data={"code": "nowhere"}),
        flight("create", 6, data={"gate": "nowhere"}),
        airport("delete", "JFK"),
        flight("delete", 1),
        airport("delete", "JFK"),
    )

    assert [(row["line"], row["errors"][0]["code"]) for row in data["rejected"]] == [(1, "unknown_target")]
    assert told(data) == [(4, "referenced")]


def test_nothing_was_done(known: Air) -> None:
    rehearsed(known, airport("create", "new", data={"code": "new"}), airport("update", "JFK", data={"title": "x"}))
    known.platform.settle()

    assert known.get("Airport", "new") is None
    assert known.get("Airport", "JFK") == {"code": "JFK", "title": "Kennedy"}


def test_what_is_refused_as_a_whole_is_told_line_by_line(known: Air) -> None:
    lines = (airport("create", "JFK", data={"code": "JFK"}), airport("create", "x", data={"cod": "x"}))

    data = rehearsed(known, *lines, query="&on_error=refuse")

    assert (data["accepted"], told(data), data["rejected"][0]["line"]) == (0, [(1, "already_exists")], 2)


def test_what_would_happen_is_what_happens(known: Air) -> None:
    lines = [
        *(airport(op, code, data={"code": code}) for op in ("create", "update") for code in ("JFK", "a", "b")),
        *(airport("delete", code) for code in ("a", "JFK", "c")),
        flight("upsert", 1, data={"gate": "a"}),
        flight("update", 1, if_version=1),
    ]
    would = rehearsed(known, *lines)

    sent = known.client.post(f"{AIR}/bulk", "\n".join(map(json.dumps, lines)), headers=LINES)
    known.platform.settle()

    done = known.client.get(f"/database/air/batches/{sent.data['batch_id']}").data
    assert (len(would["failures"]), len(would["rejected"])) == (3, 1)
    assert [(row["line"], row["errors"]) for row in would["failures"]] == [
        (row["line"], row["errors"]) for row in done["failures"]
    ]


@pytest.mark.parametrize(
    ("method", "url", "body", "code"),
    [
        ("DELETE", f"{AIR}/Airport/JFK", None, "referenced"),
        ("POST", AIR, {"class": "Airport", "data": {"code": "JFK"}}, "already_exists"),
        ("PATCH", f"{AIR}/Airport/none", {"data": {}}, "not_found"),
        ("POST", "/database", {"name": "air"}, "already_exists"),
        ("DELETE", "/database/air/grants/kim", None, "constraint_violated"),
        ("DELETE", "/database/air/grants/lee", None, "not_found"),
        ("DELETE", "/database/air/ontology/Airport", None, "referenced"),
        ("POST", "/database/air/ontology", {"name": "Airport"}, "already_exists"),
    ],
)
def test_every_write_tells_what_its_worker_would_refuse(
    known: Air, method: str, url: str, body: object, code: str
) -> None:
    answer = known.client.call(method, f"{url}?dry_run=true", body)

    assert (answer.status, {*answer.codes}) == (200, {code})


def test_a_release_is_told_and_not_tried(air: Air) -> None:
    killer = a_killer(air, 1)
    air.insist()
    air.client.patch(f"{AIR}/Flight/1", {"data": {"note": "waits"}})
    air.insist()
    first, second = (letter.id for letter in sorted(air.platform.ports.letters.letters(), key=lambda it: -it.attempts))

    told = [
        air.client.post(f"/admin/dead-letters/{letter}/{how}?dry_run=true", body)
        for letter in (first, second)
        for how, body in (("redrive", None), ("discard", {"reason": "r"}))
    ]

    assert [(answer.status, answer.codes) for answer in told] == [(200, [])] * 2 + [(200, ["not_found"])] * 2
    assert air.client.get(f"/commands/{killer}").data["state"] == "PARKED"


def test_a_delete_tells_what_else_would_end_or_let_go(air: Air) -> None:
    air.put("Airport", "JFK", code="JFK")
    air.put("Flight", "1", number=1, owner="JFK")
    air.put("Flight", "2", number=2, origin="JFK", via=["JFK"])
    air.put("Flight", "3", number=3)

    dry = air.client.delete(f"{AIR}/Airport/JFK?dry_run=true").data
    air.write("DELETE", f"{AIR}/Airport/JFK")

    told = sorted((row["class"], row["id"], row["becomes"]) for row in dry["consequences"])
    assert told == [("Flight", "1", "deleted"), ("Flight", "2", "updated")]
    assert dry["more_consequences"] is False
    assert (air.get("Flight", "1"), air.get("Flight", "2")) == (None, {"number": 2})
    assert "consequences" not in air.client.patch(f"{AIR}/Flight/3?dry_run=true", {"data": {}}).data


def test_a_delete_tells_a_hundred_of_what_it_would_reach(air: Air) -> None:
    air.put("Airport", "JFK", code="JFK")
    air.bulk("Flight", [{"number": number, "owner": "JFK"} for number in range(101)])

    dry = air.client.delete(f"{AIR}/Airport/JFK?dry_run=true").data

    assert (len(dry["consequences"]), dry["more_consequences"]) == (100, True)
