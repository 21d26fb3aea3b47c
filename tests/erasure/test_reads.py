"""Who was shown personal data is in the audit where a database asks for it: at every door, and before the answer."""

from collections.abc import Callable
from typing import Any

import pytest

from spice.application.ground import showing
from spice.messages.segment import read_segment
from spice.ports.errors import Transient
from tests.erasure.world import INSTANCES, MAIL, PEOPLE, PERSONAL, People
from tests.support.api_client import ApiClient, Reply
from tests.support.measuring import measured, rings

AUDIT = f"{PEOPLE}/audit"
PERSON = f"{INSTANCES}/Person/kim"
SEARCH: dict[str, Any] = {"class": "Person"}
GRAPH: dict[str, Any] = {"start": {"class": "Visit", "id": "v1"}, "hops": [{"relationship": "who", "direction": "out"}]}
WAIT = {"Prefer": "wait=5"}


@pytest.fixture
def asked(world: People) -> People:
    return asking(world)


def asking(world: People) -> People:
    """A database that asks for reads, with two persons, a visit, and `park`, who may look."""
    world.kim()
    world.put("Person", "lee", number="lee", mail="lee@example.com")
    world.put("Person", "plain", number="plain")
    world.put("Visit", "v1", who="kim", remark="x")
    world.client.put(f"{PEOPLE}/grants/park", {"role": "editor"})
    world.client.patch(PEOPLE, {"audit": "reads"})
    world.platform.settle()
    return world


def told(world: People, query: str = "state=READ", client: ApiClient | None = None) -> list[dict[str, Any]]:
    """What the audit tells once maintenance has taken the notes to the log."""
    advance: Callable[[float], None] = world.platform.ports.now.advance  # type: ignore[attr-defined]  # the twins' clock
    advance(180)
    world.platform.maintain()
    world.platform.settle()
    rows: list[dict[str, Any]] = (client or world.client).get(f"{AUDIT}?{query}").data
    return rows


