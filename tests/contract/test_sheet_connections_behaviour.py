"""Sheets that are looked at: the last of a name stays, the longest unseen come first, a look is of one alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from spice.ports.sheet_connections import Looked, SheetConnection
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import START

ONE = SheetConnection(
    database=DATABASE, name="orders", wanted=b"{}", every_minutes=10, created_by="kim", created_at=START
)


def test_the_last_of_a_name_is_kept_and_those_of_a_database_are_listed(stores: Stores) -> None:
    kept = stores.ports.sheet_connections
    for each in (ONE, replace(ONE, name="a"), replace(ONE, database=UUID(int=1)), replace(ONE, wanted=b"[]")):
        kept.keep(each)

    assert list(kept.all(DATABASE)) == [replace(ONE, name="a"), replace(ONE, wanted=b"[]")]


def test_those_that_were_looked_at_longest_ago_are_due_first(stores: Stores) -> None:
    kept = stores.ports.sheet_connections
    for name, minutes in (("new", None), ("old", 30), ("older", 60), ("fresh", 5)):
        at = None if minutes is None else START - timedelta(minutes=minutes)
        kept.keep(replace(ONE, name=name, looked=Looked(at=at), begun_at=at))

    assert [each.name for each in kept.due(START, limit=9)] == ["new", "older", "old"]
    assert [each.name for each in kept.due(START, limit=1)] == ["new"]


def test_a_look_that_began_and_did_not_end_comes_behind_the_others(stores: Stores) -> None:
    kept = stores.ports.sheet_connections
    for name in ("a", "b"):
        kept.keep(replace(ONE, name=name))

    kept.begin(replace(ONE, name="a"), START)
    kept.begin(replace(ONE, name="b", created_at=START + timedelta(1)), START)

    assert [each.name for each in kept.due(START, limit=9)] == ["b", "a"]


def test_what_a_look_found_is_kept_with_what_it_looked_at(stores: Stores) -> None:
    kept, looked = stores.ports.sheet_connections, Looked(at=START, revision="7", import_id=uuid4(), error="e")
    kept.keep(ONE)
    kept.tell(ONE, looked)
    kept.tell(replace(ONE, created_at=START + timedelta(1)), Looked())
    kept.tell(replace(ONE, name="gone"), looked)

    assert list(kept.all(DATABASE)) == [replace(ONE, looked=looked)]


def test_what_was_removed_is_not_there(stores: Stores) -> None:
    kept = stores.ports.sheet_connections
    kept.keep(ONE)

    assert (kept.delete(DATABASE, "orders"), kept.delete(DATABASE, "orders"), kept.all(DATABASE)) == (True, False, [])
