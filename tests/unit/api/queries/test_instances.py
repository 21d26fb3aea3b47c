"""One instance through the BFF: now, then, and all that happened to it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.state import MemoryState
from spice.messages.event import Event
from spice.ports.instance_reader import Head
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import AIRPORT, CHARTER, DATABASE, START, World, a_world
from tests.support.query_world import FLIGHT as DOCUMENT

FLIGHT = "/database/air/instances/Flight/UA1"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    return a_world(issuer)


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


def test_an_instance_is_answered_by_name_with_its_version_as_its_tag(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "Newark to Houston", **{"p-delay": 2.5, "r-origin": "EWR"})

    reply = kim.get(FLIGHT)

    assert reply.status == 200
    assert reply.headers["ETag"] == '"1"'
    assert reply.data == {
        "class": "Flight",
        "id": "UA1",
        "version": 1,
        "data": {"title": "Newark to Houston", "dep_delay": 2.5, "origin": "EWR"},
        "created_at": "2013-01-01T00:01:00Z",
        "updated_at": "2013-01-01T00:01:00Z",
        "updated_by": "lee",
    }


class Counted(MemoryInstanceReader):
    """Counts how often a head is asked for."""

    heads = 0

    def head(self, database: UUID, root_id: str, instance_id: str) -> Head | None:
        """Count, and read."""
        self.heads += 1
        return super().head(database, root_id, instance_id)


@pytest.mark.parametrize("asked", ["", "?version=1", "?at=2013-02-01", "/history", "/changes", "/lineage"])
def test_one_look_at_the_head_is_enough(world: World, asked: str) -> None:
    world.flight("UA1")
    reader = world.instances = Counted(world.state)

    assert world.client().get(FLIGHT + asked).status == 200

    assert reader.heads == 1


def test_a_decimal_keeps_all_its_digits(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "x", **{"p-delay": Decimal("1.10000000000000000000000000000001")})

    reply = kim.get(FLIGHT)

    assert b'"dep_delay":1.10000000000000000000000000000001' in reply.body


def test_a_tag_the_client_holds_is_304(world: World, kim: ApiClient) -> None:
    world.flight("UA1")

    same = kim.get(FLIGHT, headers={"if-none-match": '"1"'})
    other = kim.get(FLIGHT, headers={"if-none-match": '"9"'})

    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", '"1"')
    assert other.status == 200


def test_a_newer_version_is_never_hidden_by_a_cache(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "old")
    kim.get(FLIGHT)

    world.happen("Updated", "c-flight", "UA1", set={"p-name": "new"})

    assert kim.get(FLIGHT).data["data"]["title"] == "new"


def test_a_subclass_instance_is_found_by_its_superclass_and_not_the_other_way(world: World, kim: ApiClient) -> None:
    world.happen("Created", "c-charter", "C1", data={"p-name": "x", "p-client": "Acme"})
    world.flight("UA1")

    by_superclass = kim.get("/database/air/instances/Flight/C1")

    assert by_superclass.data["class"] == "Charter"
    assert by_superclass.data["data"]["client"] == "Acme"
    assert kim.get("/database/air/instances/Charter/UA1").status == 404


def test_what_is_not_there_is_404(world: World, kim: ApiClient) -> None:
    assert kim.get(FLIGHT).codes == ["not_found"]
    assert kim.get("/database/air/instances/Fligt/UA1").json["errors"][0]["hint"] == "did you mean 'Flight'?"
    assert kim.get("/database/sea/instances/Flight/UA1").status == 404


def test_a_deleted_instance_is_gone_but_not_its_past(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "first")
    world.happen("Deleted", "c-flight", "UA1", at=START + timedelta(hours=1))

    assert kim.get(FLIGHT).status == 404
    assert kim.get(FLIGHT + "?version=1").data["data"]["title"] == "first"
    assert kim.get(FLIGHT + "?version=2").status == 404
    assert kim.get(FLIGHT + "?at=2013-01-01T00:30:00Z").data["version"] == 1
    assert kim.get(FLIGHT + "?at=2013-01-01T02:00:00Z").status == 404
    assert [event["type"] for event in kim.get(FLIGHT + "/history").data] == ["InstanceCreated", "InstanceDeleted"]


def test_at_is_inclusive_and_says_whether_it_is_final(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "one")
    event = world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"})

    then = kim.get(f"{FLIGHT}?at={event.at:%Y-%m-%dT%H:%M:%SZ}")
    now = kim.get(f"{FLIGHT}?at={world.now():%Y-%m-%dT%H:%M:%SZ}")

    assert (then.data["version"], then.json["meta"]["final"]) == (2, True)
    assert now.json["meta"]["final"] is False
    assert kim.get(FLIGHT + "?at=2012-12-31").status == 404


@pytest.mark.parametrize(
    "query", ["version=0", "version=x", "at=yesterday", "version=1&at=2013-01-01", "vresion=1", "after=x", "expand=a."]
)
def test_a_parameter_that_cannot_be_read_is_refused(world: World, kim: ApiClient, query: str) -> None:
    world.flight("UA1")

    reply = kim.get(f"{FLIGHT}?{query}")

    assert (reply.status, reply.codes) == (400, ["invalid_parameter"])


def test_history_tells_who_when_what_and_why(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "one", **{"p-crew": {"size": 4, "lead": "Ann"}})
    event = world.happen(
        "Updated",
        "c-flight",
        "UA1",
        set={"p-name": "two", "p-crew": {"size": 5, "lead": "Ann"}},
        actor="park",
        reason="renamed",
    )

    rows = kim.get(FLIGHT + "/history").data

    assert rows[0]["changes"] == [
        {"path": "/title", "before": None, "after": "one"},
        {"path": "/crew", "before": None, "after": {"size": 4, "lead": "Ann"}},
    ]
    assert rows[1] == {
        "event_id": str(event.event_id),
        "version": 2,
        "type": "InstanceUpdated",
        "at": "2013-01-01T00:02:00Z",
        "actor": "park",
        "reason": "renamed",
        "command_id": str(event.command_id),
        "correlation_id": None,
        "ontology_commit": "commit1",
        "changes": [
            {"path": "/title", "before": "one", "after": "two"},
            {"path": "/crew/size", "before": 4, "after": 5},
        ],
    }


@pytest.mark.parametrize(
    ("query", "versions"),
    [
        ("", [1, 2, 3, 4]),
        ("order=desc", [4, 3, 2, 1]),
        ("actor=park", [2]),
        ("from=2013-01-01T00:02:00Z&to=2013-01-01T00:04:00Z", [2, 3]),
        ("to=2013-01-01T00:02:00Z&order=desc", [1]),
        ("path=/crew", [1, 3]),
        ("path=/crew/size", [1, 3]),
        ("path=/crew/lead", [1]),
        ("path=/titl", []),
        ("path=/title&order=desc", [4, 2, 1]),
        ("limit=2&order=desc", [4, 3, 2, 1]),
        ("limit=1", [1, 2, 3, 4]),
        ("limit=1&path=/title&order=desc", [4, 2, 1]),
        ("limit=1&path=/crew", [1, 3]),
        ("limit=2&from=2013-01-01T00:02:00Z&order=desc", [4, 3, 2]),
        ("limit=1&to=2013-01-01T00:03:00Z", [1, 2]),
    ],
)
@pytest.mark.parametrize("path", ["/history", "/versions"])
def test_the_past_is_read_in_either_order_and_in_part(
    world: World, kim: ApiClient, path: str, query: str, versions: list[int]
) -> None:
    world.flight("UA1", "one", **{"p-crew": {"size": 4, "lead": "Ann"}})
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"}, actor="park")
    world.happen("Updated", "c-flight", "UA1", set={"p-crew": {"size": 5, "lead": "Ann"}})
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "three"})

    told, reply = [], kim.get(f"{FLIGHT}{path}?{query}")
    while True:
        told += [row["version"] for row in reply.data]
        assert reply.json["meta"]["total"] == len(versions)
        if "next_cursor" not in reply.json["meta"]:
            break
        reply = kim.get(f"{FLIGHT}{path}?{query}&cursor={reply.json['meta']['next_cursor']}")

    assert told == versions


class Noted(MemoryInstanceReader):
    """Notes which versions are read."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__(state)
        self.read: list[int] = []

    def events(
        self, database: UUID, root_id: str, instance_id: str, *, after: int = 0, up_to: int | None = None
    ) -> Sequence[Event]:
        """Note, and read."""
        found = super().events(database, root_id, instance_id, after=after, up_to=up_to)
        self.read += [event.version for event in found]
        return found


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_page_tells_what_the_whole_tells_and_reads_its_own_events(world: World, order: str, limit: int) -> None:
    world.flight("UA1", "one", **{"p-delay": 1})
    for number in range(2, 8):
        world.happen("Updated", "c-flight", "UA1", set={"p-name": f"{number}", "p-delay": number})
    reader = world.instances = Noted(world.state)
    client = world.client()
    whole = client.get(f"{FLIGHT}/history?order={order}").data

    told: list[dict[str, Any]] = []
    cursor, most = "", 0
    while len(told) < len(whole):
        reader.read.clear()
        page = client.get(f"{FLIGHT}/history?order={order}&limit={limit}{cursor}").json
        told, cursor = [*told, *page["data"]], f"&cursor={page['meta'].get('next_cursor')}"
        most = max(most, len(reader.read))

    assert told == whole
    assert most == limit


