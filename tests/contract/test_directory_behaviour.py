"""Databases, grants and heads: what administration events leave in the index."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from spice.ports.errors import Transient
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered
from tests.support.memory_platform import START

NAMES = {"air": DATABASE, "sea": UUID(int=2), "ash": UUID(int=3)}


@pytest.fixture
def registry(stores: Stores) -> Writer:
    """The shard that says which databases exist."""
    return Writer(stores, shard="ontology-0002")


@pytest.fixture
def other(stores: Stores) -> Writer:
    """The shard of a database's grants and commits."""
    return Writer(stores, shard="ontology-0000")


def create(registry: Writer, name: str = "air", **settings: object) -> None:
    registry.write(administered("DatabaseCreated", "databases", uuid=str(NAMES[name]), name=name, settings=settings))


def grant(writer: Writer, subject: str, role: str) -> None:
    writer.write(administered("GrantSet", str(DATABASE), subject=subject, role=role))


def revoke(writer: Writer, subject: str) -> None:
    writer.write(administered("GrantRemoved", str(DATABASE), subject=subject))


def commit(writer: Writer, head: str) -> None:
    writer.write(administered("OntologyCommitted", str(DATABASE), commit=head, parent=None, message="", classes={}))


def test_whoever_creates_a_database_owns_it(registry: Writer) -> None:
    create(registry, label={"ko": "항공"}, timezone="Asia/Seoul")

    access = registry.stores.ports.directory.access("air", "kim")

    assert access is not None
    assert (access.role, access.database.uuid, access.database.version) == ("owner", DATABASE, 1)
    assert (access.database.label, access.database.timezone, access.database.region) == (
        {"ko": "항공"},
        "Asia/Seoul",
        "KR",
    )
    assert (access.database.created_by, access.database.created_at) == ("kim", START + timedelta(seconds=1))
    assert access.database.head is None


def test_a_stranger_has_no_role_and_a_database_may_not_be_there(registry: Writer) -> None:
    create(registry)
    directory = registry.stores.ports.directory

    access = directory.access("air", "lee")

    assert access is not None
    assert access.role is None
    assert directory.access("sea", "kim") is None


def test_grants_come_and_go(registry: Writer, other: Writer) -> None:
    create(registry)
    grant(other, "lee", "viewer")
    grant(other, "lee", "editor")
    grant(other, "park", "viewer")
    revoke(other, "park")
    directory = registry.stores.ports.directory

    assert [(each.subject, each.role) for each in directory.grants(DATABASE)] == [("kim", "owner"), ("lee", "editor")]
    assert directory.roles("lee") == {"air": "editor"}
    assert directory.roles("park") == {}
    access = directory.access("air", "park")
    assert access is not None
    assert access.role is None


def test_grants_and_heads_may_be_replayed_before_their_database(registry: Writer, other: Writer) -> None:
    commit(other, "c1")
    revoke(other, "kim")
    grant(other, "lee", "owner")
    create(registry)
    directory = registry.stores.ports.directory

    access = directory.access("air", "lee")

    assert access is not None
    assert (access.role, access.database.head) == ("owner", "c1")
    assert [each.subject for each in directory.grants(DATABASE)] == ["lee"]


def test_a_change_of_settings_replaces_them_and_keeps_the_head(registry: Writer, other: Writer) -> None:
    create(registry, description="old", region="KR")
    commit(other, "c1")
    registry.write(
        administered("DatabaseUpdated", "databases", uuid=str(DATABASE), patch={}, settings={"label": "new"})
    )

    access = registry.stores.ports.directory.access("air", "kim")

    assert access is not None
    database = access.database
    assert (database.label, database.description, database.version, database.head) == ("new", None, 2, "c1")


def test_a_deleted_database_is_gone_and_its_name_free(registry: Writer) -> None:
    create(registry)
    registry.write(administered("DatabaseDeleted", "databases", uuid=str(DATABASE)))
    directory = registry.stores.ports.directory
    gone = directory.access("air", "kim")
    again = administered("DatabaseCreated", "databases", uuid=str(UUID(int=9)), name="air", settings={})
    registry.write(again)

    access = directory.access("air", "kim")

    assert gone is None
    assert access is not None
    assert access.database.uuid == UUID(int=9)
    assert directory.roles("kim") == {"air": "owner"}


def test_databases_are_listed_by_name_in_pages(registry: Writer) -> None:
    for name in NAMES:
        create(registry, name)
    directory = registry.stores.ports.directory

    assert [each.name for each in directory.databases(subject=None)] == ["air", "ash", "sea"]
    assert [each.name for each in directory.databases(subject=None, after="air", limit=1)] == ["ash"]
    assert [each.name for each in directory.databases(subject="kim")] == ["air", "ash", "sea"]
    assert list(directory.databases(subject="lee")) == []


def test_a_snapshot_finds_databases_by_uuid_and_by_name(registry: Writer, other: Writer) -> None:
    create(registry)
    create(registry, "sea")
    grant(other, "lee", "viewer")
    commit(other, "c1")

    wanted = Wanted(databases=[DATABASE], database_names=["sea", "none"], grants=[DATABASE])
    snapshot = registry.stores.ports.model.snapshot("ontology-0000", wanted)

    assert {uuid: each.name for uuid, each in snapshot.databases.items()} == {DATABASE: "air", NAMES["sea"]: "sea"}
    assert snapshot.names["sea"] == NAMES["sea"]
    assert "none" not in snapshot.names
    assert snapshot.databases[DATABASE].head == "c1"
    assert snapshot.grants == {DATABASE: {"kim": "owner", "lee": "viewer"}}


def test_nothing_is_answered_from_an_index_that_is_being_rebuilt(registry: Writer) -> None:
    create(registry)
    registry.stores.ports.model.forget()

    with pytest.raises(Transient):
        registry.stores.ports.directory.access("air", "kim")
    registry.stores.ports.next_index.begin(go_on=False)
    registry.stores.ports.next_index.swap(lambda: None)

    assert registry.stores.ports.directory.access("air", "kim") is None


def test_main_alone_is_what_instances_go_by(registry: Writer, other: Writer) -> None:
    create(registry)
    commit(other, "c1")
    branch = {"id": str(UUID(int=9)), "name": "try", "head": "c1", "protected": False, "required_reviews": 0}
    branch |= {"writers": [], "version": 1, "deleted": False}
    for kind in ("BranchCreated", "BranchUpdated", "BranchDeleted"):
        other.write(administered(kind, str(DATABASE), branch=branch))

    more: dict[str, Any] = {"parent": "c1", "message": "", "classes": {}, "branch": "try"}
    other.write(administered("OntologyCommitted", str(DATABASE), commit="c2", **more))

    access = registry.stores.ports.directory.access("air", "kim")
    assert access is not None
    assert access.database.head == "c1"


def test_a_name_tells_all_that_had_it_the_latest_first(registry: Writer) -> None:
    create(registry)
    registry.write(administered("DatabaseDeleted", "databases", uuid=str(DATABASE)))
    registry.write(administered("DatabaseCreated", "databases", uuid=str(UUID(int=9)), name="air", settings={}))
    create(registry, "sea")

    assert list(registry.stores.ports.directory.named("air")) == [UUID(int=9), DATABASE]
    assert list(registry.stores.ports.directory.named("ash")) == []
