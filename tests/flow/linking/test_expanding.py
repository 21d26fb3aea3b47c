"""`expand`: what rows are linked to, beside them."""

from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.flow.conftest import AIR
from tests.flow.linking.conftest import Linked


def ids(found: Any) -> Any:
    """Ids of what is expanded, in its shape."""
    if isinstance(found, list):
        return [each["id"] for each in found]
    return None if found is None else found["id"]


def test_an_instance_has_what_it_names_beside_it(linked: Linked) -> None:
    row = linked.get("Trip/1?expand=origin,via.country&expand=origin.country").data

    assert row["data"]["origin"] == "ICN"
    assert row["expanded"]["origin"]["data"] == {"country": "KR"}
    assert row["expanded"]["origin"]["expanded"]["country"]["data"] == {"title": "Korea"}
    assert [ids(each["expanded"]["country"]) for each in row["expanded"]["via"]] == ["KR", "US"]
    assert "expanded" not in linked.get("Trip/1").data


def test_what_is_not_there_is_told_as_missing_and_what_names_nothing_as_null(linked: Linked) -> None:
    expanded = linked.get("Trip/4?expand=origin,via,next,previous").data["expanded"]

    assert expanded["origin"] == {"class": "Port", "id": "gone", "missing": True}
    assert [each.get("missing", False) for each in expanded["via"]] == [False, True]
    assert (expanded["next"], expanded["previous"]) == (None, [])


def test_an_inverse_is_expanded_as_well(linked: Linked) -> None:
    assert ids(linked.get("Port/ICN?expand=departures").data["expanded"]["departures"]) == ["1", "2"]
    assert ids(linked.get("Trip/1?expand=previous").data["expanded"]["previous"]) == ["3"]


def test_lists_and_searches_are_expanded(linked: Linked) -> None:
    listed = linked.air.client.get(f"{AIR}?class=Trip&sort=_id&expand=origin.country").data
    found = linked.air.client.post(f"{AIR}/search", {"class": "Port", "sort": ["_id"], "expand": ["departures"]}).data

    assert [ids(row["expanded"]["origin"]) for row in listed] == ["ICN", "ICN", "PAD", "gone"]
    assert listed[0]["expanded"]["origin"]["expanded"]["country"]["id"] == "KR"
    assert [ids(row["expanded"]["departures"]) for row in found] == [[], ["1", "2"], [], ["3"]]


def test_of_a_version_what_is_expanded_is_of_the_time_when_it_was_made(linked: Linked) -> None:
    linked.air.now.advance(60)
    linked.put("Trip", "1", origin="JFK", via=[])
    linked.air.now.advance(60)
    linked.put("Port", "ICN", country="US")
    linked.put("Country", "KR", title="Republic of Korea")

    first, second = (linked.get(f"Trip/1?expand=origin.country&version={n}") for n in (1, 2))
    late = linked.get("Port/ICN?expand=country,departures&version=2").data["expanded"]

    assert (first.data["version"], first.data["data"]["origin"]) == (1, "ICN")
    assert first.data["expanded"]["origin"]["expanded"]["country"]["data"] == {"title": "Korea"}
    assert first.json["meta"]["final"] is True
    assert second.data["expanded"]["origin"]["id"] == "JFK"
    assert (late["country"]["id"], ids(late["departures"])) == ("US", ["2"])
    assert ids(linked.get("Port/ICN?expand=departures&version=1").data["expanded"]["departures"]) == []
    assert [linked.get(f"Trip/{one}&expand=origin").codes for one in ("1?version=9", "none?version=1")] == [
        ["not_found"]
    ] * 2
    assert linked.get("Trip/1?version=1&at=2013-01-01&expand=origin").codes == ["invalid_parameter"]


