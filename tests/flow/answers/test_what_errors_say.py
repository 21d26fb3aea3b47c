"""Errors speak of JSON and of our rules, never of the language or the libraries underneath."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from spice.domain.datatypes.registry import TYPES
from tests.flow.conftest import AIR, FLIGHT, Air
from tests.support.api_client import Reply

INSIDE = re.compile(
    r"NoneType|\b(dict|str|int|float|bool|tuple|None|True|False|Decimal|datetime)\b|Input should|Extra inputs"
    r"|value_error|<class|object at 0x|pydantic|msgspec|Expected `|\\[xu][0-9a-f]|cannot be read"
)
WRONG: list[Any] = [None, True, 5, -1, 1.5, 10**30, "", "x", "é'\"\n", [], ["x", None], {}, {"a": None}, [[{}]]]
LINES = {"content-type": "application/x-ndjson"}
ODD: dict[str, Any] = {
    "name": "Odd",
    "properties": [
        *(
            {"name": "p" + re.sub(r"\W", "", name), "type": name}
            for name in TYPES
            if name not in ("ARRAY", "OBJECT", "ENUM")
        ),
        {"name": "list", "type": "ARRAY", "items": {"type": "xsd:integer", "constraints": {"minimum": 3}}},
        {"name": "o", "type": "OBJECT"},
        {"name": "typed", "type": "OBJECT", "properties": [{"name": "n", "type": "MONEY", "required": True}]},
        {"name": "state", "type": "ENUM", "values": ["new", "old"]},
        {"name": "limited", "type": "MONEY", "constraints": {"minimum": 5, "currencies": ["KRW"]}},
        {"name": "short", "type": "xsd:string", "constraints": {"max_length": 3, "pattern": "[a-z]*"}},
    ],
    "relationships": [
        {"name": "one", "target": "Odd", "cardinality": "many_to_one", "on_missing": "refuse"},
        {"name": "many", "target": "Odd", "cardinality": "many_to_many"},
    ],
}
SEARCH: dict[str, Any] = {
    "class": "Flight",
    "q": "x",
    "filter": {"and": [{"field": "delay", "op": "gt", "value": 5}, {"not": {"field": "note", "value": "x"}}]},
    "sort": ["-delay"],
    "facets": ["note"],
    "highlight": True,
    "limit": 5,
    "cursor": "x",
    "after": "x",
}
AGGREGATE: dict[str, Any] = {
    "class": "Flight",
    "filter": {"or": [{"field": "origin", "op": "in", "value": ["x"]}]},
    "group_by": [{"field": "delay", "interval": 5, "as": "d"}],
    "measures": [{"op": "percentile", "field": "delay", "percent": 5, "as": "m"}],
    "sort": ["m"],
    "limit": 5,
}
CHANGES: dict[str, Any] = {
    "message": "m",
    "changes": [
        {"op": "rename", "class": "Flight", "property": "note", "to": "n2"},
        {"op": "update", "name": "Flight", "patch": {"label": {"en": "x"}}},
    ],
    "migrations": [],
    "waive": [{"path": "/x", "reason": "r"}],
}
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", AIR, {"class": "Flight", "id": "1", "data": {"number": 1}, "reason": "r", "occurred_at": "x"}),
    ("PUT", f"{AIR}/Flight/1", {"data": {"number": 1, "origin": "x"}, "reason": "r"}),
    ("PATCH", f"{AIR}/Flight/1", {"data": {"delay": 1, "via": ["x"]}}),
    ("POST", f"{AIR}/Flight/1/restore", {"version": 1, "at": "x"}),
    ("POST", f"{AIR}/bulk", {"class": "Flight", "op": "update", "instances": [{"id": "1", "data": {}}]}),
    ("POST", f"{AIR}/search", SEARCH),
    ("POST", f"{AIR}/aggregate", AGGREGATE),
    ("POST", "/database", {"name": "x", "label": {"en": "x"}, "region": "KR", "timezone": "UTC"}),
    ("PATCH", "/database/air", {"label": {"en": "x"}, "region": "KR", "compatibility": "FULL"}),
    ("PUT", "/database/air/grants/lee", {"role": "viewer"}),
    ("PUT", "/database/air/grants", {"subject": "lee", "role": "viewer"}),
    ("POST", "/database/air/ontology", {**FLIGHT, "name": "Other"}),
    ("POST", "/database/air/ontology", {"name": "Odd", "properties": ODD["properties"][-5:]}),
    ("PUT", "/database/air/ontology/Flight", FLIGHT),
    ("PATCH", "/database/air/ontology/Flight", {"properties": FLIGHT["properties"]}),
    ("POST", "/database/air/ontology/changes", CHANGES),
    ("POST", "/database/air/ontology/check", CHANGES),
]


def mutants(body: Any) -> Iterator[Any]:
    """The body with every part of it replaced by what it should not be, and with a field too many."""
    for path in _paths(body):
        for value in WRONG:
            mutant = deepcopy(body)
            place = mutant
            for token in path[:-1]:
                place = place[token]
            place[path[-1]] = value
            yield mutant
    yield {**body, "bogus/~": 1}
    yield from ([body], 5, None, "x")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, part in parts:
        yield (*path, token)
        yield from _paths(part, (*path, token))


def said(reply: Reply) -> list[str]:
    """Everything an answer says in words: of errors, of lines, and of a dry run's."""
    return [*_said(reply.json)]


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name in ("message", "hint") and isinstance(part, str):
                yield part
            elif name not in ("value", "result", "diff"):
                yield from _said(part)
    elif isinstance(value, list):
        for part in value:
            yield from _said(part)


