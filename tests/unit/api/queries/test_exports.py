"""Exports through the BFF: whole or in parts, as CSV or as lines of JSON."""

from pathlib import Path
from typing import Any

import pytest

from spice.application.queries.finding.search import Searcher
from spice.messages.codec import decode
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import World, a_world

EXPORT = "/database/air/instances/export"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    world = a_world(issuer)
    world.flight("UA1", "Newark to Houston", **{"p-delay": 2, "r-origin": "EWR", "p-day": "2013-01-01"})
    world.flight("UA2", "LaGuardia to Houston", **{"p-delay": 45.5, "r-origin": "LGA", "p-day": "2013-01-02"})
    world.happen("Created", "c-charter", "C1", data={"p-name": "Charter, Seoul", "p-client": "Acme", "p-delay": 60})
    world.happen("Created", "c-airport", "EWR", data={"p-airport-name": "뉴어크 공항", "p-title-2": "Newark"})
    return world


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


def rows_of(text: bytes) -> list[list[str]]:
    """Cut a CSV without quotes into rows of cells."""
    return [line.split(",") for line in text.decode().split("\r\n")[:-1]]


def test_an_export_is_csv_with_a_header(kim: ApiClient) -> None:
    reply = kim.get(EXPORT + "?class=Flight&filter=dep_delay:gt:30")

    lines = reply.body.decode().split("\r\n")
    assert reply.headers["Content-Type"].startswith("text/csv")
    assert lines[0] == (
        "_id,_class,_version,_created_at,_updated_at,_updated_by,client,crew,day,dep_delay,origin,time_hour,title"
    )
    assert lines[1].startswith("C1,Charter,1,2013-01-01T")
    assert lines[1].endswith(',lee,Acme,,,60,,,"Charter, Seoul"')
    assert len(lines) == 4


def test_a_csv_tells_an_empty_text_from_none(world: World, kim: ApiClient) -> None:
    world.flight("E1", "")

    row = rows_of(kim.get(EXPORT + "?class=Flight&filter=_id:eq:E1").body)[1]

    assert row[6:] == ["", "", "", "", "", "", '""']


def test_a_csv_for_a_spreadsheet_runs_nothing(world: World, kim: ApiClient) -> None:
    titles = ["=1+1", "'=1", "\uff1dA1", "-5", "plain", "it's", "'tis"]
    for number, title in enumerate(titles):
        world.flight(f"S{number}", title, **{"p-delay": -5})

    rows = rows_of(kim.get(EXPORT + "?class=Flight&spreadsheet=true&filter=dep_delay:eq:-5").body)[1:]

    assert [row[-1] for row in rows] == ["'=1+1", "''=1", "'\uff1dA1", "'-5", "plain", "it's", "'tis"]
    assert {row[9] for row in rows} == {"-5"}


def test_an_export_is_json_lines_as_a_bulk_request_has_them(kim: ApiClient) -> None:
    reply = kim.get(EXPORT + "?class=Airport&format=ndjson")

    line = decode(reply.body)
    assert reply.headers["Content-Type"] == "application/x-ndjson"
    assert line.pop("meta").keys() == {"version", "created_at", "updated_at", "updated_by"}
    assert line == {"class": "Airport", "id": "EWR", "data": {"이름": "뉴어크 공항", "title": "Newark"}}


def test_an_export_that_fits_an_answer_is_whole(world: World, kim: ApiClient) -> None:
    for number in range(2_500):
        world.flight(f"N{number:05}", "x")

    reply = kim.get(EXPORT + "?class=Flight")

    assert reply.status == 200
    assert "Link" not in reply.headers
    assert reply.body.count(b"\r\n") == 2_504


def test_an_export_that_does_not_fit_is_refused_with_both_ways_on(world: World, kim: ApiClient) -> None:
    for number in range(1200):
        world.flight(f"N{number:04}", "x" * 4000)

    reply = kim.get(EXPORT + "?class=Flight")

    hint = reply.json["errors"][0]["hint"]
    assert (reply.status, reply.codes) == (413, ["too_large"])
    assert "limit=" in hint
    assert "/exports" in hint


def test_an_export_that_cannot_fit_is_refused_by_its_first_page(
    world: World, kim: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2_500):
        world.flight(f"N{number:04}", "x" * 1_700)
    pages, search = list[object](), Searcher.search

    def counted(self: Searcher, *arguments: Any, **options: Any) -> Any:
        pages.append(arguments)
        return search(self, *arguments, **options)

    monkeypatch.setattr(Searcher, "search", counted)
    refused = kim.get(EXPORT + "?class=Flight&filter=_id:gte:N")

    assert (refused.status, refused.codes, len(pages)) == (413, ["too_large"], 1)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_parts_are_as_long_as_asked_and_together_the_whole(kim: ApiClient, form: str) -> None:
    whole = kim.get(EXPORT + f"?class=Flight&format={form}").body

    parts = parts_of(kim, EXPORT + f"?class=Flight&format={form}&limit=2")

    assert len(parts) == 2
    assert b"".join(parts) == whole


def test_no_part_is_larger_than_an_answer_may_be(world: World, kim: ApiClient) -> None:
    for number in range(1200):
        world.flight(f"N{number:04}", "x" * 4000)

    parts = parts_of(kim, EXPORT + "?class=Flight&format=ndjson&limit=10000")

    lines = b"".join(parts).splitlines()
    assert max(map(len, parts)) <= 4_000_000
    assert len(lines) == len(set(lines)) == 1203


@pytest.mark.parametrize("limit", ["0", "10001", "x"])
def test_a_part_of_no_size_is_refused(kim: ApiClient, limit: str) -> None:
    reply = kim.get(EXPORT + f"?class=Flight&limit={limit}")

    assert (reply.status, reply.codes) == (400, ["invalid_parameter"])


def parts_of(kim: ApiClient, url: str) -> list[bytes]:
    """Follow an export to its end."""
    parts = []
    while True:
        reply = kim.get(url)
        parts.append(reply.body)
        if "Link" not in reply.headers:
            return parts
        url = reply.headers["Link"].split(">")[0].removeprefix("</api/v1")
