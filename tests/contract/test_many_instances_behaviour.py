"""Current instances, many at once: by id, and by when they changed."""

from uuid import UUID

import pytest

from spice.application.upkeep.pack_histories import PackHistories
from spice.ports.instance_reader import InstanceReader
from spice.ports.many_instances import Name
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, THING, Writer, created, deleted, updated


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


@pytest.fixture
def reader(stores: Stores, writer: Writer) -> InstanceReader:
    writer.write(created("a", {"p-note": "x"}), created("b", at=1), created("c", at=2), created("한", at=3))
    writer.write(updated("a", 2, {"p-note": "y"}), deleted("b", 2, at=1))
    return stores.ports.instances


def names(*identities: str) -> list[Name]:
    return [Name(THING, identity) for identity in identities]


def test_those_that_are_there_and_not_deleted_are_told(reader: InstanceReader) -> None:
    asked = names("a", "b", "c", "한", "never")

    assert reader.classes(DATABASE, asked) == dict.fromkeys(names("a", "c", "한"), THING)
    found = reader.instances(DATABASE, asked)
    assert {name.id: (each.version, each.data) for name, each in found.items()} == {
        "a": (2, {"p-note": "y"}),
        "c": (1, {}),
        "한": (1, {}),
    }


def test_nobody_is_found_where_nobody_is_asked_for_or_of_another_place(reader: InstanceReader) -> None:
    assert (reader.classes(DATABASE, []), reader.instances(DATABASE, [])) == ({}, {})
    assert reader.classes(UUID(int=1), names("a")) == {}
    assert reader.instances(DATABASE, [Name("c-other", "a")]) == {}


def test_histories_are_read_together_of_whom_nothing_is_packed(stores: Stores, reader: InstanceReader) -> None:
    told = reader.tails(DATABASE, names("a", "b", "한", "never"))

    assert {name.id: [event.type for event in events] for name, events in told.items()} == {
        "a": ["InstanceCreated", "InstanceUpdated"],
        "b": ["InstanceCreated", "InstanceDeleted"],
        "한": ["InstanceCreated"],
    }
    assert all(list(events) == list(reader.events(DATABASE, *name)) for name, events in told.items())
    PackHistories(stores.ports.histories, stores.ports.packs, lambda: "pack", every=2)()
    assert reader.tails(DATABASE, names("a", "한")).keys() == set(names("한"))
    assert reader.tails(DATABASE, []) == {}


def test_what_changed_after_a_moment_is_listed_deleted_ones_too(reader: InstanceReader) -> None:
    first = reader.instances(DATABASE, names("c", "한"))
    moment = max(each.updated_at for each in first.values())

    changed = reader.changed_since(DATABASE, [THING], moment, limit=10)

    assert {(root, each.id, each.deleted) for root, each in changed} == {(THING, "a", False), (THING, "b", True)}
    assert len(reader.changed_since(DATABASE, [THING], moment, limit=1)) == 1
    assert list(reader.changed_since(DATABASE, ["c-other"], moment, limit=10)) == []
    assert list(reader.changed_since(UUID(int=1), [THING], moment, limit=10)) == []
