"""Schemathesis asks what our own document allows, and what it does not, of a running platform: nothing breaks."""

import os
import time
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from tests.e2e.conftest import Library
from tests.support.stand.client import Client

SECONDS = float(os.environ.get("SPICE_FUZZ_SECONDS", "90"))
pytestmark = [pytest.mark.services, pytest.mark.timeout(SECONDS + 120)]
SEED = 20130101
EXAMPLES = 6
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
CHECKED = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]


def test_nothing_that_may_be_asked_breaks_the_platform(library: Library, admin: Client) -> None:
    library.book("b1", title="책")
    until = time.monotonic() + SECONDS
    document = _with_known_names(admin.get("/openapi.json").json, library.name)
    asked = 0
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=admin.base.removesuffix("/api/v1"))

    for number, found in enumerate(schema.get_all_operations()):
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode in MODES[: 1 + bool(operation.query or operation.body or operation.path_parameters)]:
            if time.monotonic() < until:
                _ask(operation, mode, {"Authorization": f"Bearer {admin.token}"}, SEED + number)
                asked += 1

    assert asked > 0
    assert admin.get("/health/ready").status == 200


def _ask(operation: APIOperation[Any, Any, Any, Any], mode: Any, headers: dict[str, str], start: int) -> None:
    @seed(start)
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    def ask(case: Any) -> None:
        case.headers.pop("Prefer", None)  # waiting is another test's matter
        answer = case.call(headers=headers, timeout=30)
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))

    ask()


def _with_known_names(document: dict[str, Any], database: str) -> dict[str, Any]:
    """Let paths name what is there often enough to get past 404."""
    known = {"db": [database, "none"], "class": ["Book", "Author", "Nothing"], "id": ["b1", "é~1", "x"]}
    known["name"] = ["nothing"]  # a rebuild answers 503 meanwhile, as it should
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                name = parameter["name"]
                if parameter["in"] == "path" and name in known and (name != "id" or "{class}" in path):
                    parameter["schema"] = {"enum": known[name]}
    return document
