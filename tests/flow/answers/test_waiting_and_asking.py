"""Who waits for a write and who asks for its command later are told the same."""

from typing import Any

import pytest

from tests.flow.branches.branching import branch, describe, read
from tests.flow.conftest import Air
from tests.support.api_client import Reply

AIR = "/database/air"
WAIT = {"Prefer": "wait=5"}


def both(air: Air, method: str, url: str, body: object) -> tuple[Reply, Any]:
    """Answer a write that is done already, which its key finds again, and its command."""
    keyed = {"Idempotency-Key": "k"}
    asked = air.write(method, url, body, **keyed)
    return air.client.call(method, url, body, headers={**keyed, **WAIT}), asked.data


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", "/database", {"name": "korea", "label": {"ko": "한국"}}),
        ("PATCH", AIR, {"timezone": "Asia/Seoul"}),
        ("POST", f"{AIR}/ontology", {"name": "City"}),
        ("PATCH", f"{AIR}/ontology/Airport", {"name": "Airfield"}),
        ("POST", f"{AIR}/ontology/changes", {"changes": [{"op": "create", "class": {"name": "City"}}]}),
        ("POST", f"{AIR}/branches", {"name": "other"}),
        ("PATCH", f"{AIR}/branches/try", {"protected": True}),
        ("DELETE", f"{AIR}/branches/try", None),
    ],
)
def test_the_command_tells_what_its_answer_does(air: Air, method: str, url: str, body: object) -> None:
    branch(air, "try")

    waited, asked = both(air, method, url, body)

    assert waited.status in (200, 201), waited.body
    assert waited.data == asked


def test_a_database_is_told_with_all_that_reading_it_tells(air: Air) -> None:
    waited, _ = both(air, "POST", "/database", {"name": "korea", "label": {"ko": "한국"}})

    row = air.client.get("/database/korea").data

    assert row.items() <= waited.data["result"].items()


def test_a_branch_is_told_with_all_that_reading_it_tells(air: Air) -> None:
    branch(air, "try")
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Flight", label="Vol")

    waited, _ = both(air, "PATCH", f"{AIR}/branches/try", {"protected": True})

    told = read(air, "/branches/try")
    assert told.items() <= waited.data["result"].items()
    assert (told["ahead"], told["behind"]) == (1, 1)
    would = air.client.call("PATCH", f"{AIR}/branches/try?dry_run=true", {"required_reviews": 1})
    assert would.data["result"].keys() == waited.data["result"].keys()