def test_a_page_of_the_newest_goes_on_though_newer_ones_come(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "one")
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"})
    first = kim.get(FLIGHT + "/versions?order=desc&limit=1")
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "three"})

    second = kim.get(f"{FLIGHT}/versions?order=desc&limit=1&cursor={first.json['meta']['next_cursor']}")

    assert [row["version"] for row in (*first.data, *second.data)] == [2, 1]
    assert second.data[0].keys() == {"version", "at", "actor", "type", "reason"}


@pytest.mark.parametrize("query", ["order=up", "path=title", "from=2014-01-01&to=2013-01-01", "from=soon"])
def test_a_past_that_cannot_be_asked_for_is_refused(world: World, kim: ApiClient, query: str) -> None:
    world.flight("UA1")

    for path in ("/history", "/versions"):
        assert kim.get(f"{FLIGHT}{path}?{query}").codes == ["invalid_parameter"]


def test_a_removed_property_is_named_in_the_past_it_had(world: World, kim: ApiClient) -> None:

    world.flight("UA1", "x", **{"p-delay": 3})
    kept = [each for each in DOCUMENT["properties"] if each["id"] != "p-delay"]
    kept[0] = {**kept[0], "name": "heading"}
    world.define([{**DOCUMENT, "properties": kept}, CHARTER, AIRPORT])

    paths = [change["path"] for change in kim.get(FLIGHT + "/history").data[0]["changes"]]

    assert sorted(paths) == ["/dep_delay", "/heading"]


