"""Pull requests when two want the same at once, and when workers die in between."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from spice.ports.segment_change import SegmentChange
from spice.ports.write_model import WriteModel
from tests.flow.branches.branching import DB, add, branch, describe, done, read
from tests.flow.branches.proposing import PULLS, propose, pull, somebody
from tests.flow.conftest import Air, Killed
from tests.flow.growth.growing import at, die, with_crash
from tests.support.api_client import Reply
from tests.support.memory_platform import MemoryPlatform

POINTS = ("worker.before_put", "worker.after_put", "worker.after_index", "worker.after_publish")


def ends(air: Air, replies: Sequence[Reply]) -> list[tuple[str, list[str]]]:
    """Let what was accepted be carried out; answers how each ended."""
    air.platform.settle()
    outcomes = [air.client.get(f"/commands/{reply.data['command_id']}").data for reply in replies]
    return [(each["state"], [error["code"] for error in each.get("errors", ())]) for each in outcomes]


def merges(air: Air) -> int:
    """Count the commits of main that have two parents."""
    return sum(len(each["parents"]) == 2 for each in read(air, "/commits"))


def test_of_two_merges_at_once_one_is_carried_out(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    propose(air)
    plan = {"plan_id": pull(air)["plan_id"]}

    sent = [air.client.post(f"{DB}{PULLS}/1/merge", body) for body in ({}, plan, {})]
    found = ends(air, sent)

    assert found == [("COMPLETED", []), ("FAILED", ["stale_plan"]), ("FAILED", ["stale_plan"])]
    assert (merges(air), pull(air)["state"]) == (1, "merged")


def test_of_two_sources_that_meet_in_one_target_the_second_is_judged_by_what_the_first_left(air: Air) -> None:
    for name, label in (("a", "Flug"), ("b", "Vol")):
        branch(air, name)
        describe(air, "Flight", name, label=label)
        propose(air, name)
    plan = {"plan_id": pull(air, 2)["plan_id"]}

    sent = [air.client.post(f"{DB}{PULLS}/{number}/merge", body) for number, body in ((1, {}), (2, {}), (2, plan))]

    assert ends(air, sent) == [("COMPLETED", []), ("FAILED", ["merge_conflict"]), ("FAILED", ["stale_plan"])]
    assert (read(air, "/ontology/Flight")["label"], pull(air, 2)["mergeable"]) == ("Flug", False)


@pytest.mark.parametrize("first", ["delete", "merge"])
def test_a_branch_that_is_deleted_while_it_is_merged(air: Air, first: str) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    propose(air)
    steps: dict[str, Callable[[], Reply]] = {
        "merge": lambda: air.client.post(f"{DB}{PULLS}/1/merge", {}),
        "delete": lambda: air.client.delete(f"{DB}/branches/try"),
    }

    sent = [steps[name]() for name in sorted(steps, key=lambda name: name != first)]

    if first == "merge":
        assert ends(air, sent) == [("COMPLETED", []), ("COMPLETED", [])]
        assert (pull(air)["state"], merges(air)) == ("merged", 1)
    else:
        assert ends(air, sent) == [("COMPLETED", []), ("FAILED", ["constraint_violated"])]
        assert (pull(air)["state"], merges(air)) == ("closed", 0)


def test_an_approval_and_a_commit_at_once_leave_nothing_unseen_approved(air: Air) -> None:
    branch(air, "try")
    seen = add(air, "Flight", "try", name="fare", type="xsd:decimal")["commit"]
    lee = somebody(air, "lee")
    done(air, "PATCH", "/branches/main", {"protected": True, "required_reviews": 1})
    propose(air)

    sent = [
        air.client.call("PATCH", f"{DB}/ontology/Airport?branch=try", {"label": "x"}),
        lee.client.post(f"{DB}{PULLS}/1/reviews", {"verdict": "approve", "commit": seen}),
        air.client.post(f"{DB}{PULLS}/1/merge", {}),
    ]

    assert ends(air, sent) == [("COMPLETED", []), ("FAILED", ["stale_plan"]), ("FAILED", ["review_required"])]


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_between_the_steps_does_everything_once(air: Air, point: str) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    lee = somebody(air, "lee")
    one = f"{DB}{PULLS}/1"
    steps: tuple[Callable[[], Any], ...] = (
        lambda: air.client.post(DB + PULLS, {"source": "try", "title": "t"}),
        lambda: air.client.call("PATCH", one, {"title": "t2"}),
        lambda: air.client.post(f"{one}/comments", {"comment": "x"}),
        lambda: lee.client.post(f"{one}/reviews", {"verdict": "approve"}),
        lambda: air.client.post(f"{one}/merge", {}),
        lambda: air.client.delete(f"{DB}/branches/try"),
    )
    for step in steps:
        command = step().data["command_id"]
        with pytest.raises(Killed):
            with_crash(air, at(point, die)).settle()
        air.platform.settle()
        assert air.client.get(f"/commands/{command}").data["state"] == "COMPLETED"

    told = pull(air)
    assert (told["version"], len(told["comments"]), len(told["reviews"]), told["state"]) == (5, 1, 1, "merged")
    assert merges(air) == 1
    types = [each["type"] for each in air.client.get(f"{DB}/audit?limit=100").data if "Pull" in each["type"]]
    assert sorted(types) == sorted(
        f"PullRequest{word}" for word in ("Opened", "Updated", "Commented", "Reviewed", "Merged")
    )


class DeadlyIndex:
    """An index whose writer ends when it is to index the first segment."""

    def __init__(self, model: WriteModel) -> None:
        self._model, self._left = model, 1

    def __getattr__(self, name: str) -> Any:
        """Do as the index does."""
        return getattr(self._model, name)

    def apply(self, change: SegmentChange) -> bool:
        """Index a segment, or die."""
        if self._left:
            self._left = 0
            raise Killed
        return self._model.apply(change)


def test_a_worker_that_dies_between_the_repository_and_the_index_merges_once(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    propose(air)
    sent = air.client.post(f"{DB}{PULLS}/1/merge", {})
    ports = replace(air.platform.ports, model=cast(WriteModel, DeadlyIndex(air.platform.ports.model)))
    dying = MemoryPlatform(ports=ports, consumer=air.platform.consumer, issuer=air.platform.issuer)

    with pytest.raises(Killed):
        dying.settle()
    between = (pull(air)["state"], merges(air))

    assert between == ("open", 1)
    assert ends(air, [sent]) == [("COMPLETED", [])]
    assert (pull(air)["state"], merges(air)) == ("merged", 1)
    assert pull(air)["commit"] == read(air, "/branches/main")["head"]


def test_commands_of_a_pull_request_that_is_on_its_way_wait_for_it(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")

    sent = [
        air.client.post(DB + PULLS, {"source": "try", "title": "t"}),
        air.client.post(f"{DB}{PULLS}/1/comments", {"comment": "x"}),
        air.client.post(f"{DB}{PULLS}/1/merge", {}),
    ]

    assert ends(air, sent) == [("COMPLETED", [])] * 3