@pytest.mark.parametrize(("method", "url", "body"), BODIES)
def test_wrong_bodies_are_told_in_words_of_the_contract(air: Air, method: str, url: str, body: dict[str, Any]) -> None:
    replies = [
        air.client.call(method, f"{url}?dry_run=true" if url != f"{AIR}/search" else url, sent)
        for sent in mutants(body)
    ]

    assert {reply.status for reply in replies} <= {200, 400, 404, 412, 413, 422}
    assert sorted({text for reply in replies for text in said(reply) if INSIDE.search(text)}) == []


def test_wrong_values_of_every_type_are_told_in_words_of_the_contract(air: Air) -> None:
    air.write("POST", "/database/air/ontology", ODD)
    names = [part["name"] for field in ("properties", "relationships") for part in ODD[field]]
    lines = [{"class": "Odd", "data": {name: value}} for name in names for value in WRONG]
    lines += [{"class": "Odd", "op": "update", "id": "x", "data": {name: value}} for name in names for value in WRONG]
    lines += [
        {"class": "Odd", "id": "x", "data": {}, field: value}
        for field in ("id", "class", "op", "reason", "occurred_at", "if_version", "data")
        for value in WRONG
    ]

    reply = air.client.post(f"{AIR}/bulk?dry_run=true", "\n".join(map(json.dumps, lines)), headers=LINES)

    assert len(reply.data["rejected"]) > 300
    assert sorted({text for text in said(reply) if INSIDE.search(text)}) == []


@pytest.mark.parametrize(
    "query",
    [
        *(
            f"{name}=" + value
            for name in ("limit", "cursor", "after", "highlight", "sort", "facet", "class", "filter", "x'y")
            for value in ("", "x", "-1", "9999999", "é'%22", "true")
        ),
        *(
            f"filter={field}:{op}:{value}"
            for field in ("delay", "note", "origin", "_created_at", "_version")
            for op in ("eq", "in", "within", "exists", "bogus")
            for value in ("", "x", "1e5", "1,2,3", "'")
        ),
        "limit=1&limit=2",
    ],
)
def test_wrong_parameters_are_told_in_words_of_the_contract(air: Air, query: str) -> None:
    reply = air.client.get(f"{AIR}?{query}")

    assert reply.status in (200, 400, 404, 422)
    assert [text for text in said(reply) if INSIDE.search(text)] == []


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"o": {"list": [1, 2, 3, {"x": [None]}]}}, "/data/o/list/3/x/0"),
        ({"o": {"list": [1, 2, 3, None]}}, "/data/o/list/3"),
        ({"o": {"a/b~c": [None]}}, "/data/o/a~1b~0c/0"),
        ({"list": [5, [6]]}, "/data/list/1"),
        ({"typed": {"n": {"amount": "x", "currency": "KRW"}}}, "/data/typed/n/amount"),
        ({"typed": {}}, "/data/typed/n"),
        ({"many": ["a", "b/c"]}, "/data/many/1"),
        ({"no/such~": 1}, "/data/no~1such~0"),
    ],
)
def test_a_pointer_leads_to_what_is_wrong(air: Air, data: Any, path: str) -> None:
    air.write("POST", "/database/air/ontology", ODD)

    one = air.client.post(AIR, {"class": "Odd", "data": data})
    patched = air.client.post(
        f"{AIR}/bulk", json.dumps({"op": "update", "class": "Odd", "id": "x", "data": data}), headers=LINES
    )

    assert [error["path"] for error in one.json["errors"]] == [path]
    if path != "/data/typed/n":
        assert [error["path"] for error in patched.json["errors"]] == [f"/lines/1{path}"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON: there is nothing"),
        (b'{"class":', "not JSON: it ends before it is complete"),
        (b'{"class": "x",}', "not JSON: trailing comma in object (byte 14)"),
        (b'{"data": {"n": ' + b"9" * 5000 + b"}}", "not JSON: a number has too many digits"),
        (b'{"data": "\xff"}', "not JSON: not UTF-8"),
    ],
)
def test_what_is_no_json_is_told_in_our_words(air: Air, body: bytes, words: str) -> None:
    reply = air.client.call("POST", AIR, body, packed=True)

    assert (reply.status, reply.json["message"]) == (400, words)


def test_a_part_of_an_object_is_named_once(air: Air) -> None:
    air.write("POST", "/database/air/ontology", ODD)

    reply = air.client.post(f"{AIR}?dry_run=true", {"class": "Odd", "data": {"typed": {"b": 1}}})

    assert sorted(error["message"] for error in reply.data["errors"]) == [
        "typed/b is no property of the object",
        "typed/n must be there",
    ]
