"""What search held, noted apart from it."""

from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered

KEY = f"database:{DATABASE}"
MADE = administered("DatabaseCreated", KEY, uuid=str(DATABASE), name="air", settings={})


def test_the_last_mark_of_a_database_is_kept(stores: Stores) -> None:
    marks = stores.ports.marks
    before = marks.find(DATABASE)
    for mark in ("a:1", "a:2"):
        marks.keep(DATABASE, mark)

    assert (before, marks.find(DATABASE)) == (None, "a:2")


def test_a_mark_gives_way_to_no_older_one_and_to_none_of_another_index(stores: Stores) -> None:
    marks = stores.ports.marks
    marks.keep(DATABASE, "a:2")
    for mark in ("a:1", "b:9", ""):
        marks.keep(DATABASE, mark)
    kept = marks.find(DATABASE)
    marks.replace(DATABASE, "b:1")
    marks.keep(DATABASE, "a:3")

    assert (kept, marks.find(DATABASE)) == ("a:2", "b:1")


def test_of_databases_that_are_there_every_mark_is_listed(stores: Stores) -> None:
    marks = stores.ports.marks
    marks.keep(DATABASE, "a:1")
    before = dict(marks.all())

    Writer(stores, shard="ontology-0000").write(MADE)

    assert (before, dict(marks.all())) == ({}, {DATABASE: "a:1"})
