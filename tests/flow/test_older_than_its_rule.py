"""A value that is older than its type: what is written is judged, what was there is let be."""

from typing import Any

import pytest

from spice.domain.datatypes.registry import TYPES
from tests.flow.conftest import AIR, Air
from tests.support.api_client import Reply

BULK = f"{AIR}/bulk"


def changed(air: Air, *changes: dict[str, Any], **more: Any) -> Reply:
    return air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": [*changes], **more})


def thing(note: str, **more: Any) -> dict[str, Any]:
    properties = [{"name": "note", "type": note}, {"name": "other", "type": "xsd:string"}]
    return {"name": "Thing", "properties": properties, **more}


@pytest.fixture
def older(air: Air) -> Air:
    """`a` has a text where an integer is asked for now, and lacks what is required now."""
    changed(air, {"op": "create", "class": thing("xsd:string")})
    air.put("Thing", "a", note="abc", other="1")
    air.put("Thing", "a", note="abc", other="2")
    patch = thing("xsd:integer")
    patch["properties"].append({"name": "needed", "type": "xsd:string", "required": True})
    waived = changed(air, {"op": "update", "name": "Thing", "patch": patch}, waive=[{"path": "/Thing", "reason": "r"}])
    assert waived.data["state"] == "COMPLETED", waived.body
    return air


def codes(outcome: Reply) -> list[tuple[str, str]]:
    return [(error["code"], error["path"]) for error in outcome.data.get("errors", ())]


def test_a_patch_of_something_else_is_taken(older: Air) -> None:
    outcome = older.write("PATCH", f"{AIR}/Thing/a", {"data": {"other": "3"}})

    assert outcome.data["state"] == "COMPLETED", outcome.body
    assert older.get("Thing", "a") == {"note": "abc", "other": "3"}


def test_a_bulk_update_of_something_else_is_taken(older: Air) -> None:
    sent = {"class": "Thing", "op": "update", "instances": [{"id": "a", "data": {"other": "3"}}]}

    batch = older.client.post(BULK, sent).data["batch_id"]
    older.platform.settle()

    told = older.client.get(f"/database/air/batches/{batch}").data
    assert (told["completed"], told["failed"]) == (1, 0)


def test_a_restore_judges_what_it_brings_back(older: Air) -> None:
    outcome = older.write("POST", f"{AIR}/Thing/a/restore", {"version": 1})
    older.write("PATCH", f"{AIR}/Thing/a", {"data": {"note": 5}})

    again = older.write("POST", f"{AIR}/Thing/a/restore", {"version": 1})

    assert outcome.data["state"] == "COMPLETED", outcome.body
    assert codes(again) == [("wrong_type", "/data/note")]
    assert older.get("Thing", "a") == {"note": 5, "other": "1"}


def test_a_put_judges_everything(older: Air) -> None:
    refused = older.client.put(f"{AIR}/Thing/a", {"data": {"note": "abc", "other": "2"}})

    told = [(error["code"], error["path"]) for error in refused.json["errors"]]
    assert told == [("wrong_type", "/data/note"), ("missing_property", "/data/needed")]


def test_what_is_touched_must_fit(older: Air) -> None:
    refused = older.client.patch(f"{AIR}/Thing/a", {"data": {"note": "abd"}})

    assert (refused.status, refused.codes) == (422, ["wrong_type"])


def test_a_command_that_waited_while_the_type_changed_is_judged_by_what_it_writes(air: Air) -> None:
    changed(air, {"op": "create", "class": thing("xsd:string")})
    air.put("Thing", "a", note="abc", other="1")
    patch = {"op": "update", "name": "Thing", "patch": thing("xsd:integer")}
    fits = air.client.patch(f"{AIR}/Thing/a", {"data": {"other": "2"}}).data["command_id"]
    breaks = air.client.patch(f"{AIR}/Thing/a", {"data": {"note": "abd"}}).data["command_id"]
    air.client.post(
        "/database/air/ontology/changes",
        {"message": "m", "changes": [patch], "waive": [{"path": "/Thing", "reason": "r"}]},
    )
    # The ontology goes first.
    air.platform.settle(but=("instance-worker",))

    air.platform.settle()

    states = [air.client.get(f"/commands/{command}").data["state"] for command in (fits, breaks)]
    assert states == ["COMPLETED", "FAILED"]


def test_an_old_value_is_answered_as_it_is_and_found_by_what_fits(older: Air) -> None:
    older.write("PATCH", f"{AIR}/Thing/a", {"data": {"other": "새 책"}})

    by_text = older.client.get(f"{AIR}?class=Thing&q=%EC%83%88")
    by_number = older.client.get(f"{AIR}?class=Thing&filter=note:exists:false&sort=note")

    assert by_text.data[0]["data"] == by_number.data[0]["data"] == {"note": "abc", "other": "새 책"}


OLD: list[tuple[str, Any]] = [
    ("xsd:string", "abc"),
    ("xsd:string", "9999-12-31T23:59:59-14:00"),
    ("xsd:string", "1e999999999"),
    ("xsd:boolean", True),
    ("xsd:decimal", 10**40),
    ("MONEY", {"amount": "5", "currency": "KRW"}),
    ("COORDINATE", {"lat": 1, "lon": 2}),
    ("OBJECT", {"lat": "x", "amount": {"a": [1]}}),
    ("ARRAY", [1, 2]),
]
NEW = sorted({*TYPES} - {"ENUM"})


@pytest.mark.parametrize(("kind", "value"), OLD)
def test_a_value_of_any_type_is_read_on_every_route_under_any_other_type(air: Air, kind: str, value: Any) -> None:
    def typed(name: str, kind: str) -> dict[str, Any]:
        return {"name": name, "type": kind, **({"items": {"type": "xsd:integer"}} if kind == "ARRAY" else {})}

    names = [f"p{n}" for n, _ in enumerate(NEW)]
    before = {"name": "Thing", "properties": [typed(name, kind) for name in names]}
    changed(air, {"op": "create", "class": before})
    made = air.write("PUT", f"{AIR}/Thing/a", {"data": dict.fromkeys(names, value)})
    assert made.data["state"] == "COMPLETED", made.body
    after = {
        "properties": [*(typed(name, new) for name, new in zip(names, NEW, strict=True)), typed("n", "xsd:string")]
    }
    waived = changed(air, {"op": "update", "name": "Thing", "patch": after}, waive=[{"path": "/Thing", "reason": "r"}])
    assert waived.data["state"] == "COMPLETED", waived.body

    outcome = air.write("PATCH", f"{AIR}/Thing/a", {"data": {"n": "b"}})
    reads = [
        *(f"{AIR}/Thing/a{part}" for part in ("", "/history", "/changes", "/lineage")),
        *(f"{AIR}?class=Thing&q=b&highlight=true", f"{AIR}/suggest?q=b", "/database/air/events?class=Thing"),
        *(f"{AIR}/export?class=Thing&format={form}" for form in ("csv", "ndjson")),
        *("/database/air/metrics", "/database/air/openapi.json", f"{AIR}?class=Thing&sort=n,_id"),
    ]

    assert outcome.data["state"] == "COMPLETED", outcome.body
    assert {url: status for url in reads if (status := air.client.get(url).status) != 200} == {}
    assert air.get("Thing", "a")["p0"] == value
