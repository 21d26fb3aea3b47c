"""Saved explorations and preferences: guarded by their version, untouched by what becomes of the index."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from spice.domain.errors import DomainError
from spice.ports.views import View
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import START

OTHER = UUID(int=1)


def a_view(number: int = 1, name: str = "비싼 것", **more: object) -> View:
    search = {"class": "Good", "filter": ["price:gt:1.10"]}
    view = View(
        id=UUID(int=number), owner="kim", name=name, shared=False, search=search, created_at=START, updated_at=START
    )
    return replace(view, **more)  # type: ignore[arg-type]  # fields by name


def test_views_of_a_database_are_told_by_name(stores: Stores) -> None:
    views = stores.ports.views
    for view in (a_view(1, "b"), a_view(2, "a", shared=True), a_view(3, "a")):
        views.keep(DATABASE, view, expected_version=0)

    assert [view.id.int for view in views.of(DATABASE)] == [2, 3, 1]
    assert views.find(DATABASE, UUID(int=2)) == a_view(2, "a", shared=True)
    assert views.find(OTHER, UUID(int=2)) is None
    assert views.of(OTHER) == []


def test_a_view_is_changed_from_the_version_that_is_expected(stores: Stores) -> None:
    views = stores.ports.views
    views.keep(DATABASE, a_view(), expected_version=0)

    kept = views.keep(DATABASE, a_view(name="x", shared=True, search={"class": "Bad"}), expected_version=1)

    expected = a_view(name="x", shared=True, search={"class": "Bad"}, version=2)
    assert kept == views.find(DATABASE, kept.id) == expected
    for version in (0, 1, 3):
        with pytest.raises(DomainError) as refused:
            views.keep(DATABASE, a_view(name="y"), expected_version=version)
        assert refused.value.code == "version_conflict"
    assert views.find(DATABASE, kept.id) == expected


def test_of_many_that_save_one_view_one_does(stores: Stores) -> None:
    def keep(number: int) -> bool:
        try:
            stores.ports.views.keep(DATABASE, a_view(name=str(number)), expected_version=0)
        except DomainError:
            return False
        return True

    assert stores.at_once([partial(keep, number) for number in range(6)]).count(True) == 1


def test_a_view_that_is_deleted_is_gone(stores: Stores) -> None:
    views = stores.ports.views
    views.keep(DATABASE, a_view(), expected_version=0)

    with pytest.raises(DomainError):
        views.drop(DATABASE, UUID(int=1), expected_version=2)
    views.drop(DATABASE, UUID(int=1), expected_version=1)

    assert views.of(DATABASE) == []


def test_views_and_preferences_outlive_the_index(stores: Stores) -> None:
    stores.ports.views.keep(DATABASE, a_view(), expected_version=0)
    stores.ports.preferences.keep("kim", {"language": "ko"}, at=START)

    stores.ports.model.forget()
    expired = stores.ports.retention.expire()

    assert expired["views"] == 0
    assert stores.ports.views.of(DATABASE) == [a_view()]
    assert stores.ports.preferences.find("kim") == {"language": "ko"}


def test_the_last_preferences_are_kept_and_none_are_forgotten(stores: Stores) -> None:
    preferences = stores.ports.preferences
    preferences.keep("kim", {"language": "ko", "single_keys": False}, at=START)
    preferences.keep("kim", {"theme": "dark"}, at=START)
    assert preferences.of(["kim", "lee"]) == {"kim": {"theme": "dark"}}

    assert preferences.find("kim") == {"theme": "dark"}
    assert preferences.find("lee") == {}
    preferences.keep("kim", {}, at=START)
    assert preferences.find("kim") == {}
