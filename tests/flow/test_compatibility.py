"""What a database holds to decides which changes need to be allowed, at the door and in the worker alike."""

from typing import Any

import pytest

from tests.flow.conftest import AIR, Air
from tests.support.api_client import Reply
from tests.support.memory_platform import topic_triggers

CHANGES = "/database/air/ontology/changes"


@pytest.fixture
def stateful(air: Air) -> Air:
    """One instance of a class whose `state` is one of two."""
    state = {"name": "state", "type": "ENUM", "values": ["new", "sold"]}
    air.write("POST", CHANGES, {"changes": [{"op": "create", "class": {"name": "Item", "properties": [state]}}]})
    air.put("Item", "a", state="new")
    return air


def asked(air: Air, *values: str, **more: Any) -> Reply:
    state = {**air.client.get("/database/air/ontology/Item").data["properties"][0], "values": [*values]}
    change = {"op": "update", "name": "Item", "patch": {"properties": [state]}}
    return air.client.post(CHANGES, {"changes": [change], **more})


def changed(air: Air, *values: str, **more: Any) -> Reply:
    reply = asked(air, *values, **more)
    air.platform.settle()
    return reply


@pytest.mark.parametrize(
    ("compatibility", "fewer", "more"),
    [("BACKWARD", 422, 202), ("FORWARD", 202, 422), ("FULL", 422, 422), ("NONE", 202, 202)],
)
def test_a_database_is_held_to_what_it_says(stateful: Air, compatibility: str, fewer: int, more: int) -> None:
    stateful.write("PATCH", "/database/air", {"compatibility": compatibility})

    grown = changed(stateful, "new", "sold", "lost").status
    shrunk = changed(stateful, "new").status

    assert (grown, shrunk) == (more, fewer)
    commits = stateful.client.get("/database/air/commits").data
    assert len(commits) == 2 + [grown, shrunk].count(202)


def test_the_worker_holds_to_what_the_database_says_by_then(stateful: Air) -> None:
    stateful.client.call("PATCH", "/database/air", {"compatibility": "FULL"})
    stateful.platform.relay()
    late = asked(stateful, "new", "sold", "lost")
    for function, trigger in topic_triggers():
        if function.name == "ontology-worker":
            stateful.platform.deliver(function.name, trigger)

    stateful.platform.settle()

    assert late.status == 202
    outcome = stateful.client.get(f"/commands/{late.data['command_id']}").data
    assert (outcome["state"], [error["code"] for error in outcome["errors"]]) == ("FAILED", ["breaking_change"])


def test_a_diff_tells_severities_as_the_database_holds_to_them(stateful: Air) -> None:
    waived = changed(stateful, "new", "sold", "lost", waive=[{"path": "/Item", "reason": "readers were told"}])
    stateful.write("PATCH", "/database/air", {"compatibility": "FORWARD"})
    last, before, *_ = (commit["commit"] for commit in stateful.client.get("/database/air/commits").data)

    (told,) = stateful.client.get(f"/database/air/diff?from={before}&to={last}").data["properties"]
    (alone,) = stateful.client.get(f"/database/air/commits/{last}").data["changes"]

    assert alone == told
    assert waived.status == 202
    assert (told["severity"], told["breaks"], told["migrations"]) == ("breaking", ["forward"], [])
    assert stateful.client.get(f"{AIR}/Item/a").status == 200
