"""What an instance leads to: along relationships and inverses, now and at a time."""

import pytest

from spice.application.queries.linking import then, walk
from tests.flow.conftest import AIR
from tests.flow.linking.conftest import Linked


@pytest.mark.parametrize(
    ("start", "path", "found"),
    [
        ("Trip/1", "origin", ["ICN"]),
        ("Trip/1", "via", ["GMP", "JFK"]),
        ("Trip/1", "origin.country", ["KR"]),
        ("Trip/1", "via.country", ["KR", "US"]),
        ("Port/ICN", "departures", ["1", "2"]),
        ("Port/PAD", "departures.payer", ["US"]),
        ("Country/KR", "ports", ["GMP", "ICN", "PAD"]),
        ("Country/KR", "ports.departures", ["1", "2", "3"]),
        ("Country/KR", "ports.departures.via.country", ["KR", "US"]),
        ("Trip/1", "next.next.next", ["1"]),
        ("Trip/1", "previous", ["3"]),
        ("Charter/3", "payer", ["US"]),
        ("Trip/3", "payer", ["US"]),
    ],
)
def test_a_path_is_followed_step_by_step(linked: Linked, start: str, path: str, found: list[str]) -> None:
    ids, meta = linked.related(start, path)

    assert ids == found
    assert (meta["hidden"], meta["missing"], "next_cursor" in meta) == (0, 0, False)


def test_an_instance_is_told_as_it_is_read(linked: Linked) -> None:
    (row,) = linked.get("Trip/3/related?path=origin").data

    assert row == linked.get("Port/PAD").data
    assert row["class"] == "Heliport"


def test_what_is_named_and_not_there_is_counted_and_not_invented(linked: Linked) -> None:
    assert linked.related("Trip/4", "origin")[0] == []
    assert linked.related("Trip/4", "via")[1]["missing"] == 1


def test_pages_follow_one_another_to_the_end(linked: Linked) -> None:
    for path in ("ports.departures", "ports"):
        whole, _ = linked.related("Country/KR", path)
        told, cursor, hidden = list[str](), "", list[int]()
        while True:
            ids, meta = linked.related("Country/KR", path, limit=1, **({"cursor": cursor} if cursor else {}))
            told, hidden = told + ids, [*hidden, meta["hidden"]]
            if (cursor := meta.get("next_cursor", "")) == "":
                break

        assert told == whole
        assert hidden == [2, 1, 0]


def test_a_cursor_goes_with_its_own_question_alone(linked: Linked) -> None:
    cursor = linked.related("Country/KR", "ports", limit=1)[1]["next_cursor"]

    for other in (
        f"Country/US/related?path=ports&cursor={cursor}",
        f"Country/KR/related?path=ports.calls&cursor={cursor}",
    ):
        assert linked.get(other).codes == ["invalid_cursor"]


@pytest.mark.parametrize(
    ("url", "status", "code", "hint"),
    [
        ("Trip/1/related?path=orgin", 422, "unknown_property", "did you mean 'origin'?"),
        (
            "Port/ICN/related?path=origin",
            422,
            "unknown_property",
            "it is Trip.origin, to Port: from here its direction",
        ),
        ("Trip/1/related?path=origin.cuontry", 422, "unknown_property", "did you mean 'country'?"),
        ("Trip/1/related?path=note", 422, "unknown_property", ""),
        ("Trip/1/related?path=origin..country", 400, "invalid_parameter", ""),
        ("Trip/1/related?path=", 400, "invalid_parameter", ""),
        ("Trip/1/related", 400, "invalid_parameter", ""),
        ("Trip/1/related?path=next.next.next.next.next.next", 400, "invalid_parameter", ""),
        ("Trip/1/related?path=origin&limit=1001", 400, "invalid_parameter", ""),
        ("Trip/1/related?path=origin&at=yesterday", 400, "invalid_parameter", ""),
        ("Trip/9/related?path=origin", 404, "not_found", ""),
        ("Tripp/1/related?path=origin", 404, "not_found", "did you mean 'Trip'?"),
    ],
)
def test_what_leads_nowhere_is_refused(linked: Linked, url: str, status: int, code: str, hint: str) -> None:
    refused = linked.get(url)

    assert (refused.status, refused.codes) == (status, [code])
    assert hint in refused.json["errors"][0].get("hint", "")


