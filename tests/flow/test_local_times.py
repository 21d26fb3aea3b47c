"""A time without an offset is in the database's time zone, wherever a client gives one."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.test_dropped import change

NOON = {"type": "xsd:dateTime", "constraints": {"minimum": "2024-06-01 12:00"}, "default": "2024-06-02T00:00"}


@pytest.fixture
def seoul(air: Air) -> Air:
    air.write("PATCH", "/database/air", {"timezone": "Asia/Seoul"})
    return air


def properties(air: Air) -> Any:
    return air.client.get("/database/air/ontology/Visit").data["properties"]


@pytest.mark.parametrize("written", ["2024-06-01T09:00:00", "2024-06-01 09:00", "2024-06-01T00:00:00Z"])
def test_when_it_occurred(seoul: Air, written: str) -> None:
    seoul.write("PUT", f"{AIR}/Airport/a", {"data": {"code": "a"}, "occurred_at": written})
    line = {"class": "Airport", "data": {"code": "b"}, "occurred_at": written}
    seoul.client.post(f"{AIR}/bulk", {"instances": [line]})
    seoul.platform.settle()

    told = [seoul.client.get(f"{AIR}/Airport/{id_}/history").data[0]["occurred_at"] for id_ in "ab"]

    assert told == ["2024-06-01T00:00:00Z"] * 2


def test_what_occurred_within_a_microsecond_is_kept_to_it(seoul: Air) -> None:
    body = {"data": {"code": "a"}, "occurred_at": "2024-06-01T00:00:00.123456789Z"}
    seoul.write("PUT", f"{AIR}/Airport/a", body)
    lines = [{"class": "Airport", "data": {"code": "b"}, "occurred_at": body["occurred_at"]}]
    sent = seoul.client.post(f"{AIR}/bulk", {"instances": [*lines, {"class": "Airport", "data": {"code": "c"}}]})
    seoul.platform.settle()

    told = [seoul.client.get(f"{AIR}/Airport/{id_}/history").data[0]["occurred_at"] for id_ in "ab"]

    assert sent.data["accepted"] == 2
    assert told == ["2024-06-01T00:00:00.123456Z"] * 2


def test_the_time_that_is_restored(seoul: Air) -> None:
    seoul.put("Airport", "a", code="a", title="1")
    written = seoul.client.get(f"{AIR}/Airport/a").data["updated_at"]
    seoul.now.advance(3600)
    seoul.put("Airport", "a", code="a", title="2")
    local = (datetime.fromisoformat(written) + timedelta(hours=9)).isoformat().removesuffix("+00:00")

    assert seoul.client.get(f"{AIR}/Airport/a?at={local}").data["data"]["title"] == "1"
    seoul.write("POST", f"{AIR}/Airport/a/restore", {"at": local})

    assert seoul.get("Airport", "a") == {"code": "a", "title": "1"}


def test_bounds_and_defaults_are_moments_that_stay(seoul: Air) -> None:
    change(seoul, {"op": "create", "class": {"name": "Visit", "properties": [{"name": "at", **NOON}]}})

    seoul.write("PATCH", "/database/air", {"timezone": "America/New_York"})

    (at,) = properties(seoul)
    assert (at["constraints"]["minimum"], at["default"]) == ("2024-06-01T03:00:00Z", "2024-06-01T15:00:00Z")
