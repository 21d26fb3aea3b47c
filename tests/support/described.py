"""Answers held against the API's own description: what a client is told must be what it gets."""

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from spice.entrypoints.http.routes import matcher

_ANYWHERE = re.compile(
    r"content-|access-control-|ratelimit-|x-content-type-options|cache-control|vary|x-request-id", re.IGNORECASE
)
"""Headers of transport, and those that every answer has."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it came over the wire, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def hold_to_description(method: str, path: str, told: Told) -> None:
    """Fail for an answer that the document does not describe: its status, headers, media type or body."""
    template = _template(path, "get" if method == "HEAD" else method.lower())
    if template is None:
        assert told.status in (204, 404, 405), f"{method} {path} is not described, and answers {told.status}"
        return
    asked = f"{method} {path}"
    answer = _answer(template, str(told.status))
    assert answer is not None, f"{asked}: {told.status} is not described: {told.body[:300]!r}"
    headers = {name for name in told.headers if not _ANYWHERE.match(name)}
    assert headers <= answer.get("headers", {}).keys(), f"{asked}: {told.status} with {headers}"
    if method == "HEAD" or told.status == 304:
        return
    kind = told.headers["Content-Type"].partition(";")[0]
    assert kind in answer["content"], f"{asked}: {told.status} with {kind}"
    if kind == "application/json":
        body = json.loads(told.body, parse_float=_finite)
        wrong = [
            f"{each.instance_path}: {each.message}" for each in _validator(template, told.status).iter_errors(body)
        ]
        assert not wrong, f"{asked}: {told.status} is not as described: {wrong[0][:600]} in {told.body[:600]!r}"


def _finite(number: str) -> float:
    """Read a number; one that no float holds is a number all the same."""
    return float(number) if isfinite(float(number)) else 0.5


Operation = tuple[str, str]
"""A path's template and a method."""


def _template(path: str, method: str) -> Operation | None:
    """Find the operation that answers: of several, the one that says most of the path."""
    found = [
        (template.count("{"), template)
        for template, shape in _shapes()
        if shape.fullmatch(path) and method in described()["paths"][template]
    ]
    return (min(found)[1], method) if found else None


def _answer(operation: Operation, status: str) -> Any:
    template, method = operation
    answer = described()["paths"][template][method]["responses"].get(status)
    if answer is not None and "$ref" in answer:
        return described()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer


@cache
def _validator(operation: Operation, status: int) -> Draft202012Validator:
    schema = _answer(operation, str(status))["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": described()["components"]})


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    return [(template, matcher(template)) for template in described()["paths"]]


@cache
def described() -> Any:
    """Read the document of the whole API."""
    # Worlds make clients, and clients hold answers to this: it is asked for when all of them are there.
    from tests.support.api_client import Issuer
    from tests.support.query_world import a_world

    with tempfile.TemporaryDirectory() as folder:
        client = a_world(Issuer(Path(folder))).client()
    return json.loads(client.get("/openapi.json", described=False).body)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(described(), ensure_ascii=False, indent=1))
