"""The change feed and the audit through the BFF."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from spice.messages.event import Event, Position
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import DATABASE, START, World, a_world

EVENTS = "/database/air/events"
AUDIT = "/database/air/audit"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    world = a_world(issuer)
    world.flight("UA1", "one")
    world.happen("Created", "c-airport", "EWR", data={"p-airport-name": "뉴어크"}, actor="park")
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"}, reason="because", actor="park")
    world.happen("Created", "c-charter", "C1", data={"p-name": "three"})
    return world


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


def test_the_feed_tells_every_change_in_order(kim: ApiClient) -> None:
    rows = kim.get(EVENTS).data

    assert [(row["class"], row["id"], row["version"]) for row in rows] == [
        ("Flight", "UA1", 1),
        ("Airport", "EWR", 1),
        ("Flight", "UA1", 2),
        ("Charter", "C1", 1),
    ]
    assert rows[2]["changes"] == [{"path": "/title", "before": "one", "after": "two"}]
    assert rows[2]["reason"] == "because"


def test_the_feed_goes_on_from_its_cursor(world: World, kim: ApiClient) -> None:
    first = kim.get(EVENTS + "?limit=2").json
    second = kim.get(f"{EVENTS}?limit=2&cursor={first['meta']['next_cursor']}").json
    nothing = kim.get(f"{EVENTS}?cursor={second['meta']['next_cursor']}").json
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "four"})
    after = kim.get(f"{EVENTS}?cursor={nothing['meta']['next_cursor']}").json

    assert [row["version"] for row in first["data"] + second["data"]] == [1, 1, 2, 1]
    assert nothing["data"] == []
    assert after["data"][0]["changes"] == [{"path": "/title", "before": "two", "after": "four"}]


def test_the_feed_of_a_class_includes_its_subclasses(kim: ApiClient) -> None:
    seen, cursor = [], ""
    for _ in range(5):
        reply = kim.get(f"{EVENTS}?class=Flight&limit=1{cursor}").json
        seen += [row["id"] for row in reply["data"]]
        cursor = "&cursor=" + reply["meta"]["next_cursor"]

    assert seen == ["UA1", "UA1", "C1"]


def test_a_cursor_of_another_feed_is_refused(kim: ApiClient) -> None:
    cursor = kim.get(EVENTS).json["meta"]["next_cursor"]

    assert kim.get(f"{EVENTS}?class=Flight&cursor={cursor}").codes == ["invalid_cursor"]
    assert kim.get(f"{EVENTS}?class=Flihgt").codes == ["unknown_class"]


def test_a_long_poll_answers_nothing_when_nothing_comes(kim: ApiClient) -> None:
    cursor = kim.get(EVENTS).json["meta"]["next_cursor"]

    reply = kim.get(f"{EVENTS}?cursor={cursor}", headers={"prefer": "wait=1"})

    assert reply.data == []


def test_what_is_no_instance_is_in_the_feed_too(world: World, kim: ApiClient) -> None:
    world.feed.happen(
        Event(
            type="GrantSet",
            at=START + timedelta(hours=2),
            actor="lee",
            command_id=UUID(int=7),
            version=3,
            position=Position(1, "ontology-0000", 5, 0),
            database=DATABASE,
            key=str(DATABASE),
            body={"subject": "kim", "role": "viewer"},
        )
    )

    row = kim.get(EVENTS).data[-1]
    entry = kim.get(AUDIT + "?type=GrantSet").data[0]

    assert (row["type"], row["changes"], row["data"]) == ("GrantSet", [], {"subject": "kim", "role": "viewer"})
    assert entry["data"] == {"subject": "kim", "role": "viewer"}


def test_the_audit_is_filtered_by_actor_type_and_time(kim: ApiClient) -> None:
    by_park = kim.get(AUDIT + "?actor=park").data
    updates = kim.get(AUDIT + "?type=InstanceUpdated").data
    early = kim.get(AUDIT + "?to=2013-01-01T00:02:00Z").data
    late = kim.get(AUDIT + "?from=2013-01-01T00:04:00Z").data

    assert [(entry["id"], entry["class"]) for entry in by_park] == [("EWR", "Airport"), ("UA1", "Flight")]
    assert [entry["reason"] for entry in updates] == ["because"]
    assert [entry["id"] for entry in early] == ["UA1"]
    assert [entry["id"] for entry in late] == ["C1"]


def test_the_audit_comes_in_pages(kim: ApiClient) -> None:
    first = kim.get(AUDIT + "?limit=3").json
    second = kim.get(f"{AUDIT}?limit=3&cursor={first['meta']['next_cursor']}").json

    assert [entry["id"] for entry in first["data"] + second["data"]] == ["UA1", "EWR", "UA1", "C1"]
    assert "next_cursor" not in second["meta"]


def test_the_audit_comes_newest_first_where_one_asks(kim: ApiClient) -> None:
    first = kim.get(AUDIT + "?order=desc&limit=3").json
    second = kim.get(f"{AUDIT}?order=desc&limit=3&cursor={first['meta']['next_cursor']}").json
    one_by_one, cursor = [], ""
    for _ in range(4):
        reply = kim.get(f"{AUDIT}?order=desc&limit=1{cursor}").json
        one_by_one += [entry["id"] for entry in reply["data"]]
        cursor = f"&cursor={reply['meta'].get('next_cursor')}"
    early = kim.get(AUDIT + "?order=desc&to=2013-01-01T00:04:00Z").data

    assert [entry["id"] for entry in first["data"] + second["data"]] == ["C1", "UA1", "EWR", "UA1"]
    assert "next_cursor" not in second["meta"]
    assert one_by_one == ["C1", "UA1", "EWR", "UA1"]
    assert [entry["id"] for entry in early] == ["UA1", "EWR", "UA1"]


def test_a_cursor_of_one_order_is_none_of_the_other(kim: ApiClient) -> None:
    cursor = kim.get(AUDIT + "?limit=1").json["meta"]["next_cursor"]

    assert kim.get(f"{AUDIT}?order=desc&limit=1&cursor={cursor}").codes == ["invalid_cursor"]


def test_the_feed_begins_at_a_time(world: World, kim: ApiClient) -> None:
    late = "from=2013-01-01T00:03:00Z"

    everything = kim.get(f"{EVENTS}?{late}").json
    first = kim.get(f"{EVENTS}?{late}&limit=1").json
    second = kim.get(f"{EVENTS}?{late}&limit=1&cursor={first['meta']['next_cursor']}").json
    of_a_class = kim.get(f"{EVENTS}?{late}&class=Charter").data
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "four"})
    after = kim.get(f"{EVENTS}?{late}&cursor={everything['meta']['next_cursor']}").data

    assert [(row["id"], row["version"]) for row in everything["data"]] == [("UA1", 2), ("C1", 1)]
    assert [row["id"] for row in first["data"] + second["data"]] == ["UA1", "C1"]
    assert [row["id"] for row in of_a_class] == ["C1"]
    assert [(row["id"], row["version"]) for row in after] == [("UA1", 3)]
    assert kim.get(f"{EVENTS}?cursor={everything['meta']['next_cursor']}").codes == ["invalid_cursor"]


@pytest.mark.parametrize(
    "query", ["order=new", "type=InstanceUpdatd", "from=x", "from=2014-01-01&to=2013-01-01", "who=lee"]
)
def test_an_audit_that_cannot_be_asked_is_refused(kim: ApiClient, query: str) -> None:
    assert kim.get(f"{AUDIT}?{query}").codes == ["invalid_parameter"]
