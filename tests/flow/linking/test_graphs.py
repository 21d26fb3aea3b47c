"""Graphs: hops out and in, links between what they reach, pages, counts of links."""

from typing import Any

import pytest

from tests.flow.conftest import AIR
from tests.flow.linking.conftest import Linked

KR = {"class": "Country", "id": "KR"}
TRIP = {"class": "Trip", "id": "1"}


def nodes(reply: Any) -> list[str]:
    assert reply.status == 200, reply.body
    return [node["id"] for node in reply.data["nodes"]]


def edges(reply: Any, of: str = "edges") -> set[tuple[str, str, str]]:
    return {(edge["from"]["id"], edge["relationship"], edge["to"]["id"]) for edge in reply.data[of]}


def test_hops_go_out_and_in_and_links_lead_as_they_are_kept(linked: Linked) -> None:
    drawn = linked.graph(KR, "-country", "-origin")

    assert nodes(drawn) == ["KR", "GMP", "ICN", "PAD", "1", "2", "3"]
    assert edges(drawn) == {
        *((port, "country", "KR") for port in ("GMP", "ICN", "PAD")),
        *{("1", "origin", "ICN"), ("2", "origin", "ICN"), ("3", "origin", "PAD")},
    }
    assert drawn.data["nodes"][3] == {"class": "Heliport", "id": "PAD", "data": {"country": "KR"}}
    assert {"class": "Charter", "id": "3"} in [edge["from"] for edge in drawn.data["edges"]]
    assert (drawn.json["meta"]["hidden"], drawn.data["missing"]) == ([], [])


def test_an_inverse_is_a_hop_out_and_may_be_taken_back(linked: Linked) -> None:
    assert nodes(linked.graph(KR, "ports", "departures")) == nodes(linked.graph(KR, "-country", "-origin"))
    assert nodes(linked.graph(TRIP, "-departures")) == ["1", "ICN"]


def test_what_is_met_again_is_told_once_and_the_links_to_it_all(linked: Linked) -> None:
    drawn = linked.graph(TRIP, "next", "next", "next", "next")

    assert nodes(drawn) == ["1", "2", "3"]
    assert edges(drawn) == {("1", "next", "2"), ("2", "next", "3"), ("3", "next", "1")}


def test_what_is_named_and_not_there_is_told_as_missing(linked: Linked) -> None:
    drawn = linked.graph({"class": "Trip", "id": "4"}, "via", "country")

    assert nodes(drawn) == ["4", "ICN", "KR"]
    assert edges(drawn, "missing") == {("4", "via", "lost")}
    assert drawn.data["missing"][0]["to"] == {"class": "Port", "id": "lost"}


def test_a_graph_may_begin_with_all_that_a_filter_finds(linked: Linked) -> None:
    start = {"class": "Trip", "filter": {"field": "origin", "op": "eq", "value": "ICN"}}

    assert nodes(linked.graph(start, "via")) == ["1", "2", "GMP", "JFK"]
    assert nodes(linked.graph({"class": "Trip"})) == ["1", "2", "3", "4"]


def test_pages_tell_everything_once_and_what_is_hidden_until_then(linked: Linked) -> None:
    whole = linked.graph(KR, "-country", "-origin")
    told, links, hidden, cursor = list[str](), list[tuple[str, str, str]](), list[int](), None
    while True:
        drawn = linked.graph(KR, "-country", "-origin", limit=2, **({"cursor": cursor} if cursor else {}))
        told += nodes(drawn)
        links += edges(drawn)
        hidden.append(sum(row["nodes"] for row in drawn.json["meta"]["hidden"]))
        if (cursor := drawn.json["meta"].get("next_cursor")) is None:
            break

    assert told == nodes(whole)
    assert (len(links), set(links)) == (len(edges(whole)), edges(whole))
    assert hidden == [5, 3, 1, 0]


@pytest.mark.parametrize(
    ("body", "status", "code", "path", "hint"),
    [
        ({"start": KR, "hops": [{"relationship": "cuontry", "direction": "in"}]}, 422, "unknown_property",
         "/hops/0/relationship", "did you mean 'country'?"),
        ({"start": KR, "hops": [{"relationship": "country"}]}, 422, "unknown_property", "/hops/0/relationship",
         'it is Port.country, to Country: from here its direction is "in"'),
        ({"start": TRIP, "hops": [{"relationship": "origin", "direction": "in"}]}, 422, "unknown_property",
         "/hops/0/relationship", 'from here its direction is "out"'),
        ({"start": {"class": "Contry", "id": "KR"}, "hops": []}, 422, "unknown_class", "/start/class", "'Country'"),
        ({"start": {"class": "Country", "id": "FR"}, "hops": []}, 404, "not_found", "/start/id", ""),
        ({"start": {"class": "Trip", "filter": {"field": "nope", "value": 1}}}, 422, "unknown_property",
         "/start/filter/field", ""),
        ({"start": KR, "hops": [{"relationship": "country", "direction": "up"}]}, 422, "constraint_violated",
         "/hops/0/direction", ""),
        ({"start": KR, "hops": [{"relationship": "next"}] * 6}, 400, "invalid_parameter", "/hops", ""),
        ({"start": KR, "limit": 1001}, 422, "constraint_violated", "/limit", ""),
        ({"start": {**KR, "filter": {}}}, 422, "constraint_violated", "/start", ""),
        ({"start": {"class": "Trip"}, "at": "2013-01-01"}, 422, "not_supported", "/at", ""),
        ({"hops": []}, 422, "missing_property", "/start", ""),
    ],
)  # fmt: skip
def test_a_graph_that_makes_no_sense_is_refused(
    linked: Linked, body: dict[str, Any], status: int, code: str, path: str, hint: str
) -> None:
    refused = linked.air.client.post(f"{AIR}/graph", body)

    (error,) = refused.json["errors"]
    assert (refused.status, error["code"], error["path"]) == (status, code, path)
    assert hint in error.get("hint", "")


def test_a_graph_of_a_time_is_as_it_was(linked: Linked) -> None:
    before = linked.air.now().isoformat().replace("+00:00", "Z")
    linked.air.now.advance(60)
    linked.put("Trip", "1", origin="JFK", next="4")
    linked.air.write("DELETE", f"{AIR}/Port/GMP")

    drawn = linked.graph(TRIP, "via", "country", at=before)

    assert nodes(drawn) == ["1", "GMP", "JFK", "KR", "US"]
    assert drawn.data["nodes"][0]["data"]["origin"] == "ICN"
    assert drawn.json["meta"]["final"] is True


def test_links_are_counted_both_ways(linked: Linked) -> None:
    counted = {(row["direction"], row["relationship"]): row for row in linked.get("Trip/4/links").data}

    assert counted["out", "origin"] | {"count": 0, "missing": 1} == counted["out", "origin"]
    via = {"class": "Port", "count": 1, "missing": 1, "inverse": "calls"}
    assert counted["out", "via"] | via == counted["out", "via"]
    assert counted["in", "next"]["count"] == 0
    rows = {(row["direction"], row["relationship"]): row["count"] for row in linked.get("Port/ICN/links").data}
    assert rows == {("out", "country"): 1, ("in", "origin"): 2, ("in", "via"): 1}
    assert linked.get("Port/ICN/links?limit=1").json["meta"]["next_cursor"]
    assert linked.get("Port/none/links").status == 404
