"""Schemathesis against the document of the whole API: nothing breaks, and every answer is as described."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.errors import InvalidSchema
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from spice.adapters.memory.waits import MemoryWaits
from tests.support.api_client import Issuer
from tests.support.query_world import DATABASE, START, a_world
from tests.support.wsgi_bridge import wsgi

EXAMPLES = 8
# Not positive_data_acceptance: which fields and classes there are is the ontology's to say, not the document's.
_NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
_KNOWN = {
    "db": ["air", "none"],
    "class": ["Flight", "Charter", "Airport", "Nothing"],
    "id": ["UA1", "EWR", "é~1", "x"],
    "branch": ["main", "none"],
}


@pytest.mark.timeout(1200)
def test_what_schemathesis_asks_is_answered_as_described(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path)
    world = a_world(issuer)
    world.flight("UA1", "Newark to Houston", **{"p-delay": 2, "r-origin": "EWR", "p-day": "2013-01-01"})
    world.happen("Created", "c-airport", "EWR", data={"p-airport-name": "뉴어크", "p-title-2": "Newark"})
    world.state.grant(DATABASE, "root", "owner", at=START, by="lee")
    # Nobody carries anything out here: whoever waits for an outcome is told at once that there is no room.
    world.waits = MemoryWaits(each=0, most=0)
    root = world.whole("root", roles=["admin"])
    document = _with_known_names(json.loads(root.get("/openapi.json").body))
    answer = wsgi(root.handler)

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/document.json":
            return answer(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    for found in schemathesis.openapi.from_wsgi("/document.json", application).get_all_operations():
        assert isinstance(found, Ok)
        _ask(found.ok(), {"Authorization": f"Bearer {root.token}"})


def _ask(operation: APIOperation[Any, Any, Any, Any], headers: dict[str, str]) -> None:
    # A dry run and a check answer 200 to what would be refused: that is what they are for.
    dry = any(parameter.name == "dry_run" for parameter in operation.query) or operation.path.endswith("/check")
    checks = CHECKS.get_by_names([name for name in _NAMES if not (dry and name == "negative_data_rejection")])
    can_be_wrong = bool(operation.query or operation.body or operation.path_parameters)
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)[: 1 + can_be_wrong]:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        def ask(case: Any) -> None:
            # A wrong parameter that a URL cannot say does not reach the API: nothing is wrong with what does.
            assume(all(value not in ([], {}, None) for value in (case.query or {}).values()))
            # Nor does a list in a path: all that stands in one is text.
            assume(all(isinstance(value, str | int) for value in (case.path_parameters or {}).values()))
            # Any bytes are a file: a body that does not travel as JSON is never of a wrong type.
            assume(case.meta.generation.mode.is_positive or "json" in (case.media_type or "json"))
            case.headers.pop("Prefer", None)
            case.validate_response(case.call(headers=headers), checks=checks)

        try:
            ask()
        except InvalidSchema:
            # Of a schema that it made wrong itself it sometimes finds no value.
            if mode.is_positive:
                raise


def _with_known_names(document: dict[str, Any]) -> dict[str, Any]:
    """Let paths name what is there often enough to get past 404."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                name = parameter["name"]
                if parameter["in"] == "path" and name in _KNOWN and (name != "id" or "{class}" in path):
                    parameter["schema"] = {"enum": _KNOWN[name]}
    return document


@pytest.fixture(autouse=True)
def _quiet(capfd: pytest.CaptureFixture[str]) -> None:
    """Thousands of request lines say nothing here."""
