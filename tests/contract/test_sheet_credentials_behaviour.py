"""Sealed keys of databases: the last of a name stays, and nobody else's are seen."""

from dataclasses import replace
from uuid import UUID

from spice.ports.sheet_credentials import SheetCredential
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import START

ONE = SheetCredential(
    database=DATABASE,
    name="finance",
    kind="service_account",
    account="robot@shop.iam.gserviceaccount.com",
    sealed="sealed",
    created_by="lee",
    created_at=START,
)


def test_the_last_of_a_name_is_kept(stores: Stores) -> None:
    kept = stores.ports.sheet_credentials
    kept.keep(ONE)

    kept.keep(replace(ONE, sealed="again", created_by="kim"))

    assert kept.find(DATABASE, "finance") == replace(ONE, sealed="again", created_by="kim")
    assert kept.find(UUID(int=1), "finance") is kept.find(DATABASE, "other") is None


def test_those_of_a_database_are_listed_by_name(stores: Stores) -> None:
    kept = stores.ports.sheet_credentials
    for each in (replace(ONE, name="b"), replace(ONE, name="a"), replace(ONE, database=UUID(int=1))):
        kept.keep(each)

    assert [each.name for each in kept.all(DATABASE)] == ["a", "b"]


def test_what_was_removed_is_not_there(stores: Stores) -> None:
    kept = stores.ports.sheet_credentials
    kept.keep(ONE)

    assert (kept.delete(DATABASE, "finance"), kept.delete(DATABASE, "finance")) == (True, False)
    assert kept.all(DATABASE) == []