def test_at_a_time_what_is_expanded_is_of_that_time(linked: Linked) -> None:
    before = linked.air.now().isoformat().replace("+00:00", "Z")
    linked.air.now.advance(60)
    linked.put("Country", "KR", title="Republic of Korea")

    row = linked.get(f"Port/ICN?expand=country&at={before}").data

    assert row["expanded"]["country"]["data"] == {"title": "Korea"}


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("Trip/1?expand=orgin", 422, "unknown_property"),
        ("Trip/1?expand=origin.", 400, "invalid_parameter"),
        ("Trip/1?expand=", 400, "invalid_parameter"),
        ("Trip/1?expand=next.next.next.next.next.next", 400, "invalid_parameter"),
        ("Trip/1?expand=a,b,c,d,e,f,g,h,i", 400, "invalid_parameter"),
        ("Trip/9?expand=origin", 404, "not_found"),
    ],
)
def test_what_cannot_be_expanded_is_refused(linked: Linked, url: str, status: int, code: str) -> None:
    refused = linked.get(url)

    assert (refused.status, refused.codes) == (status, [code])


def test_so_many_are_expanded_and_no_more(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.queries.linking.expand.EXPANDED", 2)

    refused = linked.get("Country/KR?expand=ports")

    assert refused.codes == ["invalid_parameter"]
    assert "at most 2" in refused.json["errors"][0]["message"]
    assert linked.get("Country/US?expand=ports").status == 200


def test_a_page_ends_at_its_bytes_with_what_is_expanded(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.queries.finding.search.PAGE_BYTES", 800)

    reply = linked.air.client.get(f"{AIR}?class=Trip&sort=_id&expand=origin")

    assert 0 < len(reply.data) < 4
    assert reply.json["meta"]["next_cursor"]


def test_what_would_be_repeated_without_end_is_refused(linked: Linked) -> None:
    """Everybody names everybody: five steps are 40 ^ 5 rows, of 40 instances."""
    knows = {"name": "knows", "target": "Person", "cardinality": "many_to_many"}
    linked.air.write("POST", "/database/air/ontology", {"name": "Person", "relationships": [knows]})
    everybody = [f"p{n}" for n in range(40)]
    lines = [{"class": "Person", "id": each, "data": {"knows": everybody}} for each in everybody]
    linked.air.client.post(f"{AIR}/bulk", {"instances": lines})
    linked.air.platform.settle()

    refused = linked.get("Person/p0?expand=knows.knows.knows.knows.knows")

    assert (refused.status, refused.codes) == (413, ["too_large"])
    assert linked.get("Person/p0?expand=knows").status == 200


def test_a_name_of_several_relationships_tells_each_once(linked: Linked) -> None:
    for name in ("Dog", "Cat"):
        of = {"name": "place", "target": "Port", "cardinality": "many_to_one"}
        linked.air.write("POST", "/database/air/ontology", {"name": name, "relationships": [of]})
        linked.put(name, f"a {name}", place="ICN")

    drawn = linked.graph({"class": "Port", "id": "ICN"}, "-place")
    pages = [linked.graph({"class": "Port", "id": "ICN"}, "-place", limit=2)]
    pages.append(linked.graph({"class": "Port", "id": "ICN"}, "-place", cursor=pages[0].json["meta"]["next_cursor"]))

    assert [node["id"] for node in drawn.data["nodes"]] == ["ICN", "a Dog", "a Cat"]
    assert [node["id"] for page in pages for node in page.data["nodes"]] == ["ICN", "a Dog", "a Cat"]


def test_a_name_is_expanded_in_one_spelling(linked: Linked) -> None:
    named = {"name": "다님", "target": "Port", "on_delete": "detach"}
    change = {"op": "create", "class": {"name": "School", "relationships": [named]}}
    linked.air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": [change]})
    linked.put("School", "s", 다님="ICN")
    asked = quote(normalize("NFD", "다님"))

    for path in (f"School/s?expand={asked}", f"School/s?expand={asked}&expand={quote('다님')}"):
        assert {name: ids(found) for name, found in linked.get(path).data["expanded"].items()} == {"다님": "ICN"}
