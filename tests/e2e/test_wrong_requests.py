"""Some of the wrong requests, of a running platform: what a real database and a real index make of them."""

import random
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import ROWS, Library
from tests.support.stand.client import WAIT, Client
from tests.support.wrong_requests import NOBODY, Ask, Known, wrong_requests

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
SEED, ASKED = 20130101, 800
BOOK = {"isbn": "w", "title": "t", "pages": 1, "price": 1.5, "published": "2013-01-01T00:00:00Z", "tags": ["a"]}
CONDITION = {"field": "pages", "op": "gt", "value": 1}
BODIES: Mapping[tuple[str, str], Any] = {
    ("POST", "/instances/search"): {
        "class": "Book",
        "q": "x",
        "filter": {"and": [CONDITION, {"not": CONDITION}, {"field": "title", "op": "in", "value": ["a"]}]},
        "sort": ["-pages"],
        "facets": ["language"],
        "limit": 3,
    },
    ("POST", "/instances/aggregate"): {
        "class": "Book",
        "group_by": [{"field": "published", "interval": "day"}, {"field": "pages", "interval": 5, "as": "p"}],
        "measures": [{"op": "percentile", "field": "price", "as": "x", "percent": 50}, {"op": "count"}],
        "sort": ["-x"],
    },
    ("POST", "/instances/bulk"): {"class": "Book", "op": "upsert", "instances": [{"data": BOOK}], "reason": "r"},
    ("POST", "/instances"): {"class": "Book", "data": BOOK, "reason": "r", "occurred_at": "2013-01-01T00:00:00Z"},
    ("POST", "/restore"): {"version": 1, "reason": "r"},
    ("PUT", "/{id}"): {"data": {**BOOK, "isbn": "1"}, "reason": "r"},
    ("PATCH", "/{id}"): {"data": {"title": "t", "price": 1}},
    ("PUT", "/{subject}"): {"role": "viewer"},
}


def test_nothing_that_is_asked_wrong_is_a_fault_of_ours(library: Library, admin: Client) -> None:
    library.books(ROWS)
    known = Known(
        path={"db": library.name, "class": "Book", "id": "1", "name": "no", "commit": "c", "batch_id": NOBODY},
        fields=["title", "pages", "price", "published", "shelf.row", "place", "author", "_id", "_version", "_score"],
        bodies=BODIES,
    )
    document = admin.get("/openapi.json").json
    # Operators' switches are left alone: a rebuild or a growth would be asked for in earnest.
    document["paths"] = {path: each for path, each in document["paths"].items() if "/admin/p" not in path}
    # A server drops a request whose headers hold control characters before it is one of ours.
    asks = [ask for ask in wrong_requests(document, known) if all(map(str.isprintable, ask.headers.values()))]
    asks = [ask for ask in asks if ask.method != "DELETE" or "instances" in ask.url]

    with httpx.Client(timeout=60) as http:
        faults = [fault for ask in random.Random(SEED).sample(asks, ASKED) if (fault := fault_of(http, admin, ask))]

    assert faults[:20] == []
    assert admin.get("/health/ready").status == 200


@pytest.mark.parametrize("operation", ["eq", "lt", "in", "contains", "prefix"])
def test_texts_that_no_database_takes_break_no_filter(library: Library, admin: Client, operation: str) -> None:
    for value in ("\x00", "\uffff", "x" * 9000, "é" * 9000, "*" * 500, "(" * 500):
        body = {"filter": {"field": "_id", "op": operation, "value": [value] if operation == "in" else value}}

        assert admin.post(f"{library.instances}/search", body, headers=WAIT).status < 500


def fault_of(http: httpx.Client, admin: Client, ask: Ask) -> str | None:
    """Tell what is wrong with an answer; a request that no client can send is none."""
    headers = {name.encode(): value.encode() for name, value in ask.headers.items()}
    try:
        request = httpx.Request(ask.method, admin.base + ask.url, content=ask.body, headers=_all(admin, headers, ask))
        answer = http.send(request)
    except (httpx.InvalidURL, httpx.LocalProtocolError, httpx.RemoteProtocolError):
        return None
    if answer.status_code < 500 and (answer.status_code < 400 or b'"errors"' in answer.content):
        return None
    return (
        f"{ask.method} {ask.url[:200]} {headers} {(ask.body or b'')[:200]!r}: {answer.status_code} {answer.text[:200]}"
    )


def _all(admin: Client, headers: Mapping[bytes, bytes], ask: Ask) -> dict[bytes, bytes]:
    usual = {b"Authorization": f"Bearer {admin.token}".encode()}
    if ask.body is not None:
        usual[b"Content-Type"] = b"application/json"
    return usual | dict(headers)