def test_what_is_on_the_way_is_bounded_and_the_end_is_not(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "FRONTIER", 2)

    refused = linked.get("Country/KR/related?path=ports.departures")

    assert refused.codes == ["invalid_parameter"]
    assert "ports leads to 3 instances here: at most 2 may be on the way" in refused.json["errors"][0]["message"]
    assert linked.related("Country/KR", "ports")[0] == ["GMP", "ICN", "PAD"]


def test_who_is_deleted_is_not_there_nor_what_it_named(linked: Linked) -> None:
    linked.air.write("DELETE", f"{AIR}/Trip/1")

    assert linked.related("Port/ICN", "departures")[0] == ["2"]
    assert linked.related("Trip/3", "next")[0] == []


def test_what_is_dropped_is_gone_and_what_is_renamed_is_not(linked: Linked) -> None:
    changes = [
        {"op": "rename", "class": "Trip", "property": "origin", "to": "start"},
        {"op": "rename", "class": "Port", "to": "Airfield"},
        {"op": "update", "name": "Charter", "patch": {"relationships": []}},
    ]
    waive = [{"path": "/Charter/relationships/payer", "reason": "nobody pays"}]
    body = {"message": "m", "changes": changes, "waive": waive}
    assert linked.air.write("POST", "/database/air/ontology/changes", body).data["state"] == "COMPLETED"

    assert linked.related("Trip/1", "start.country")[0] == ["KR"]
    assert linked.related("Airfield/ICN", "departures")[0] == ["1", "2"]
    assert linked.get("Trip/1/related?path=origin").codes == ["unknown_property"]
    assert linked.get("Charter/3/related?path=payer").codes == ["unknown_property"]


def test_at_a_time_links_are_as_they_were(linked: Linked) -> None:
    before = linked.air.now().isoformat().replace("+00:00", "Z")
    linked.air.now.advance(60)
    linked.put("Trip", "1", origin="JFK")
    linked.put("Trip", "5", origin="ICN")
    linked.air.write("DELETE", f"{AIR}/Trip/2")
    linked.put("Port", "GMP", country="US")

    assert linked.related("Port/ICN", "departures")[0] == ["5"]
    assert linked.related("Port/ICN", "departures", at=before)[0] == ["1", "2"]
    assert linked.related("Country/KR", "ports", at=before)[0] == ["GMP", "ICN", "PAD"]
    first, meta = linked.related("Country/KR", "ports.departures", at=before, limit=1)
    assert (first, meta["hidden"]) == (["1"], 2)
    rest, _ = linked.related("Country/KR", "ports.departures", at=before, cursor=meta["next_cursor"])
    assert rest == ["2", "3"]
    assert linked.related("Trip/1", "via.country", at=before)[0] == ["KR", "US"]
    assert linked.related("Trip/1", "origin", at=before)[1]["final"] is True


def test_the_past_costs_a_history_for_each_that_changed_since(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    before = linked.air.now().isoformat().replace("+00:00", "Z")
    for number in range(4):
        linked.put("Trip", f"new {number}", origin="ICN")
    monkeypatch.setattr(then, "HISTORIES", 3)

    refused = linked.get(f"Port/ICN/related?path=departures&at={before}")

    assert refused.codes == ["invalid_parameter"]
    assert "more than 3 instances on the way changed since then" in refused.json["errors"][0]["message"]


def test_what_was_read_of_the_past_is_no_bound_of_what_is_left(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    before = linked.air.now().isoformat().replace("+00:00", "Z")
    for trip, named in (("Trip/1", "2"), ("Trip/2", "3"), ("Charter/3", "1"), ("Trip/4", "1")):
        linked.put(*trip.split("/"), next=named, origin="JFK")
    monkeypatch.setattr(then, "HISTORIES", 4)

    assert linked.related("Trip/1", "previous.previous.previous", at=before)[0] == ["1"]


def test_a_write_is_seen_by_whoever_asks_after_it(linked: Linked) -> None:
    accepted = linked.air.client.put(f"{AIR}/Trip/9", {"data": {"origin": "JFK"}})
    after = accepted.data["command_id"]

    early = linked.get(f"Port/JFK/related?path=departures&after={after}")
    linked.air.platform.settle()

    assert early.codes == ["not_yet_visible"]
    assert linked.related("Port/JFK", "departures", after=after)[0] == ["9"]
