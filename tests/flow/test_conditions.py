"""A condition is looked at, or refused by name: never taken as met."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air

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