def test_changes_compare_two_times(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "one")
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"})
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "three", "p-delay": 1})

    reply = kim.get(FLIGHT + "/changes?from=2013-01-01T00:02:00Z&to=2013-01-01T00:03:00Z").data
    all_of_it = kim.get(FLIGHT + "/changes").data

    assert (reply["from_version"], reply["to_version"]) == (1, 2)
    assert reply["changes"] == [{"path": "/title", "before": "one", "after": "two"}]
    assert [event["version"] for event in reply["events"]] == [2]
    assert [change["path"] for change in all_of_it["changes"]] == ["/title", "/dep_delay"]
    assert kim.get(FLIGHT + "/changes?from=2014-01-01&to=2013-01-01").status == 400


def test_lineage_tells_contributors_timeline_and_every_property(world: World, kim: ApiClient) -> None:
    world.flight("UA1", "one")
    event = world.happen("Updated", "c-flight", "UA1", set={"p-name": "two"}, actor="park", reason="why not")

    reply = kim.get(FLIGHT + "/lineage").data

    assert list(reply) == ["created_at", "total_changes", "contributors", "timeline", "properties", "sources"]
    assert (reply["created_at"], reply["total_changes"]) == ("2013-01-01T00:01:00Z", 2)
    assert reply["contributors"] == ["lee", "park"]
    assert reply["timeline"][1] == {
        "at": "2013-01-01T00:02:00Z",
        "version": 2,
        "type": "InstanceUpdated",
        "actor": "park",
        "reason": "why not",
    }
    assert reply["properties"]["title"][1] == {
        "at": "2013-01-01T00:02:00Z",
        "actor": "park",
        "before": "one",
        "after": "two",
    }
    assert reply["sources"][1]["command_id"] == str(event.command_id)


def test_a_stranger_is_refused(world: World) -> None:
    world.flight("UA1")

    assert world.client("stranger").get(FLIGHT).status == 403
    assert ApiClient(world.client().handler, described=True).get(FLIGHT).status == 401


def test_a_read_is_counted(world: World, kim: ApiClient) -> None:
    world.flight("UA1")
    kim.get(FLIGHT)

    reads = world.operations.metrics(DATABASE)["reads"]

    assert reads == [{"actor": "kim", "count": 1}]
