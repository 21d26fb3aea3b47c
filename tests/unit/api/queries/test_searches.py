"""Lists and searches through the BFF."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.query_world import World, a_world

LIST = "/database/air/instances"
SEARCH = LIST + "/search"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    world = a_world(issuer)
    world.flight("UA1", "Newark to Houston", **{"p-delay": 2, "r-origin": "EWR", "p-day": "2013-01-01"})
    world.flight("UA2", "LaGuardia to Houston", **{"p-delay": 45.5, "r-origin": "LGA", "p-day": "2013-01-02"})
    world.flight("B6", "Kennedy to Boston", **{"p-delay": -3, "r-origin": "JFK"})
    world.happen("Created", "c-charter", "C1", data={"p-name": "Charter, Seoul", "p-client": "Acme", "p-delay": 60})
    world.happen(
        "Created",
        "c-airport",
        "EWR",
        data={"p-airport-name": "뉴어크 공항", "p-title-2": "Newark", "p-place": {"lat": 40.69, "lon": -74.17}},
    )
    return world


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


def ids(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [row["id"] for row in reply.data]


def test_a_class_includes_its_subclasses_newest_first(kim: ApiClient) -> None:
    reply = kim.get(LIST + "?class=Flight")

    assert ids(reply) == ["C1", "B6", "UA2", "UA1"]
    assert reply.json["meta"]["total"] == 4
    assert reply.data[0]["class"] == "Charter"
    assert reply.data[3]["data"] == {
        "title": "Newark to Houston",
        "dep_delay": 2,
        "origin": "EWR",
        "day": "2013-01-01",
    }
    assert "next_cursor" not in reply.json["meta"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("class=Flight&filter=dep_delay:gt:30", {"UA2", "C1"}),
        ("class=Flight&filter=dep_delay:gt:30&filter=origin:eq:LGA", {"UA2"}),
        ("class=Flight&filter=origin:in:EWR,JFK", {"UA1", "B6"}),
        ("class=Flight&filter=origin:ne:EWR", {"UA2", "B6", "C1"}),
        ("class=Flight&filter=origin:exists:false", {"C1"}),
        ("class=Flight&filter=title:prefix:newark", {"UA1"}),
        ("class=Flight&filter=title:contains:HOUSTON", {"UA1", "UA2"}),
        ("class=Flight&filter=title:in:Charter\\, Seoul,x", {"C1"}),
        ("class=Flight&filter=day:gte:2013-01-02", {"UA2"}),
        ("class=Flight&filter=client:eq:Acme", {"C1"}),
        ("class=Charter", {"C1"}),
        ("filter=_id:eq:UA1", {"UA1"}),
        ("filter=_class:eq:Charter", {"C1"}),
        ("filter=_class:in:Charter,Airport", {"C1", "EWR"}),
        ("filter=_version:eq:1&class=Airport", {"EWR"}),
        ("filter=title:eq:Newark", {"EWR"}),
        ("filter=title:ne:Newark", {"UA1", "UA2", "B6", "C1"}),
        ("class=Airport&filter=place:within:40.7,-74.2,10000", {"EWR"}),
        ("class=Airport&filter=place:within:40,-75,41,-74", {"EWR"}),
        ("q=공항", {"EWR"}),
        ("q=houston&class=Flight", {"UA1", "UA2"}),
    ],
)
def test_filters_find_what_they_say(kim: ApiClient, query: str, found: set[str]) -> None:
    reply = kim.get(f"{LIST}?{quote(query, safe='=&')}")

    assert set(ids(reply)) == found
    assert reply.json["meta"]["total"] == len(found)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("class=Fligt", 422, "unknown_class"),
        ("class=Flight&filter=dep_dela:gt:3", 422, "unknown_property"),
        ("class=Flight&sort=dep_dela", 422, "unknown_property"),
        ("class=Flight&facet=nothing", 422, "unknown_property"),
        ("class=Flight&filter=dep_delay:gt:late", 400, "invalid_parameter"),
        ("class=Flight&filter=dep_delay:contains:3", 422, "wrong_type"),
        ("filter=_class:prefix:F", 422, "wrong_type"),
        ("class=", 400, "invalid_parameter"),
        ("class=Flight&filter=dep_delay:greater:3", 400, "invalid_parameter"),
        ("class=Flight&filter=dep_delay", 400, "invalid_parameter"),
        ("filtre=x", 400, "invalid_parameter"),
        ("limit=0", 400, "invalid_parameter"),
        ("limit=1001", 400, "invalid_parameter"),
        ("limit=5&limit=6", 400, "invalid_parameter"),
        ("highlight=yes", 400, "invalid_parameter"),
        ("cursor=zzz", 400, "invalid_cursor"),
        ("sort=title", 400, "invalid_parameter"),
        ("filter=_class:eq:Nothing", 422, "unknown_class"),
    ],
)
def test_what_cannot_be_asked_is_refused(kim: ApiClient, query: str, status: int, code: str) -> None:
    reply = kim.get(f"{LIST}?{query}")

    assert (reply.status, reply.codes) == (status, [code])


def test_a_misspelled_field_comes_with_a_hint(kim: ApiClient) -> None:
    reply = kim.get(LIST + "?class=Flight&filter=dep_dela:gt:3")

    assert reply.json["errors"][0]["hint"] == "did you mean 'dep_delay'?"


def test_sorting_puts_missing_last(kim: ApiClient) -> None:
    assert ids(kim.get(LIST + "?class=Flight&sort=dep_delay")) == ["B6", "UA1", "UA2", "C1"]
    assert ids(kim.get(LIST + "?class=Flight&sort=-origin")) == ["UA2", "B6", "UA1", "C1"]


def test_pages_walk_through_everything_once(kim: ApiClient) -> None:
    seen, cursor = [], ""
    for _ in range(5):
        reply = kim.get(f"{LIST}?limit=2{cursor}")
        seen += ids(reply)
        assert reply.json["meta"]["total"] == 5
        if "next_cursor" not in reply.json["meta"]:
            break
        cursor = "&cursor=" + reply.json["meta"]["next_cursor"]

    assert seen == ["EWR", "C1", "B6", "UA2", "UA1"]


def test_pages_stand_still_while_data_changes(world: World, kim: ApiClient) -> None:
    first = kim.get(LIST + "?limit=2")
    world.flight("NEW")

    second = kim.get(f"{LIST}?limit=2&cursor={first.json['meta']['next_cursor']}")

    assert ids(first) + ids(second) == ["EWR", "C1", "B6", "UA2"]


def test_a_cursor_of_another_query_is_refused(kim: ApiClient) -> None:
    cursor = kim.get(LIST + "?limit=2").json["meta"]["next_cursor"]

    assert kim.get(f"{LIST}?class=Flight&cursor={cursor}").codes == ["invalid_cursor"]


def test_facets_count_values(kim: ApiClient) -> None:
    meta = kim.get(LIST + "?class=Flight&facet=origin&facet=_class&facet=day").json["meta"]

    assert {(each["value"], each["count"]) for each in meta["facets"]["origin"]} == {("EWR", 1), ("LGA", 1), ("JFK", 1)}
    assert meta["facets"]["_class"][0] == {"value": "Flight", "count": 3}
    assert {each["value"] for each in meta["facets"]["day"]} == {"2013-01-01", "2013-01-02"}


def test_a_highlight_is_keyed_by_name(kim: ApiClient) -> None:
    row = kim.get(LIST + "?q=houston&class=Flight&highlight=true").data[0]

    assert "<em>Houston</em>" in row["highlight"]["title"][0]
    assert row["score"] > 0


def test_a_nested_body_finds_the_same(kim: ApiClient) -> None:
    body: dict[str, Any] = {
        "class": "Flight",
        "filter": {
            "or": [
                {"field": "dep_delay", "op": "gt", "value": 50},
                {
                    "and": [
                        {"field": "origin", "value": "EWR"},
                        {"not": {"field": "title", "op": "prefix", "value": "x"}},
                    ]
                },
            ]
        },
        "sort": ["-dep_delay"],
        "facets": ["origin"],
        "limit": 10,
    }

    reply = kim.post(SEARCH, body)

    assert ids(reply) == ["C1", "UA1"]
    assert reply.json["meta"]["facets"]["origin"] == [{"value": "EWR", "count": 1}]


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({"clas": "Flight"}, 400, "unknown_field", "/clas"),
        ({"class": "Flihgt"}, 422, "unknown_class", "/class"),
        ({"filter": {"field": "nope", "op": "eq", "value": 1}}, 422, "unknown_property", "/filter/field"),
        ({"class": "Flight", "filter": {"field": "day", "value": "x"}}, 400, "invalid_parameter", "/filter/value"),
        ({"filter": {"and": [{"field": "_id", "op": "is", "value": 1}]}}, 400, "invalid_parameter", "/filter/and/0/op"),
        ({"filter": {"feild": "x", "value": 1}}, 400, "unknown_field", "/filter/feild"),
        ({"filter": {"and": {}}}, 422, "wrong_type", "/filter"),
        ({"filter": []}, 422, "wrong_type", "/filter"),
        ({"sort": ["nope"]}, 422, "unknown_property", "/sort/0"),
        ({"limit": 0}, 422, "constraint_violated", "/limit"),
        ({"after": "x"}, 400, "invalid_parameter", None),
        ([], 422, "wrong_type", None),
        (b"{", 400, "malformed_json", None),
    ],
)
def test_a_body_that_cannot_be_asked_is_refused(
    kim: ApiClient, body: object, status: int, code: str, path: str | None
) -> None:
    reply = kim.post(SEARCH, body)

    assert (reply.status, reply.codes) == (status, [code])
    assert reply.json["errors"][0].get("path") == path


def test_a_filter_may_not_be_nested_without_end(kim: ApiClient) -> None:
    deep: dict[str, Any] = {"field": "_id", "value": "x"}
    for _ in range(30):
        deep = {"not": deep}

    assert kim.post(SEARCH, {"filter": deep}).status == 400


def test_an_answer_is_kept_until_something_changes(world: World, kim: ApiClient) -> None:
    kim.get(LIST + "?class=Flight")
    kim.get(LIST + "?class=Flight")
    hits = world.cache.ratios()["search"]["hits"]

    world.flight("NEW")

    assert hits == 1
    assert "NEW" in ids(kim.get(LIST + "?class=Flight"))


def test_and_is_not_or_for_cache_and_cursor(kim: ApiClient) -> None:
    parts = [{"field": "_id", "op": "eq", "value": name} for name in ("UA1", "UA2")]

    either = kim.post(SEARCH, {"filter": {"or": parts}, "limit": 1})
    both = kim.post(SEARCH, {"filter": {"and": parts}, "limit": 1})
    astray = kim.post(SEARCH, {"filter": {"and": parts}, "cursor": either.json["meta"]["next_cursor"]})

    assert (either.json["meta"]["total"], both.json["meta"]["total"]) == (2, 0)
    assert astray.codes == ["invalid_cursor"]


def test_aggregates_are_flat_rows(kim: ApiClient) -> None:
    body = {
        "class": "Flight",
        "group_by": [{"field": "origin"}],
        "measures": [{"op": "avg", "field": "dep_delay", "as": "mean"}, {"op": "count"}],
        "sort": ["-mean"],
    }

    rows = kim.post(LIST + "/aggregate", body).data

    assert [row["origin"] for row in rows] == [None, "LGA", "EWR", "JFK"]
    assert rows[1] == {"origin": "LGA", "mean": 45.5, "count": 1}


def test_an_aggregate_names_its_columns(kim: ApiClient) -> None:
    body = {"class": "Flight", "measures": [{"op": "max", "field": "dep_delay"}, {"op": "count"}]}

    assert kim.post(LIST + "/aggregate", body).data == [{"max_dep_delay": 60, "count": 4}]
    assert kim.post(LIST + "/aggregate", {"class": "Airport"}).data == [{"count": 1}]


def test_times_are_grouped_by_intervals(kim: ApiClient) -> None:
    body = {"class": "Flight", "group_by": [{"field": "day", "interval": "month", "as": "month"}]}

    rows = kim.post(LIST + "/aggregate", body).data

    assert {"month": "2013-01-01T00:00:00Z", "count": 2} in rows
    assert {"month": None, "count": 2} in rows


@pytest.mark.parametrize(
    ("part", "status", "code", "path"),
    [
        ({"measures": [{"op": "sum"}]}, 422, "missing_property", "/measures/0/field"),
        ({"measures": [{"op": "sum", "field": "title"}]}, 422, "wrong_type", "/measures/0/field"),
        ({"group_by": [{"field": "title", "as": f"g{n}"} for n in range(17)]}, 400, "invalid_parameter", "/group_by"),
        ({"measures": [{"op": "total", "field": "dep_delay"}]}, 400, "invalid_parameter", "/measures/0/op"),
        ({"measures": [{"op": "percentile", "field": "dep_delay", "percent": 101}]}, 422, "wrong_type", None),
        ({"measures": [{"op": "count"}, {"op": "count"}]}, 400, "invalid_parameter", None),
        ({"group_by": [{"field": "day", "interval": "fortnight"}]}, 400, "invalid_parameter", "/group_by/0/interval"),
        ({"group_by": [{"field": "dep_delay", "interval": 0}]}, 400, "invalid_parameter", "/group_by/0/interval"),
        ({"group_by": [{"field": "title", "interval": 5}]}, 400, "invalid_parameter", "/group_by/0/interval"),
        ({"group_by": [{"field": "nope"}]}, 422, "unknown_property", "/group_by/0/field"),
        ({"sort": ["nope"]}, 400, "invalid_parameter", "/sort/0"),
    ],
)
def test_an_aggregate_that_cannot_be_computed_is_refused(
    kim: ApiClient, part: dict[str, Any], status: int, code: str, path: str | None
) -> None:
    reply = kim.post(LIST + "/aggregate", {"class": "Flight", **part})

    assert (reply.status, reply.codes) == (status, [code])
    assert path is None or reply.json["errors"][0]["path"] == path


def test_suggestions_complete_a_word(kim: ApiClient) -> None:
    rows = kim.get(LIST + "/suggest?q=hous&class=Flight").data

    assert {row["id"] for row in rows} == {"UA1", "UA2"}
    assert rows[0]["field"] == "title"
    assert "Houston" in rows[0]["text"]
