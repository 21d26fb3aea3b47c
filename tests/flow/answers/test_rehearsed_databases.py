"""A dry run of a write of a database or of a grant answers what the write would."""

from typing import Any

import pytest

from tests.flow.conftest import Air


@pytest.fixture
def fresh(air: Air) -> str:
    air.write("POST", "/database", {"name": "fresh", "label": {"en": "Fresh"}, "timezone": "Asia/Seoul"})
    return "/database/fresh"


def test_a_database_that_is_made_is_told_as_it_would_be(air: Air) -> None:
    dry = air.client.post("/database?dry_run=true", {"name": "fresh", "label": {"en": "Fresh"}}).data["result"]
    air.write("POST", "/database", {"name": "fresh", "label": {"en": "Fresh"}})
    row = air.client.get("/database/fresh").data

    assert {name for name in row if dry[name] != row[name]} <= {"id", "created_at"}
    assert (dry["changed"], dry["role"], dry["timezone"]) == (True, "owner", "UTC")
    assert {*dry} - {*row} == {"changed"}


def test_what_a_write_leaves_is_the_database_as_it_is_read(air: Air) -> None:
    made = air.write("POST", "/database", {"name": "fresh"}).data["result"]
    first = air.client.get("/database/fresh").data
    changed = air.write("PATCH", "/database/fresh", {"label": "x"}).data["result"]
    second = air.client.get("/database/fresh").data

    assert made == {name: first[name] for name in made if name != "changed"} | {"changed": True}
    assert changed == {name: second[name] for name in changed if name != "changed"} | {"changed": True}
    assert made["id"] == first["id"]


@pytest.mark.parametrize(
    "patch",
    [{"label": None, "region": "US"}, {"timezone": None}, {"description": {"ko": "새것"}}, {"label": {"en": "Fresh"}}],
)
def test_a_database_that_is_changed_is_told_as_it_would_be(air: Air, fresh: str, patch: dict[str, Any]) -> None:
    dry = air.client.patch(f"{fresh}?dry_run=true", patch).data
    before = air.client.get(fresh).data
    air.write("PATCH", fresh, patch)
    row = air.client.get(fresh).data

    assert {name: dry["result"][name] for name in row} == row
    assert dry["changed"] is (row != before)


def test_a_database_that_is_deleted_is_told_so(air: Air, fresh: str) -> None:
    dry = air.client.delete(f"{fresh}?confirm=fresh&dry_run=true").data["result"]

    assert (dry["name"], dry["deleted"], dry["changed"], dry["version"]) == ("fresh", True, True, 2)
    assert air.client.get(fresh).status == 200


@pytest.mark.parametrize(
    ("method", "role", "result"),
    [
        ("PUT", "viewer", {"subject": "park", "role": "viewer", "changed": True}),
        ("PUT", "editor", {"subject": "park", "role": "editor", "changed": False}),
        ("DELETE", None, {"subject": "park", "role": None, "changed": True}),
    ],
)
def test_a_grant_is_told_as_it_would_be(air: Air, fresh: str, method: str, role: str | None, result: Any) -> None:
    air.write("PUT", f"{fresh}/grants/park", {"role": "editor"})

    body = None if role is None else {"role": role}
    dry = air.client.call(method, f"{fresh}/grants/park?dry_run=true", body).data

    assert (dry["result"], dry["changed"]) == (result, result["changed"])
    assert [each["role"] for each in air.client.get(f"{fresh}/grants").data if each["subject"] == "park"] == ["editor"]
    assert air.write(method, f"{fresh}/grants/park", body).data["result"] == result


def test_what_is_refused_is_told_as_ever(air: Air, fresh: str) -> None:
    taken = air.client.post("/database?dry_run=true", {"name": "fresh"}).data
    last = air.client.delete(f"{fresh}/grants/kim?dry_run=true").data

    assert (taken["changed"], taken["errors"][0]["code"]) == (False, "already_exists")
    assert (last["changed"], last["errors"][0]["code"]) == (False, "constraint_violated")


def test_a_database_without_a_time_zone_is_in_utc(air: Air) -> None:
    air.write("POST", "/database", {"name": "fresh"})

    assert air.client.get("/database/fresh").data["timezone"] == "UTC"
    listed = {each["name"]: each["timezone"] for each in air.client.get("/database").data}
    assert listed["fresh"] == "UTC"
    assert air.write("PATCH", "/database/fresh", {"timezone": "UTC"}).data["result"]["changed"] is False
