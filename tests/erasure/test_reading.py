"""Who may read reads personal values, at every door; and nobody does once they are erased."""

from typing import Any

import pytest

from tests.erasure.world import INSTANCES, MAIL, NAME, OPEN, PEOPLE, WORD, People

KIM = {
    "number": "kim",
    "team": OPEN,
    "mail": MAIL,
    "phone": "+821098761234",
    "home": {"country": "KR", "text": NAME, "city": NAME},
    "notes": [WORD, "x"],
    "age": 33,
}
LEFT = {"number": "kim", "team": OPEN}
ERASED = ["mail", "phone", "home", "notes", "age"]


def doors(world: People) -> dict[str, Any]:
    """What each door tells of kim: data, and what it says was erased."""
    client = world.client
    body = {
        "start": {"class": "Person", "id": "lee"},
        "hops": [{"relationship": "friend", "direction": "out"}],
        "limit": 9,
    }
    rows = {
        "get": client.get(f"{INSTANCES}/Person/kim").data,
        "version": client.get(f"{INSTANCES}/Person/kim?version=1").data,
        "at": client.get(f"{INSTANCES}/Person/kim?at=2030-01-01T00:00:00Z").data,
        "list": client.get(f"{INSTANCES}?class=Person&filter=team:eq:{OPEN}").data[0],
        "search": client.post(f"{INSTANCES}/search", {"q": OPEN}).data[0],
        "suggest": client.get(f"{INSTANCES}/suggest?q={OPEN}").data[0],
        "expand": client.get(f"{INSTANCES}/Person/lee?expand=friend").data["expanded"]["friend"],
        "listed beside": client.get(f"{INSTANCES}?class=Person&filter=_id:eq:lee&expand=friend").data[0]["expanded"][
            "friend"
        ],
        "related": client.get(f"{INSTANCES}/Person/lee/related?path=friend").data[0],
        "graph": next(node for node in client.post(f"{INSTANCES}/graph", body).data["nodes"] if node["id"] == "kim"),
    }
    return {door: (row["data"], row.get("erased")) for door, row in rows.items()}


def history(world: People) -> dict[str, Any]:
    """What history, changes, lineage and the feed tell of kim's mail."""
    client, path = world.client, f"{INSTANCES}/Person/kim"
    told = {
        "history": client.get(f"{path}/history").data[0]["changes"],
        "changes": client.get(f"{path}/changes").data["changes"],
        "feed": client.get(f"{PEOPLE}/events?class=Person").data[0]["changes"],
    }
    mails = {door: [each for each in changes if each["path"] == "/mail"] for door, changes in told.items()}
    mails["lineage"] = client.get(f"{path}/lineage").data["properties"]["mail"]
    return {
        door: [(each["before"], each["after"], each.get("erased")) for each in found] for door, found in mails.items()
    }


@pytest.fixture
def friends(world: People) -> People:
    world.kim()
    world.put("Person", "lee", number="lee", friend="kim")
    return world


def test_every_door_shows_what_was_written(friends: People) -> None:
    assert doors(friends) == dict.fromkeys(doors(friends), (KIM, None))


def test_no_door_shows_what_was_erased(friends: People) -> None:
    friends.erase("kim")

    assert doors(friends) == dict.fromkeys(doors(friends), (LEFT, ERASED))


def test_history_tells_what_was_written_and_that_it_was_erased(friends: People) -> None:
    before = history(friends)

    friends.erase("kim")

    assert before["history"] == before["changes"] == before["feed"] == [(None, MAIL, None)]
    after = history(friends)
    assert after["history"] == after["changes"] == after["feed"] == [(None, None, True)]
    assert [found[:2] for found in after["lineage"]] == [(None, None)]
    assert [found[:2] for found in before["lineage"]] == [(None, MAIL)]


def test_exports_show_it_until_it_is_erased(friends: People) -> None:
    def exported(form: str) -> str:
        return friends.client.get(f"{INSTANCES}/export?class=Person&format={form}").body.decode()

    assert MAIL in exported("csv")
    assert WORD in exported("ndjson")

    friends.erase("kim")

    assert "mail" in exported("csv").splitlines()[0]
    assert not [each for form in ("csv", "ndjson") for each in (MAIL, WORD, NAME, "sealed1") if each in exported(form)]


def test_a_search_by_a_personal_property_is_refused_and_q_finds_nothing(friends: People) -> None:
    asked = [f"filter=mail:eq:{MAIL}", "sort=phone", "facet=mail", "filter=home.city:eq:x"]
    refused = [friends.client.get(f"{INSTANCES}?class=Person&{each}") for each in asked]
    measure = {"class": "Person", "measures": [{"op": "avg", "field": "age", "as": "mean"}]}
    refused.append(friends.client.post(f"{INSTANCES}/aggregate", measure))

    assert [(each.status, each.codes) for each in refused] == [(422, ["not_supported"])] * 5
    assert [friends.client.get(f"{INSTANCES}?q={word}").data for word in (MAIL, WORD)] == [[], []]
