"""Saved explorations and preferences, as people keep them."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize
from urllib.parse import quote
from uuid import UUID

import pytest

from tests.flow.branches.branching import DB, done
from tests.flow.branches.proposing import somebody
from tests.flow.conftest import Air
from tests.flow.projecting.test_rebuild import rebuild
from tests.support.api_client import Reply

SEARCH = {"class": "Flight", "q": "late", "filter": ["delay:gt:30"], "sort": "-delay", "columns": ["number", "delay"]}


def save(
    air: Air,
    number: int = 1,
    name: str = "late ones",
    *,
    dry: bool = False,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Reply:
    """Save an exploration."""
    body = {"name": name, "search": SEARCH, **more}
    place = f"{DB}/views/{UUID(int=number)}" + ("?dry_run=true" if dry else "")
    return air.client.call("PUT", place, body, headers=headers)


def listed(air: Air) -> list[tuple[str, bool]]:
    """Tell which views somebody sees, and whether they may change them."""
    return [(view["name"], view["editable"]) for view in air.client.get(f"{DB}/views").data]


def test_an_exploration_is_saved_renamed_and_deleted(air: Air) -> None:
    made = save(air)
    again = save(air, name="very late ones", headers={"If-Match": made.headers["ETag"]})
    read = air.client.get(f"{DB}/views/{UUID(int=1)}")

    assert (made.status, made.data["version"], again.status) == (200, 1, 200)
    assert again.data == read.data
    assert (read.data["search"], read.data["version"], read.headers["ETag"]) == (SEARCH, 2, '"2"')
    assert air.client.call("DELETE", f"{DB}/views/{UUID(int=1)}").status == 200
    assert listed(air) == []
    assert air.client.call("DELETE", f"{DB}/views/{UUID(int=1)}").status == 404


def test_one_sees_ones_own_and_what_is_shared(air: Air) -> None:
    vee = somebody(air, "vee", "viewer")
    save(air, 1, "mine")
    save(air, 2, "ours", shared=True)
    save(vee, 3, "theirs")

    assert listed(air) == [("mine", True), ("ours", True)]
    assert listed(vee) == [("ours", False), ("theirs", True)]
    assert vee.client.get(f"{DB}/views/{UUID(int=1)}").status == 404
    assert save(vee, 1).status == 412
    assert save(vee, 2).status == 403
    assert vee.client.call("DELETE", f"{DB}/views/{UUID(int=2)}").status == 403


def test_an_owner_changes_what_others_share_and_it_stays_theirs(air: Air) -> None:
    vee = somebody(air, "vee", "viewer")
    save(vee, 1, "a", shared=True)

    changed = save(air, 1, "b", shared=False)

    assert (changed.status, changed.data["owner"]) == (200, "vee")
    assert listed(air) == []
    assert listed(vee) == [("b", True)]


def test_of_two_who_save_the_second_is_told(air: Air) -> None:
    save(air)
    save(air)

    assert save(air, headers={"If-Match": '"1"'}).status == 412
    assert save(air, headers={"If-None-Match": "*"}).status == 412
    assert save(air, 2, headers={"If-Match": "*"}).status == 412
    assert air.client.call("DELETE", f"{DB}/views/{UUID(int=1)}", headers={"If-Match": '"1"'}).status == 412


def test_a_dry_run_saves_and_deletes_nothing(air: Air) -> None:
    assert save(air, dry=True).status == 200
    assert listed(air) == []
    save(air)
    assert air.client.call("DELETE", f"{DB}/views/{UUID(int=1)}?dry_run=true").status == 200
    assert listed(air) == [("late ones", True)]


def test_what_is_past_a_bound_is_refused(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.queries.views.VIEWS_OF_ONE", 1)
    save(air)

    assert (save(air, 2).status, save(air).status) == (422, 200)
    assert save(air, search={"class": "Flight", "q": "가" * 1000}).status == 413
    assert save(air, name=" ").status == save(air, name="a\nb").status == 422
    assert save(air, search={"class": "Flight", "page": 1}).json["errors"][0]["path"] == "/search/page"
    assert air.client.call("PUT", f"{DB}/views/x", {"name": "a", "search": SEARCH}).status == 400


def test_views_survive_a_rebuild_and_go_with_their_database(air: Air) -> None:
    save(air)
    rebuild(air, "index")
    assert listed(air) == [("late ones", True)]

    done(air, "DELETE", "?confirm=air")

    assert air.platform.ports.retention.expire()["views"] == 1


def test_people_are_told_what_others_call_themselves(air: Air) -> None:
    air.client.call("PUT", "/me/preferences", {"name": "김민지"})

    told = air.client.get("/subjects?ids=kim,lee&ids=kim").data

    assert told == [{"subject": "kim", "name": "김민지"}, {"subject": "lee", "name": None}]
    for wrong in ("", "?ids=", "?ids=kim,,lee", f"?ids={','.join(str(n) for n in range(101))}"):
        assert (air.client.get(f"/subjects{wrong}").status, wrong) == (400, wrong)
    assert air.client.call("PUT", "/me/preferences", {"name": ""}).status in (400, 422)


def test_preferences_are_of_the_account(air: Air) -> None:
    lee = somebody(air, "lee")
    before = air.client.get("/me/preferences")
    said = {"language": "ko", "timezone": "Asia/Seoul", "theme": "dark", "single_keys": False}

    kept = air.client.call("PUT", "/me/preferences", said)
    dry = air.client.call("PUT", "/me/preferences?dry_run=true", {"theme": "light"})

    assert before.data == {}
    assert kept.data == air.client.get("/me/preferences").data == said
    assert dry.data == {"theme": "light"}
    assert lee.client.get("/me/preferences").data == {}
    assert air.client.call("PUT", "/me/preferences", {"timezone": "Mars"}).status == 422
    assert air.client.call("PUT", "/me/preferences", {"folded": True}).status == 400
    assert air.client.call("PUT", "/me/preferences", {}).data == {}


def test_people_are_found_in_any_normal_form(air: Air) -> None:
    air.platform.ports.preferences.keep("김민지", {"name": "민지"}, at=air.now())
    decomposed = quote(normalize("NFD", "김민지"))

    assert air.client.get(f"/subjects?ids={decomposed}").data == [{"subject": "김민지", "name": "민지"}]