def shown(rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Class, id and property of all that was shown."""
    return {
        (each["class"], identity, name)
        for row in rows
        for each in row["shown"]
        for identity in each["ids"]
        for name in each["properties"]
    }


KIM = {("Person", "kim", name) for name in ("mail", "phone", "home", "notes", "age")}
LEE = {("Person", "lee", "mail")}
VISIT = {("Visit", "v1", "remark")}
DOORS = [
    ("an instance", lambda it: it.get(PERSON), KIM),
    ("a version", lambda it: it.get(f"{PERSON}?version=1"), KIM),
    ("a time", lambda it: it.get(f"{PERSON}?at=2099-01-01"), KIM),
    ("expanded", lambda it: it.get(f"{INSTANCES}/Visit/v1?expand=who"), KIM | VISIT),
    ("history", lambda it: it.get(f"{PERSON}/history"), KIM),
    ("changes", lambda it: it.get(f"{PERSON}/changes"), KIM),
    ("lineage", lambda it: it.get(f"{PERSON}/lineage"), KIM),
    ("a list", lambda it: it.get(f"{INSTANCES}?class=Person"), KIM | LEE),
    ("a search", lambda it: it.post(f"{INSTANCES}/search", SEARCH), KIM | LEE),
    ("related", lambda it: it.get(f"{INSTANCES}/Visit/v1/related?path=who"), KIM),
    ("a graph", lambda it: it.post(f"{INSTANCES}/graph", GRAPH), KIM | VISIT),
    ("an export", lambda it: it.get(f"{INSTANCES}/export?class=Person&format=ndjson"), KIM | LEE),
    ("the feed", lambda it: it.get(f"{PEOPLE}/events?limit=1000"), KIM | LEE | VISIT),
]


@pytest.mark.parametrize(("door", "expected"), [each[1:] for each in DOORS], ids=[each[0] for each in DOORS])
def test_what_a_door_shows_is_told(
    asked: People, door: Callable[[ApiClient], Reply], expected: set[tuple[str, str, str]]
) -> None:
    reply = door(asked.platform.client("park"))

    assert reply.status == 200, reply.body
    rows = told(asked)
    assert {row["actor"] for row in rows} == {"park"}
    assert shown(rows) == expected


def test_a_read_is_told_with_who_when_and_how(asked: People) -> None:
    before = asked.platform.ports.now()
    asked.platform.client("park").get(f"{INSTANCES}?class=Person")

    (row,) = told(asked)

    assert (row["state"], row["type"], row["actor"]) == ("READ", "PersonalDataRead", "park")
    assert row["request"] == {"method": "GET", "route": "/database/{db}/instances", "status": 200, "names": {}}
    assert row["asked_at"] < row["at"]
    assert row["asked_at"] >= before.isoformat()[:19]
    assert sorted((each["class"], each["ids"], each["properties"]) for each in row["shown"]) == [
        ("Person", ["kim"], ["age", "home", "mail", "notes", "phone"]),
        ("Person", ["lee"], ["mail"]),
    ]


def test_nothing_personal_is_in_the_log_of_it(asked: People) -> None:
    asked.platform.client("park").get(f"{INSTANCES}?class=Person&filter=team:eq:{MAIL}")
    asked.platform.client("park").get(PERSON)

    rows = told(asked)

    assert len(rows) == 1
    for shard, head in vars(asked.platform.ports.directory)["_state"].shards.items():
        for sequence in range(1, head.sequence + 1):
            body = asked.platform.ports.log.read(1, shard, sequence)
            assert body is not None
            text = str(read_segment(body).header.outcomes)
            assert not [each for each in PERSONAL if each in text]


def test_what_shows_nobody_is_not_told(asked: People) -> None:
    park = asked.platform.client("park")

    park.get(f"{INSTANCES}/Person/plain")
    park.post(f"{INSTANCES}/aggregate", {"class": "Person", "measures": [{"op": "count", "as": "n"}]})

    assert told(asked) == []


@pytest.mark.parametrize("audit", ["refusals", "changes", None])
def test_a_database_that_does_not_ask_keeps_no_reads(asked: People, audit: str | None) -> None:
    asked.client.patch(PEOPLE, {"audit": audit})
    asked.platform.settle()
    asked.platform.client("park").get(PERSON)

    assert told(asked) == []


def test_what_a_writer_is_shown_is_told(asked: People) -> None:
    park = asked.platform.client("park")
    reply = park.patch(PERSON, {"data": {"team": "b"}}, headers=WAIT)
    asked.platform.settle()
    read = park.get(f"/commands/{reply.data['command_id']}")

    rows = told(asked)

    assert read.data["result"]["data"]["mail"] == MAIL
    assert [row["request"]["route"] for row in rows] == ["/commands/{id}"]
    assert shown(rows) == KIM


def test_a_file_is_told_as_of_who_asked_and_of_who_fetches_it(asked: People) -> None:
    park = asked.platform.client("park")
    job = park.post(f"{PEOPLE}/exports", {"class": "Person", "format": "csv"}).data["export_id"]
    asked.platform.maintain()
    asked.client.get(f"{PEOPLE}/exports/{job}")

    rows = told(asked)

    assert [row["actor"] for row in rows] == ["park", "kim"]
    assert shown(rows[:1]) == KIM | LEE
    assert rows[1]["request"]["names"] == {"id": job}
    assert (rows[1]["shown"][0]["ids"], "mail" in rows[1]["shown"][0]["properties"]) == ([], True)


def test_the_same_is_told_once_a_minute_however_often_maintenance_comes(asked: People) -> None:
    park = asked.platform.client("park")
    park.get(f"{INSTANCES}/Person/lee")
    for _ in range(3):
        park.get(PERSON)
        asked.platform.maintain()

    assert len(told(asked)) == 2

    park.get(PERSON)

    assert len(told(asked)) == 3


def test_what_no_longer_opens_is_not_shown(asked: People) -> None:
    asked.erase("kim")
    asked.platform.client("park").get(PERSON)

    assert told(asked) == []


def test_reads_of_others_are_told_to_owners_alone(asked: People) -> None:
    park = asked.platform.client("park")
    park.get(PERSON)
    asked.client.get(PERSON)

    assert [row["actor"] for row in told(asked)] == ["park", "kim"]
    assert [row["actor"] for row in told(asked, client=park)] == ["park"]


def test_one_asks_who_saw_somebody(asked: People) -> None:
    park = asked.platform.client("park")
    park.get(f"{INSTANCES}?class=Person")
    park.get(f"{INSTANCES}/Visit/v1")

    assert [row["request"]["route"] for row in told(asked, "state=READ&id=lee")] == ["/database/{db}/instances"]
    assert {row["state"] for row in told(asked, "id=lee")} == {"COMPLETED", "READ"}
    assert told(asked, "id=nobody") == []


def test_pages_go_on_behind_reads(asked: People) -> None:
    for client in (asked.client, asked.platform.client("park")):
        for identity in ("kim", "lee"):
            client.get(f"{INSTANCES}/Person/{identity}")
    everything = told(asked, "limit=1000")

    seen, cursor = list[dict[str, Any]](), ""
    while len(seen) < len(everything):
        page = asked.client.get(f"{AUDIT}?limit=1{cursor}").json
        seen += page["data"]
        cursor = "&cursor=" + page["meta"].get("next_cursor", "")

    assert seen == everything
    assert [row["state"] for row in seen].count("READ") == 4


def test_of_many_instances_all_are_told(asked: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "NOTE_BYTES", 5)
    asked.platform.client("park").get(f"{INSTANCES}?class=Person")

    rows = told(asked)

    assert len(rows) == 2
    assert shown(rows) == KIM | LEE


def test_a_read_that_cannot_be_kept_is_not_answered(asked: People) -> None:
    def away(*_: object) -> None:
        raise Transient("postgres", "away")

    asked.platform.ports.notes.add = away  # type: ignore[method-assign,assignment]  # the store goes away

    reply = asked.platform.client("park").get(PERSON)
    plain = asked.platform.client("park").get(f"{INSTANCES}/Person/plain")

    assert (reply.status, reply.codes) == (503, ["unavailable"])
    assert MAIL not in str(reply.body)
    assert plain.status == 200


def test_maintenance_that_dies_before_it_forgets_tells_nothing_twice(asked: People) -> None:
    asked.platform.client("park").get(PERSON)
    notes = asked.platform.ports.notes
    drop = notes.drop

    def dies(*_: object) -> None:
        raise Transient("postgres", "away")

    notes.drop = dies  # type: ignore[method-assign,assignment]  # the process dies in between
    with pytest.raises(Transient):
        told(asked)
    asked.platform.client("park").get(PERSON)
    notes.drop = drop  # type: ignore[method-assign]

    assert len(told(asked)) == 2


def test_an_outbox_that_is_away_loses_no_note(asked: People) -> None:
    asked.platform.client("park").get(PERSON)
    commands = asked.platform.ports.commands
    keep = commands.keep

    def away(*_: object) -> None:
        raise Transient("postgres", "away")

    commands.keep = away  # type: ignore[method-assign,assignment]  # the outbox is away
    with pytest.raises(Transient):
        told(asked)
    commands.keep = keep  # type: ignore[method-assign]

    assert len(told(asked)) == 1


def test_notes_that_reach_no_outbox_ring_until_they_do(asked: People) -> None:
    asked.platform.client("park").get(PERSON)
    commands = asked.platform.ports.commands
    keep = commands.keep

    def away(*_: object) -> None:
        raise Transient("postgres", "away")

    commands.keep = away  # type: ignore[method-assign,assignment]  # the outbox is away
    asked.platform.ports.now.advance(800)  # type: ignore[attr-defined]  # the clock of tests
    soon = measured(asked.platform)
    asked.platform.ports.now.advance(161)  # type: ignore[attr-defined]
    late = measured(asked.platform)
    commands.keep = keep  # type: ignore[method-assign]
    told(asked)

    assert not rings(soon, "notes_oldest_seconds")
    assert rings(late, "notes_oldest_seconds")
    assert measured(asked.platform)["notes_oldest_seconds"] == 0


def test_what_the_door_of_reads_refuses_is_told(asked: People) -> None:
    asked.platform.client("stranger").get(PERSON)
    asked.platform.client("park").get(f"{INSTANCES}/Person/nobody")

    rows = told(asked, "state=REFUSED")

    route = "/database/{db}/instances/{class}/{id}"
    assert [(row["actor"], row["codes"], row["request"]["route"], row["request"]["names"]) for row in rows] == [
        ("stranger", ["forbidden"], route, {"class": "Person", "id": "kim"}),
        ("park", ["not_found"], route, {"class": "Person", "id": "nobody"}),
    ]
    assert {row["type"] for row in rows} == {"RequestRefused"}


def test_notes_are_not_among_the_commands(asked: People) -> None:
    asked.platform.client("park").get(PERSON)
    told(asked)

    assert "KeepNotes" not in {row["type"] for row in asked.client.get("/commands?database=people").data}
