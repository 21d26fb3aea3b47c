"""A breaking change on the platform itself: refused, allowed, and followed by its instances."""

import time
from typing import Any

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, Answer

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]
SECONDS = 60.0


def numbers_for_languages(library: Library) -> list[dict[str, Any]]:
    properties: list[dict[str, Any]] = library.owner.get(f"{library.path}/ontology/Book").data["properties"]
    return [{**each, "type": "xsd:integer"} if each["name"] == "language" else each for each in properties]


def changed(library: Library, properties: list[dict[str, Any]], **more: Any) -> Answer:
    change = {"op": "update", "name": "Book", "patch": {"properties": properties}}
    return library.owner.post(f"{library.path}/ontology/changes", {"changes": [change], **more}, headers=WAIT)


def test_instances_follow_a_change_that_says_what_becomes_of_them(library: Library) -> None:
    rows = [{"isbn": f"b{number}", "language": str(number)} for number in range(2500)]
    library.books([*rows, {"isbn": "odd", "language": "ko"}])
    convert = {"op": "convert", "class": "Book", "property": "language"}

    refused = changed(library, numbers_for_languages(library))
    done = changed(library, numbers_for_languages(library), migrations=[convert])
    told = finished(library, done)

    assert (refused.status, refused.codes) == (422, ["breaking_change"])
    assert (done.status, done.headers["location"]) == (200, f"/api/v1{library.path}/migrations/{done.result['commit']}")
    assert {name: told[name] for name in ("total", "seen", "migrated", "failed")} == {
        "total": 2501,
        "seen": 2501,
        "migrated": 2500,
        "failed": 1,
    }
    assert [failure["id"] for failure in told["failures"]] == ["odd"]
    assert library.owner.get(f"{library.instances}/Book/b17").data["data"]["language"] == 17
    history = library.owner.get(f"{library.instances}/Book/b17/history").data
    assert [event["version"] for event in history] == [1, 2]


def test_a_change_that_rests_on_there_being_no_instances_is_made_in_time(library: Library) -> None:
    properties = library.owner.get(f"{library.path}/ontology/Book").data["properties"]
    needed = {"name": "needed", "type": "xsd:string", "required": True}

    made = changed(library, [*properties, needed])
    lacking = library.owner.post(library.instances, {"class": "Book", "data": {"isbn": "1"}}, headers=WAIT)

    assert (made.status, made.result["changed"]) == (200, True)
    assert lacking.codes == ["missing_property"]


def finished(library: Library, change: Answer) -> dict[str, Any]:
    """Wait for the end of a migration."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        told: dict[str, Any] = library.owner.get(f"{library.path}/migrations/{change.result['migration']}").data
        if told["state"] == "COMPLETED":
            return told
        time.sleep(0.2)
    raise AssertionError(told)
