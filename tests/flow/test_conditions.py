"""A condition is looked at, or refused by name: never taken as met."""

from typing import Any
from uuid import UUID

import pytest

from tests.flow.conftest import AIR, Air

ANY, WEAK = {"If-Match": "*"}, {"If-Match": 'W/"1"'}
MATCH, NEW = {"If-Match": '"7"'}, {"If-None-Match": "*"}
DB = "/database/air"
AIRPORT: dict[str, Any] = {"class": "Airport", "data": {"code": "a"}}
UNHEEDED: list[tuple[str, str, object, dict[str, str]]] = [
    ("POST", AIR, AIRPORT, MATCH),
    ("POST", f"{AIR}/bulk", {"instances": [AIRPORT]}, MATCH),
    ("POST", f"{AIR}/search", {}, NEW),
    ("POST", f"{DB}/ontology/check", {"changes": [{"op": "delete", "name": "Flight"}]}, MATCH),
    ("POST", "/database", {"name": "x"}, MATCH),
    ("PUT", f"{DB}/grants/lee", {"role": "viewer"}, MATCH),
    ("DELETE", f"{DB}/grants/kim", None, MATCH),
]


@pytest.mark.parametrize(("method", "url", "body", "headers"), UNHEEDED)
def test_a_condition_that_is_not_looked_at_is_refused(
    air: Air, method: str, url: str, body: object, headers: dict[str, str]
) -> None:
    refused = air.client.call(method, url, body, headers=headers)

    assert (refused.status, refused.codes) == (400, ["invalid_parameter"])
    assert next(iter(headers)) in refused.json["message"]


def test_a_batch_may_ask_for_there_being_nothing(air: Air) -> None:
    air.put("Airport", "a", code="a", title="1")
    lines = [{**AIRPORT, "op": "upsert"}, {"class": "Airport", "op": "upsert", "data": {"code": "b"}}]

    accepted = air.client.post(f"{AIR}/bulk", {"instances": lines}, headers=NEW)
    air.platform.settle()

    told = air.client.get(f"{DB}/batches/{accepted.data['batch_id']}").data
    assert [(row["id"], row["errors"][0]["code"]) for row in told["failures"]] == [("a", "version_conflict")]
    assert (air.get("Airport", "a"), air.get("Airport", "b")) == ({"code": "a", "title": "1"}, {"code": "b"})


ABSENT: list[tuple[str, str, object, int]] = [
    ("PATCH", f"{AIR}/Airport/x", {"data": {}}, 404),
    ("DELETE", f"{AIR}/Airport/x", None, 404),
    ("PUT", f"{AIR}/Airport/x", {"data": {"code": "x"}}, 412),
    ("PATCH", f"{DB}/ontology/Nope", {}, 404),
    ("DELETE", f"{DB}/ontology/Nope", None, 404),
    ("PUT", f"{DB}/ontology/Nope", {"name": "Nope"}, 404),
    ("PATCH", f"{DB}/branches/nope", {"protected": True}, 404),
    ("DELETE", f"{DB}/branches/nope", None, 404),
    ("PATCH", f"{DB}/pull-requests/7", {"title": "x"}, 404),
    ("PUT", f"{DB}/views/{UUID(int=1)}", {"name": "x", "search": {"class": "Airport"}}, 412),
    ("DELETE", f"{DB}/views/{UUID(int=1)}", None, 404),
    ("PATCH", f"{DB}/webhooks/{UUID(int=1)}", {"events": ["InstanceCreated"]}, 404),
    ("DELETE", f"{DB}/webhooks/{UUID(int=1)}", None, 404),
    ("PATCH", "/database/nope", {"label": "x"}, 404),
    ("DELETE", "/database/nope?confirm=nope", None, 404),
]


@pytest.mark.parametrize("headers", [MATCH, ANY, WEAK, {"If-Match": '"none"'}])
@pytest.mark.parametrize(("method", "url", "body", "status"), ABSENT)
def test_what_is_not_there_is_not_found_whatever_is_expected_of_it(
    air: Air, method: str, url: str, body: object, status: int, headers: dict[str, str]
) -> None:
    accepted = air.client.call(method, url, body, headers=headers)
    air.platform.settle()

    later = accepted.status == 202
    refused = air.client.get(f"/commands/{accepted.data['command_id']}").data if later else accepted.json
    assert [error["code"] for error in refused["errors"]] == ["not_found" if status == 404 else "version_conflict"]


def test_a_weak_tag_is_nobodys_where_a_write_expects_it_and_matches_where_a_read_holds_it(air: Air) -> None:
    air.put("Airport", "a", code="a", title="1")
    view, place = {"name": "x", "search": {"class": "Airport"}}, f"{DB}/views/{UUID(int=1)}"
    head = air.client.get(f"{DB}/ontology").headers["ETag"]
    air.client.call("PUT", place, view)

    writes = [
        air.client.call("PATCH", f"{AIR}/Airport/a", {"data": {"title": "2"}}, headers=WEAK),
        air.client.call("PATCH", f"{DB}/ontology/Airport", {}, headers={"If-Match": f"W/{head}"}),
        air.client.call("PUT", place, view, headers=WEAK),
        air.client.call("PATCH", DB, {"label": "x"}, headers=WEAK),
    ]
    held = [
        air.client.get(f"{AIR}/Airport/a", headers={"If-None-Match": 'W/"1"'}),
        air.client.get(f"{DB}/ontology", headers={"If-None-Match": f"W/{head}"}),
    ]

    assert [answer.status for answer in writes] == [412] * 4
    assert [answer.status for answer in held] == [304] * 2
    assert air.client.call("PUT", place, view, headers={"If-None-Match": 'W/"1"'}).status == 412
