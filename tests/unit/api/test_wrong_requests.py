"""Every route, asked wrong in every way we know, on the twins: never a fault of ours, and always the envelope."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.query_world import DATABASE, START, a_world
from tests.support.wrong_requests import NOBODY, Ask, Known, wrong_requests

SEED, ASKED = 20130101, 9000
AFTER = {"after": NOBODY}
INSTANCE = {
    "class": "Flight",
    "id": "x",
    "data": {"title": "t", "dep_delay": 1, "day": "2013-01-01", "crew": {"size": 1}},
}
CLASS = {
    "name": "New",
    "label": {"en": "x"},
    "key": ["a"],
    "properties": [{"name": "a", "type": "xsd:string", "constraints": {"max_length": 3}}],
    "relationships": [{"name": "r", "target": "Flight", "cardinality": "many_to_one"}],
}
CHANGES = {"message": "m", "changes": [{"op": "create", "class": CLASS}], "migrations": [], "waive": [{"path": "/x"}]}
CONDITION = {"field": "dep_delay", "op": "gt", "value": 1}
KNOWN = Known(
    path={
        "db": "air",
        "class": "Flight",
        "id": "UA1",
        "name": "nothing",
        "commit": "commit1",
        "batch_id": NOBODY,
        "subject": "kim",
        "family": "instance",
    },
    fields=[
        "title",
        "dep_delay",
        "time_hour",
        "day",
        "origin",
        "crew.size",
        "crew",
        "_id",
        "_class",
        "_version",
        "_score",
    ],
    bodies={
        ("POST", "/instances/search"): {
            "class": "Flight",
            "q": "x",
            "filter": {"and": [CONDITION, {"not": CONDITION}, {"field": "title", "op": "in", "value": ["a"]}]},
            "sort": ["-dep_delay"],
            "facets": ["origin"],
            "highlight": True,
            "limit": 3,
            "cursor": "x",
            **AFTER,
        },
        ("POST", "/instances/aggregate"): {
            "class": "Flight",
            "filter": {"or": [CONDITION]},
            "group_by": [{"field": "time_hour", "interval": "day", "as": "d"}, {"field": "dep_delay", "interval": 5}],
            "measures": [{"op": "percentile", "field": "dep_delay", "as": "p", "percent": 50}, {"op": "count"}],
            "sort": ["-p"],
            "limit": 3,
        },
        ("POST", "/instances/bulk"): {"class": "Flight", "op": "create", "instances": [INSTANCE], "reason": "r"},
        ("POST", "/instances"): {**INSTANCE, "reason": "r", "occurred_at": "2013-01-01T00:00:00Z"},
        ("POST", "/restore"): {"version": 1, "reason": "r"},
        ("PUT", "/{id}"): {"data": INSTANCE["data"], "reason": "r"},
        ("PATCH", "/{id}"): {"data": INSTANCE["data"], "occurred_at": "2013-01-01T00:00:00Z"},
        ("DELETE", "/{id}"): {"reason": "r"},
        ("POST", "/ontology"): CLASS,
        ("PUT", "/ontology/{class}"): {**CLASS, "name": "Flight"},
        ("PATCH", "/ontology/{class}"): {"label": {"en": "x"}, "properties": CLASS["properties"]},
        ("POST", "/changes"): CHANGES,
        ("POST", "/check"): CHANGES,
        ("POST", "/database"): {"name": "new", "label": {"en": "x"}, "region": "KR", "timezone": "UTC"},
        ("PATCH", "/database/{db}"): {"label": "x", "timezone": "Asia/Seoul", "compatibility": "NONE"},
        ("PUT", "/{subject}"): {"role": "viewer"},
        ("POST", "/discard"): {"reason": "r"},
        ("POST", "/grow"): {"to": 12},
        ("PUT", "/{family}"): {"grow_up_to": 12},
    },
)


@pytest.fixture
def client(tmp_path: Path) -> ApiClient:
    """An administrator who owns a database with a few instances."""
    world = a_world(Issuer(tmp_path))
    world.limiter = MemoryRateLimiter(per_second=1_000_000, burst=1_000_000)
    world.state.grant(DATABASE, "root", "owner", at=START, by="lee")
    for n in range(4):
        world.flight(f"UA{n}", f"Newark {n}", **{"p-delay": n, "r-origin": "EWR", "p-when": "2013-01-01T00:00:00Z"})
    return world.whole("root", roles=["admin"])


@pytest.mark.timeout(600)
def test_nothing_that_is_asked_wrong_is_a_fault_of_ours(client: ApiClient) -> None:
    document = json.loads(client.get("/openapi.json").body)
    asks = list(wrong_requests(document, KNOWN))
    faults: Counter[str] = Counter()

    for ask in random.Random(SEED).sample(asks, ASKED):
        if fault := fault_of(ask, client.call(ask.method, ask.url, ask.body, headers=ask.headers, packed=True)):
            faults[f"{ask.method} {ask.url[:160]} {dict(ask.headers)} {(ask.body or b'')[:200]!r}: {fault}"] += 1

    assert len(asks) > 10 * len(document["paths"]) * 10
    assert list(faults)[:20] == []


def fault_of(ask: Ask, reply: Reply) -> str | None:
    """Tell what is wrong with an answer."""
    if reply.status >= 500:
        return f"{reply.status} {reply.body[:300]!r}"
    if reply.status == 304 or (reply.status < 400 and "envelope" not in kind_of(reply)):
        return None
    missing = {"status", "message", "data", "errors", "meta"} - reply.json.keys()
    return f"{reply.status} without {missing}" if missing else None


def kind_of(reply: Reply) -> str:
    """Tell whether an answer is in the envelope."""
    kind = str(reply.headers.get("Content-Type", ""))
    return "envelope" if kind == "application/json" and not reply.body.startswith(b'{"openapi') else kind


@pytest.fixture(autouse=True)
def _quiet(capfd: pytest.CaptureFixture[str]) -> None:
    """Thousands of request lines say nothing here."""
