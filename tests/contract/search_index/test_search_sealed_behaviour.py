"""Of personal values every search index knows whose key each is under: whether they are there, and that alone."""

import pytest
from msgspec.structs import replace

from spice.domain.personal import SealedValue, key_name
from spice.ports.search_facets import Facet
from spice.ports.search_filter import And, Condition, Not
from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, FIELDS, a_document, ids, search

FIELD = "2d0e4c1a-mail"
WORD = "plain"


def sealed(subject: str, generation: int = 1) -> str:
    return str(SealedValue(subject=subject, generation=generation, box=WORD.encode()))


def there(*, value: bool = True) -> Condition:
    return Condition(field=FIELD, kind="sealed", op="exists", value=value)


def under(*keys: str) -> Condition:
    return Condition(field=FIELD, kind="sealed", op="in", value=list(keys))


@pytest.fixture
def full(index: SearchIndex) -> SearchIndex:
    values = {"a": sealed("kim"), "b": sealed("kim", 2), "c": sealed("김 " * 100), "d": None, "e": "not sealed"}
    index.apply(
        DATABASE,
        [
            replace(a_document(id), data={} if value is None else {FIELD: value}, fields={**FIELDS, FIELD: "sealed"})
            for id, value in values.items()
        ],
    )
    return index


def test_what_is_sealed_is_there_and_what_is_not_sealed_is_not(full: SearchIndex) -> None:
    assert ids(full, there()) == ["a", "b", "c"]
    assert ids(full, there(value=False)) == ids(full, Not(part=there())) == ["d", "e"]


def test_it_is_found_by_the_name_of_its_key(full: SearchIndex) -> None:
    assert ids(full, under(key_name("kim", 1))) == ["a"]
    assert ids(full, under(key_name("kim", 2), key_name("김 " * 100, 1), key_name("lee", 1))) == ["b", "c"]
    assert ids(full, And(parts=[there(), Not(part=under(key_name("kim", 1)))])) == ["b", "c"]


def test_a_facet_tells_how_many_lack_it_and_no_values(full: SearchIndex) -> None:
    def counted(*ended: str, missing: bool = True) -> list[tuple[object, int]]:
        facet = Facet(field=FIELD, kind="sealed", missing=missing, ended=ended)
        return list(search(full, facets=[facet]).facets[FIELD])

    assert counted() == [(None, 2)]
    assert counted(key_name("kim", 1), key_name("lee", 1)) == [(None, 3)]
    assert counted(missing=False) == []


def test_full_text_finds_nothing_of_it(full: SearchIndex) -> None:
    assert ids(full, q="sealed1") == ids(full, q=key_name("kim", 1)) == []


def test_a_hundred_thousand_keys_are_asked_for_at_once(full: SearchIndex) -> None:
    many = [key_name(f"s{n}", 1) for n in range(99_999)]

    assert ids(full, And(parts=[there(), Not(part=under(*many, key_name("kim", 1)))])) == ["b", "c"]
