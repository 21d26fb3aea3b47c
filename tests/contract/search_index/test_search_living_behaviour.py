"""What was dropped from an ontology is in no answer of any search index, though it is still indexed."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from spice.ports.search_facets import Facet
from spice.ports.search_index import Aggregation, Document, Measure, SearchIndex
from spice.searching.living import Living
from tests.contract.search_index.world import DATABASE, FIELDS, a_document, asked, search

TEXTS = frozenset({"name", "code", "tags", "address.city"})
ALL: Living = {"thing": TEXTS, "other": TEXTS}
NO_NAME: Living = {"thing": TEXTS - {"name"}, "other": TEXTS}
NO_THING: Living = {"other": TEXTS}
FEW_FIELDS = {name: kind for name, kind in FIELDS.items() if name != "name"}


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    index.apply(
        DATABASE,
        [
            a_document("a", name="secret boston", code="plain"),
            a_document("b", name="secret", code="boston"),
            a_document("c", code="boston secret"),
            a_document("d", of="other", name="secret boston"),
        ],
    )
    return index


@pytest.mark.parametrize(
    ("living", "q", "found"),
    [
        (None, "secret", "abcd"),
        (ALL, "secret", "abcd"),
        (NO_NAME, "secret", "cd"),
        (NO_NAME, "boston", "bcd"),
        (NO_NAME, "boston secret", "cd"),
        (NO_NAME, "secrt", "cd"),
        (NO_NAME, "plain", "a"),
        (NO_THING, "secret", "d"),
        (NO_THING, "plain", ""),
        ({}, "secret", ""),
    ],
)
def test_a_question_finds_what_lives(filled: SearchIndex, living: Living, q: str, found: str) -> None:
    assert sorted(asked(filled, q, living=living)) == [*found]


def test_a_class_that_is_named_has_its_own_fields(filled: SearchIndex) -> None:
    assert sorted(asked(filled, "secret", living=NO_NAME, classes=["thing"])) == ["c"]
    assert sorted(asked(filled, "secret", living=NO_NAME, classes=["other"])) == ["d"]


def test_marks_stand_in_fields_that_live(filled: SearchIndex) -> None:
    found = search(filled, q="boston", living=NO_NAME, highlight=True)

    assert {hit.id: [*hit.highlight] for hit in found.hits} == {"b": ["code"], "c": ["code"], "d": ["name"]}


@pytest.mark.parametrize(
    ("living", "typed", "found"),
    [(ALL, "sec", "abcd"), (NO_NAME, "sec", "cd"), (NO_NAME, "bos", "bcd"), ({}, "sec", "")],
)
def test_suggestions_are_of_what_lives(filled: SearchIndex, living: Living, typed: str, found: str) -> None:
    assert sorted(hit.id for hit in filled.suggest(DATABASE, typed, living=living)) == [*found]


@pytest.mark.parametrize(("living", "total"), [(None, 4), (ALL, 4), (NO_THING, 1), ({}, 0)])
def test_lists_facets_and_figures_are_of_classes_that_live(
    filled: SearchIndex, living: Living | None, total: int
) -> None:
    found = search(filled, living=living, facets=[Facet(field="_class", kind="keyword")])
    counted = Aggregation(database=DATABASE, living=living, measures=[Measure(op="count", name="n")])
    rows = filled.aggregate(counted).rows

    assert (found.total, len(found.hits)) == (total, total)
    assert sum(count for _, count in found.facets["_class"]) == total
    assert rows == [{"n": total}]


def test_another_property_of_the_same_name_is_another_field(index: SearchIndex) -> None:
    again: Mapping[str, Any] = {**FEW_FIELDS, "name-2": "text"}
    later = replace(a_document("b"), data={"name-2": "secret"}, fields=again)
    index.apply(DATABASE, [a_document("a", name="secret"), later])
    living: Living = {"thing": frozenset({"name-2", "code"})}

    assert asked(index, "secret", living=living) == ["b"]


def test_what_is_indexed_anew_has_only_what_lives(index: SearchIndex) -> None:
    before = a_document("a", name="secret", code="kept")
    index.apply(DATABASE, [before])
    index.apply(DATABASE, [_anew(before)])

    assert asked(index, "secret", living=NO_NAME) == []
    assert asked(index, "kept", living=NO_NAME) == ["a"]
    assert asked(index, "secret") == []


def test_a_field_of_text_that_became_a_number_has_no_words(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", name="12 monkeys", code="x")])
    fields: Mapping[str, Any] = {**FIELDS, "name": "number"}
    index.apply(DATABASE, [replace(a_document("b", name=12, code="x"), fields=fields)])

    assert asked(index, "monkeys", living=NO_NAME) == []
    assert sorted(asked(index, "x", living=NO_NAME)) == ["a", "b"]


def test_a_reader_that_was_there_before_knows_what_came_since(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("c", of="other", code="x")])
    assert asked(index, "secret", living=dict(ALL)) == []

    index.apply(DATABASE, [a_document("a", name="secret")])

    assert asked(index, "secret", living=dict(ALL)) == ["a"]
    assert asked(index, "secret", living=NO_NAME) == []


def _anew(document: Document) -> Document:
    fields: Any = FEW_FIELDS
    return replace(document, fields=fields)
