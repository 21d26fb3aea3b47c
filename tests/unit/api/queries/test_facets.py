"""Facets in the body of a search, through the BFF."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import a_world

SEARCH = "/database/air/instances/search"


@pytest.fixture
def kim(tmp_path: Path) -> ApiClient:
    world = a_world(Issuer(tmp_path))
    world.flight("UA1", "Newark to Houston", **{"p-delay": 2, "r-origin": "EWR", "p-day": "2013-01-01"})
    world.flight("UA2", "newark to Boston", **{"p-delay": 45.5, "r-origin": "LGA", "p-day": "2013-01-02"})
    world.flight("B6", "Kennedy to Boston", **{"p-delay": -3})
    return world.client()


def facets(kim: ApiClient, *asked: Any) -> dict[str, list[dict[str, Any]]]:
    reply = kim.post(SEARCH, {"class": "Flight", "facets": list(asked)})
    assert reply.status == 200, reply.body
    found: dict[str, list[dict[str, Any]]] = reply.json["meta"]["facets"]
    return found


def test_a_name_stands_beside_a_facet_that_says_more(kim: ApiClient) -> None:
    assert facets(kim, "day", {"field": "origin", "size": 1, "missing": True}) == {
        "day": [{"value": "2013-01-01", "count": 1}, {"value": "2013-01-02", "count": 1}],
        "origin": [{"value": "EWR", "count": 1}, {"value": None, "count": 1}],
    }


def test_a_facet_counts_values_that_begin_so(kim: ApiClient) -> None:
    assert facets(kim, {"field": "title", "prefix": "NEW"})["title"] == [
        {"value": "Newark to Houston", "count": 1},
        {"value": "newark to Boston", "count": 1},
    ]


def test_ranges_are_read_as_values_are_and_told_in_normal_form(kim: ApiClient) -> None:
    delays = {"field": "dep_delay", "ranges": [{"to": 2}, {"from": "2.0", "to": 45.5}, {"from": 45.5}]}
    days = {"field": "day", "ranges": [{"from": "2013-01-01", "to": "2013-01-02"}], "missing": True}

    assert facets(kim, delays, days) == {
        "dep_delay": [{"to": 2, "count": 1}, {"from": 2, "to": 45.5, "count": 1}, {"from": 45.5, "count": 1}],
        "day": [{"from": "2013-01-01", "to": "2013-01-02", "count": 1}, {"value": None, "count": 1}],
    }


def test_a_range_of_times_is_in_the_zone_of_the_database(kim: ApiClient) -> None:
    wanted = {"field": "_created_at", "ranges": [{"from": "2000-01-01", "to": "3000-01-01"}]}

    assert facets(kim, wanted)["_created_at"] == [
        {"from": "2000-01-01T00:00:00Z", "to": "3000-01-01T00:00:00Z", "count": 3}
    ]


def test_the_same_question_is_answered_alike_from_the_cache(kim: ApiClient) -> None:
    wanted = {"field": "dep_delay", "ranges": [{"from": 0.5}], "missing": True}

    assert facets(kim, wanted) == facets(kim, wanted)
    assert facets(kim, {**wanted, "ranges": [{"from": 3}]}) != facets(kim, wanted)


@pytest.mark.parametrize(
    ("asked", "status", "code", "path"),
    [
        ({"field": "nothing"}, 422, "unknown_property", "/facets/0"),
        ({"size": 3}, 422, "missing_property", "/facets/0/field"),
        ({"field": "origin", "size": 0}, 422, "constraint_violated", "/facets/0/size"),
        ({"field": "origin", "size": 1001}, 422, "constraint_violated", "/facets/0/size"),
        ({"field": "origin", "siez": 3}, 400, "unknown_field", "/facets/0/siez"),
        ({"field": "origin", "prefix": ""}, 422, "constraint_violated", "/facets/0/prefix"),
        ({"field": "dep_delay", "prefix": "3"}, 422, "wrong_type", "/facets/0/prefix"),
        ({"field": "_class", "prefix": "F"}, 422, "wrong_type", "/facets/0/prefix"),
        ({"field": "title", "ranges": [{"from": "a"}]}, 422, "wrong_type", "/facets/0/ranges"),
        ({"field": "dep_delay", "ranges": [{"from": "x"}]}, 400, "invalid_parameter", "/facets/0/ranges/0/from"),
        ({"field": "dep_delay", "ranges": [{"from": 3, "to": 2}]}, 400, "invalid_parameter", "/facets/0/ranges/0"),
        ({"field": "dep_delay", "ranges": [{"from": 3}, {}]}, 400, "invalid_parameter", "/facets/0/ranges/1"),
        ({"field": "dep_delay", "size": 3, "ranges": [{"to": 2}]}, 400, "invalid_parameter", "/facets/0/ranges"),
        ({"field": "title", "prefix": "a", "ranges": [{"to": "b"}]}, 400, "invalid_parameter", "/facets/0/ranges"),
        (5, 422, "wrong_type", "/facets/0"),
    ],
)
def test_what_cannot_be_counted_is_refused_where_it_stands(
    kim: ApiClient, asked: Any, status: int, code: str, path: str
) -> None:
    reply = kim.post(SEARCH, {"class": "Flight", "facets": [asked]})

    assert (reply.status, reply.codes, reply.json["errors"][0]["path"]) == (status, [code], path)


def test_a_field_has_one_facet(kim: ApiClient) -> None:
    reply = kim.post(SEARCH, {"class": "Flight", "facets": ["origin", {"field": "origin", "size": 3}]})

    assert (reply.status, reply.codes) == (400, ["invalid_parameter"])
    assert facets(kim, "origin", "origin", {"field": "origin"}).keys() == {"origin"}
