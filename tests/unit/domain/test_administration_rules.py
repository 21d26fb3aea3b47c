"""Databases and grants."""

from uuid import UUID

import pytest

from spice.domain.administration import (
    CreateDatabase,
    DatabaseCreated,
    DatabaseUpdated,
    DeleteDatabase,
    GrantRemoved,
    GrantSet,
    RemoveGrant,
    SetGrant,
    UpdateDatabase,
)
from spice.domain.administration_rules import DatabaseState, Decidable, decide_administration
from spice.domain.errors import DomainError

ONE = UUID(int=1)
KOREA = DatabaseState(uuid=ONE, name="korea", settings={"region": "KR", "label": {"ko": "한국"}})


def creation(name: str = "korea", **settings: object) -> CreateDatabase:
    return CreateDatabase(uuid=ONE, name=name, settings=settings)


def refusals(command: Decidable, database: DatabaseState | None, **options: object) -> list[tuple[str, str]]:
    with pytest.raises(DomainError) as refused:
        decide_administration(command, database=database, **options)  # type: ignore[arg-type]  # options of it
    return [(problem.code, problem.path) for problem in refused.value.problems]


def test_a_database_is_created_with_the_settings_given() -> None:
    events = decide_administration(creation(region="KR", timezone="Asia/Seoul", label=None), database=None)

    assert events == [DatabaseCreated(uuid=ONE, name="korea", settings={"region": "KR", "timezone": "Asia/Seoul"})]


@pytest.mark.parametrize("name", ["", "1a", "a b", "한국", "a" * 65, "a/b", "-a"])
def test_a_name_that_does_not_fit_a_path_is_refused(name: str) -> None:
    assert refusals(creation(name), None) == [("constraint_violated", "/name")]


def test_all_broken_settings_are_told_at_once() -> None:
    command = creation(region="Korea", timezone="Seoul/Nowhere", compatibility="SOME", colour="red")

    assert {*refusals(command, None)} == {
        ("constraint_violated", "/region"),
        ("constraint_violated", "/timezone"),
        ("constraint_violated", "/compatibility"),
        ("unknown_field", "/colour"),
    }


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/passwd", "Asia", "", 5])
def test_a_timezone_is_no_path(zone: object) -> None:
    assert refusals(creation(timezone=zone), None) == [("constraint_violated", "/timezone")]


def test_a_taken_name_is_refused() -> None:
    assert refusals(creation(), None, name_taken=True) == [("already_exists", "/name")]


def test_an_update_is_a_merge_patch_and_the_name_stays() -> None:
    events = decide_administration(
        UpdateDatabase(uuid=ONE, patch={"label": {"en": "Korea"}, "region": None}), database=KOREA
    )

    assert events == [
        DatabaseUpdated(
            uuid=ONE,
            patch={"label": {"en": "Korea"}, "region": None},
            settings={"label": {"ko": "한국", "en": "Korea"}},
        )
    ]
    assert decide_administration(UpdateDatabase(uuid=ONE, patch={"region": "KR"}), database=KOREA) == []
    assert refusals(UpdateDatabase(uuid=ONE, patch={"name": "japan"}), KOREA) == [("unknown_field", "/name")]


def test_a_patch_removes_one_language_and_what_is_the_default_already_changes_nothing() -> None:
    both = DatabaseState(uuid=ONE, name="korea", settings={"region": "KR", "label": {"ko": "한국", "en": "Korea"}})

    (event,) = decide_administration(UpdateDatabase(uuid=ONE, patch={"label": {"en": None}}), database=both)

    assert isinstance(event, DatabaseUpdated)
    assert event.settings == {"region": "KR", "label": {"ko": "한국"}}
    assert decide_administration(UpdateDatabase(uuid=ONE, patch={"region": None}), database=both) == []


def test_a_version_that_is_over_is_refused() -> None:
    second = DatabaseState(uuid=ONE, name="korea", version=2)

    assert refusals(DeleteDatabase(uuid=ONE), second, expected_version=1) == [("version_conflict", "")]
    assert decide_administration(DeleteDatabase(uuid=ONE), database=second, expected_version=2)


def test_what_is_gone_is_not_found() -> None:
    gone = DatabaseState(uuid=ONE, name="korea", deleted=True)

    assert refusals(DeleteDatabase(uuid=ONE), gone) == [("not_found", "")]
    assert refusals(SetGrant(subject="kim", role="viewer"), None) == [("not_found", "")]


def test_grants_are_set_once_and_removed_once() -> None:
    grants = {"boss": "owner", "kim": "viewer"}

    assert decide_administration(SetGrant(subject="kim", role="editor"), database=KOREA, grants=grants) == [
        GrantSet(subject="kim", role="editor")
    ]
    assert decide_administration(SetGrant(subject="kim", role="viewer"), database=KOREA, grants=grants) == []
    assert decide_administration(RemoveGrant(subject="kim"), database=KOREA, grants=grants) == [
        GrantRemoved(subject="kim")
    ]
    assert refusals(RemoveGrant(subject="lee"), KOREA, grants=grants) == [("not_found", "")]


def test_a_database_keeps_an_owner() -> None:
    grants = {"boss": "owner", "kim": "viewer"}

    assert refusals(RemoveGrant(subject="boss"), KOREA, grants=grants) == [("constraint_violated", "/role")]
    assert refusals(SetGrant(subject="boss", role="editor"), KOREA, grants=grants) == [("constraint_violated", "/role")]
    assert decide_administration(RemoveGrant(subject="boss"), database=KOREA, grants={**grants, "kim": "owner"})


@pytest.mark.parametrize(("subject", "role"), [("", "viewer"), ("a\0", "viewer"), (" a", "viewer"), ("a", "boss")])
def test_a_grant_names_a_subject_and_a_role(subject: str, role: str) -> None:
    assert refusals(SetGrant(subject=subject, role=role), KOREA)
