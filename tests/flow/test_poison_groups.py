"""Poison of many keys: counted by kind, and released by a filter, tried dry first."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.poison import a_killer
from tests.flow.test_poison import states
from tests.support.api_client import Reply

LETTERS = "/admin/dead-letters"


@pytest.fixture
def stuck(air: Air) -> Air:
    """Two keys are stuck, and a command waits behind one of them."""
    for number in (1, 2):
        a_killer(air, number)
        air.insist()
    air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1, "note": "after"}})
    air.insist()
    return air


def release(air: Air, how: str = "discard", **body: Any) -> Reply:
    """Release what a filter finds, and let everything happen."""
    reply = air.client.post(f"{LETTERS}/{how}", body)
    air.insist()
    return reply


def test_dead_letters_are_counted_by_kind_and_narrowed(stuck: Air) -> None:
    groups = stuck.client.get(f"{LETTERS}/groups").data

    assert sum(group["count"] for group in groups) == 3
    assert sum(group["waiting"] for group in groups) == 1
    for group in groups:
        found = stuck.client.get(f"{LETTERS}?{urlencode({name: group[name] for name in ('type', 'error')})}").data
        assert len(found) == group["count"]
    assert [each["state"] for each in stuck.client.get(f"{LETTERS}?state=waiting").data] == ["waiting"]
    assert stuck.client.get(f"{LETTERS}/groups?type=Nothing").data == []
    assert stuck.client.get(f"{LETTERS}?state=gone").status == 400


def test_a_dry_run_counts_and_releases_nothing(stuck: Air) -> None:
    before = states(stuck)

    told = stuck.client.post(f"{LETTERS}/discard?dry_run=true", {"reason": "poison"})

    assert (told.status, told.data) == (200, {"matched": 2, "more": False, "commands": []})
    assert states(stuck) == before


def test_a_discard_by_filter_frees_every_key_that_it_finds(stuck: Air) -> None:
    one, other = (each for each in stuck.client.get(LETTERS).data if each["state"] == "retrying")

    first = release(stuck, key=one["key"], reason="poison")
    left = [each["key"] for each in stuck.client.get(LETTERS).data]
    second = release(stuck, reason="poison", state="retrying")

    assert (first.status, first.data["matched"], len(first.data["commands"])) == (202, 1, 1)
    assert left == [other["key"]]
    assert second.data["matched"] == 1
    assert states(stuck) == []
    assert stuck.get("Flight", "1") == {"number": 1, "note": "after"}
    assert {each["state"] for each in stuck.client.get("/commands?type=Release").data} == {"COMPLETED"}


def test_a_redrive_by_filter_tries_again(stuck: Air) -> None:
    assert release(stuck, "redrive").data["matched"] == 2

    assert sorted(states(stuck)) == [("retrying", 2), ("retrying", 2), ("waiting", 0)]


def test_releasing_by_filter_is_for_administrators_and_says_why(stuck: Air) -> None:
    assert stuck.client.post(f"{LETTERS}/discard", {}).status == 422
    assert stuck.client.post(f"{LETTERS}/redrive", {"state": "waiting"}).status == 422
    assert stuck.client.post(f"{LETTERS}/redrive", {"database": "air"}).status == 400


@pytest.mark.parametrize("how", ["redrive", "discard"])
def test_a_release_by_filter_is_done_once_for_each_key(stuck: Air, how: str) -> None:
    body, key = {"reason": "because"} if how == "discard" else {}, {"Idempotency-Key": "once"}

    first = stuck.client.post(f"{LETTERS}/{how}", body, headers=key)
    again = stuck.client.post(f"{LETTERS}/{how}", body, headers=key)
    stuck.insist()
    later = stuck.client.post(f"{LETTERS}/{how}", body, headers=key)
    other = stuck.client.post(f"{LETTERS}/{how}", {**body, "type": "PutInstance"}, headers=key)

    assert (first.status, first.data["matched"]) == (202, 2)
    assert "Idempotency-Replayed" not in first.headers
    assert first.data == again.data == later.data
    assert later.headers["Idempotency-Replayed"] == "true"
    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])
