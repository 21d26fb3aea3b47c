"""Exchanges with a real server 12.0.6, and what is alike in two requests."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[2] / "events" / "terminusdb_exchanges.jsonl"
Exchange = Mapping[str, Any]
_TEXT = {(("@type", "Value"), ("data", "xsd:string"))}


def exchanges() -> Iterator[Exchange]:
    """Read them, in the order they were recorded in."""
    for line in _FILE.read_text().splitlines():
        yield json.loads(line)


def shape(request: Mapping[str, Any]) -> tuple[object, ...]:
    """Tell the shape of a request: all that is the protocol's, and nothing that is the user's."""
    path, _, query = request["target"].partition("?")
    names = frozenset(each.partition("=")[0] for each in query.split("&") if each)
    headers = {name.lower() for name in request["headers"]} & {"terminusdb-data-version", "content-type"}
    return request["method"], _place(path), names, frozenset(headers), _body(request["body"])


def _place(path: str) -> str:
    steps = path.strip("/").split("/")
    steps[2:4] = ["ORG", "DB"][: len(steps[2:4])]
    if len(steps) > 6:
        steps[6] = "NAME"
    return "/".join(steps)


def _body(body: Any) -> object:
    if isinstance(body, list):
        return frozenset(_body(each) for each in body)
    if not isinstance(body, dict):
        return type(body).__name__
    if body.get("@type") == "And":
        # However many there are: what matters is what they are.
        return frozenset(_body(each) for each in body["and"])
    if body.get("@type") == "DictionaryTemplate":
        # Texts are what all of the recorded documents have.
        return frozenset(_body(pair["value"]) for pair in body["data"]) - _TEXT or "texts"
    if "@value" in body and "@type" in body:
        return body["@type"]
    if body.get("@type") in ("Class", "Enum"):
        return "schema"
    return tuple((key, body[key] if key == "@type" else _body(body[key])) for key in sorted(body) if key != "metadata")
