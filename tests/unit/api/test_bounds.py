"""Bounds: what is stated holds, and is refused at once past it."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from spice.domain import bounds
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json
from spice.entrypoints.http.bodies.weight import weigh, weigh_lines
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.query_world import DATABASE, START, a_world

PAGE = Path(__file__).parents[3] / "docs" / "bounds.md"
SEARCH, AGGREGATE = "/database/air/instances/search", "/database/air/instances/aggregate"
BULK, LINES = "/database/air/instances/bulk", {"content-type": "application/x-ndjson"}
CONDITION = {"field": "title", "op": "eq", "value": "x"}


@pytest.fixture
def client(tmp_path: Path) -> ApiClient:
    """The owner of a database."""
    world = a_world(Issuer(tmp_path))
    world.state.grant(DATABASE, "root", "owner", at=START, by="lee")
    world.flight("UA1")
    return world.whole("root", roles=["admin"])


def packed(client: ApiClient, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    sent = {**(headers or {}), "content-encoding": "gzip"}
    return client.post(url, gzip.compress(body), headers=sent, packed=True)


def test_the_page_the_document_and_the_code_say_the_same(client: ApiClient) -> None:
    rows = [f"| {what} | {most:,} |" for what, most in bounds.STATED.items()]

    assert [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:] == rows
    assert json.loads(client.get("/openapi.json").body)["info"]["x-bounds"] == bounds.STATED


@pytest.mark.parametrize(
    ("text", "values", "keys", "deepest"),
    [
        ("1", 1, 0, 0),
        ('"[{,:\\"[[,"', 1, 0, 0),
        ('"\\\\"', 1, 0, 0),
        ('{"a,b:[": [1, "x", {"\\\\": ":"}]}', 6, 2, 3),
        ("[[], {}]", 5, 0, 2),
        ('["' + "\\\\" * 700_000 + '", [1, 2]]', 5, 0, 2),
    ],
)
def test_a_text_is_weighed_by_what_is_outside_its_strings(text: str, values: int, keys: int, deepest: int) -> None:
    weight = weigh(text.encode())

    assert (weight.values, weight.keys, weight.deepest) == (values, keys, deepest)


def test_a_string_that_crosses_pieces_stays_one() -> None:
    text = b'["' + b'\\"' * 600_000 + b",,,[[[" * 300_000 + b'", 1]'

    assert (weigh(text).values, weigh(text).deepest) == (3, 1)


@pytest.mark.parametrize(
    "text",
    [b"[" + b"{}," * bounds.BODY_VALUES + b"{}]", b"[" + b"1," * bounds.BODY_VALUES + b"1]", b'"' * 9_000_000],
)
def test_too_many_values_are_too_large(text: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        read_json(text)

    assert refused.value.code == "too_large"


def test_lines_are_weighed_together_and_their_texts_are_not() -> None:
    weigh_lines(b'{"a": "' + b"," * bounds.BODY_VALUES + b'"}\n')

    with pytest.raises(DomainError) as refused:
        weigh_lines(b"[1,2,3,4,5]\n" * (bounds.BODY_VALUES // 5))

    assert refused.value.code == "too_large"


def test_20_million_values_in_58_kb_are_refused(client: ApiClient) -> None:
    answer = packed(client, SEARCH, b"[" + b"{}," * 20_000_000 + b"{}]")

    assert (answer.status, answer.codes) == (413, ["too_large"])


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (SEARCH, {"facets": [""] * 5000}),
        (SEARCH, {"facets": [{"field": "title", "size": 501}, {"field": "day", "size": 500}]}),
        (SEARCH, {"facets": [{"field": "dep_delay", "ranges": [{"from": 1}] * 101}]}),
        (SEARCH, {"facets": [{"field": name, "ranges": [{"from": 1}] * 51} for name in ("dep_delay", "_version")]}),
        (SEARCH, {"sort": ["title"] * (bounds.SORT_KEYS + 1)}),
        (SEARCH, {"filter": {"and": [CONDITION] * (bounds.CONDITIONS + 1)}}),
        (SEARCH, {"filter": {"or": [{"and": []}] * (2 * bounds.CONDITIONS)}}),
        (SEARCH, {"filter": {"and": [{**CONDITION, "op": "in", "value": ["x"] * 900}] * 12}}),
        (SEARCH, {"filter": {**CONDITION, "value": "x" * (bounds.FILTER_TEXT + 1)}}),
        (SEARCH, {"filter": {"or": [{**CONDITION, "op": "contains", "value": "x" * 9000}] * 3}}),
        (SEARCH, {"q": "x" * (bounds.QUESTION + 1)}),
        (SEARCH, {"limit": 1001}),
        (AGGREGATE, {"group_by": [{"field": "title", "as": f"g{n}"} for n in range(bounds.GROUPS + 1)]}),
        (AGGREGATE, {"measures": [{"op": "count", "as": f"m{n}"} for n in range(bounds.MEASURES + 1)]}),
        ("/database/air/ontology/check", {"changes": [{"op": "delete", "name": "x"}] * (bounds.CHANGES + 1)}),
    ],
)
def test_lists_past_their_bound_are_refused(client: ApiClient, url: str, body: Any) -> None:
    answer = client.post(url, body)

    assert answer.status in (400, 413, 422)
    assert answer.codes[0] in ("invalid_parameter", "too_large", "constraint_violated")
    assert len(answer.json["errors"]) == 1


def test_as_many_groups_as_may_be_are_answered(client: ApiClient) -> None:
    groups = [{"field": "title", "as": f"g{n}"} for n in range(bounds.GROUPS)]

    assert client.post(AGGREGATE, {"class": "Flight", "group_by": groups}).data[0]["count"] == 1


@pytest.mark.parametrize("count", [17, 18, 19, 20, 21])
def test_more_groups_are_a_bad_request(client: ApiClient, count: int) -> None:
    groups = [{"field": "title", "as": f"g{n}"} for n in range(count)]

    answer = client.post(AGGREGATE, {"class": "Flight", "group_by": groups})

    assert (answer.status, answer.codes) == (400, ["invalid_parameter"])


def test_hundreds_of_thousands_of_unknown_fields_are_one_problem(client: ApiClient) -> None:
    body = json.dumps({f"k{n}": 1 for n in range(9000)}).encode()

    answer = packed(client, SEARCH, body)

    assert (answer.status, answer.codes) == (400, ["unknown_field"])


@pytest.mark.parametrize("shape", ['{{"class":"Flight","data":{{{}}}}}', '{{"class":"Flight",{}}}'])
def test_what_is_rejected_of_many_lines_stays_small_and_names_every_line(client: ApiClient, shape: str) -> None:
    lines = [shape.format(",".join(f'"k{n}_{i}":1' for i in range(45))) for n in range(bounds.BULK_LINES)]

    answer = packed(client, BULK, "\n".join(lines).encode(), LINES)

    assert answer.status == 422
    assert [row["line"] for row in answer.data["rejected"]] == list(range(1, bounds.BULK_LINES + 1))
    assert all(row["errors"] for row in answer.data["rejected"])
    assert len(answer.body) < 4_000_000


def test_a_check_that_ends_early_says_how_much_it_did_not_look_at(client: ApiClient) -> None:
    body = {"class": "Flight", "data": {f"k{n}": 1 for n in range(bounds.PROBLEMS + 500)}}

    errors = client.post("/database/air/instances", body).json["errors"]

    assert len(errors) == bounds.PROBLEMS
    assert "500 further values were not checked" in errors[-1]["message"]


@pytest.mark.parametrize("deep", [bounds.BODY_DEPTH - 2, bounds.BODY_DEPTH + 1, 5000, 200_000])
def test_depth_is_counted_and_not_felt(client: ApiClient, deep: int) -> None:
    nested = b"[" * deep + b"]" * deep
    one = b'{"class": "Flight", "data": {"title": %s}}' % nested

    alone = packed(client, "/database/air/instances", one)
    among = packed(client, BULK, one + b'\n{"class": "Flight", "data": {"title": "good"}}', LINES)

    expected = "wrong_type" if deep < bounds.BODY_DEPTH else "malformed_json"
    assert alone.codes == [expected]
    assert among.data["accepted"] == 1
    assert [error["code"] for error in among.data["rejected"][0]["errors"]] == [expected]
