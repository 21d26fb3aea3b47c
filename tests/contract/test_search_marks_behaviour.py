"""What search held, noted apart from it."""

import pytest

from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered, created

KEY = f"database:{DATABASE}"
MADE = administered("DatabaseCreated", KEY, uuid=str(DATABASE), name="air", settings={})


def test_the_last_mark_of_a_database_is_kept(stores: Stores) -> None:
    marks = stores.ports.marks
    before = marks.find(DATABASE)
    for mark in ("a:1", "a:2"):
        marks.keep(DATABASE, mark)

    assert (before, marks.find(DATABASE)) == (None, "a:2")


def test_of_databases_that_are_there_every_mark_is_listed(stores: Stores) -> None:
    marks = stores.ports.marks
    marks.keep(DATABASE, "a:1")
    before = dict(marks.all())

    Writer(stores, shard="ontology-0000").write(MADE)

    assert (before, dict(marks.all())) == ({}, {DATABASE: "a:1"})


@pytest.mark.parametrize(("noted", "then"), [(None, ""), ("a:1", "a:1")])
def test_an_index_made_again_wants_search_to_hold_something_of_who_has_instances(
    stores: Stores, noted: str | None, then: str
) -> None:
    if noted is not None:
        stores.ports.marks.keep(DATABASE, noted)

    since = stores.ports.model.forget()
    Writer(stores).write(created("a"))
    stores.ports.model.complete(since)

    assert stores.ports.marks.find(DATABASE) == then
