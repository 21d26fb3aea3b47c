"""Long texts: every search index orders, compares and tells them by all of their characters."""

from random import Random
from typing import Any

import pytest

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.messages.codec import decode, encode
from spice.ports.search_facets import Facet
from spice.ports.search_filter import And
from spice.ports.search_index import Aggregation, GroupBy, Measure, SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, by, every_page, ids, search, where

ALIKE = "p" * 1200
HUGE = "가" * 40_000
POOL = ["a", "p" * 1000, "p" * 1001, *(ALIKE + letter for letter in "abcdefgh"), HUGE + "1", HUGE + "2", "z"]
NAMES = {
    "a": ALIKE + "c",
    "b": ALIKE + "a",
    "c": ALIKE + "b",
    "d": "p" * 1000,
    "e": "p" * 999 + "q",
    "f": "o",
    "g": HUGE + "2",
    "h": HUGE + "1",
    "i": ALIKE + "b",
}
ORDER = ["f", "d", "b", "c", "i", "a", "e", "h", "g"]


@pytest.fixture
def texts(index: SearchIndex) -> SearchIndex:
    index.apply(DATABASE, [a_document(id, name=name, delay=n % 2) for n, (id, name) in enumerate(NAMES.items())])
    index.apply(DATABASE, [a_document("z")])
    return index


def test_they_sort_by_all_of_their_characters(texts: SearchIndex) -> None:
    assert ids(texts, sort=by("name")) == [*ORDER, "z"]
    assert ids(texts, sort=by("-name")) == ["g", "h", "e", "a", "c", "i", "b", "d", "f", "z"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("sort", [["name"], ["-name"], ["delay", "-name"], ["name", "-_id"]])
def test_their_pages_hold_everything_once(texts: SearchIndex, sort: list[str], limit: int) -> None:
    assert every_page(texts, limit, sort=by(*sort)) == ids(texts, sort=by(*sort))


def test_a_page_of_answers_to_a_question_goes_on_among_them(texts: SearchIndex) -> None:
    texts.apply(DATABASE, [a_document(f"q{n}", name="word " * 300 + str(9 - n)) for n in range(4)])

    assert every_page(texts, 1, q="word", sort=by("name")) == ["q3", "q2", "q1", "q0"]


def test_a_page_goes_on_behind_the_text_of_a_list_that_was_compared(index: SearchIndex) -> None:
    lists = {"0": [ALIKE + "a", ALIKE + "0"], "1": [ALIKE + "b", ALIKE + "0"], "2": [ALIKE + "0"]}
    index.apply(DATABASE, [a_document(id, tags=tags) for id, tags in lists.items()])

    assert every_page(index, 1, sort=by("tags")) == ["0", "1", "2"]
    assert every_page(index, 1, sort=by("-tags")) == ["1", "0", "2"]


@pytest.mark.parametrize("sort", [["tags"], ["-tags"], ["-tags", "name"], ["delay", "tags"], ["name", "-tags", "-_id"]])
@pytest.mark.parametrize("seed", range(3))
def test_pages_of_lists_of_them_hold_everything_once(index: SearchIndex, sort: list[str], seed: int) -> None:
    chosen, twin = Random(seed), MemorySearchIndex()
    names: list[dict[str, Any]] = [{"name": text} for text in POOL]
    documents = [
        a_document(
            f"i{n}",
            tags=chosen.sample(POOL, chosen.randrange(5)),
            delay=n % 2,
            **chosen.choice([{}, *names]),
        )
        for n in range(25)
    ]
    for each in (index, twin):
        each.apply(DATABASE, documents)

    right = ids(twin, sort=by(*sort))

    assert ids(index, sort=by(*sort)) == right
    assert [every_page(index, limit, sort=by(*sort)) for limit in (1, 2, 3, 7, 24)] == [right] * 5


def test_a_place_among_them_survives_that_its_document_goes(texts: SearchIndex) -> None:
    first = search(texts, sort=by("name"), limit=3).hits
    place = decode(encode(list(first[-1].sort_values)))
    texts.apply(DATABASE, [a_document("b", version=2, deleted=True)])

    second = search(texts, sort=by("name"), limit=20, after=place).hits

    assert [hit.id for hit in second] == [*ORDER[3:], "z"]


@pytest.mark.parametrize(
    ("op", "found"),
    [("lt", "bdf"), ("lte", "bcdfi"), ("gt", "aegh"), ("gte", "aceghi"), ("eq", "ci"), ("ne", "abdefghz")],
)
def test_they_compare_by_all_of_their_characters(texts: SearchIndex, op: str, found: str) -> None:
    condition = where("name", op, ALIKE + "b")

    assert "".join(ids(texts, condition)) == found
    assert "".join(ids(texts, And(parts=[condition, where("name", "exists", True)]))) == found.removesuffix("z")


def test_any_of_several_values_is_enough(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", tags=[ALIKE + "z", "a"]), a_document("b", tags=[ALIKE + "a", "z"])])

    assert ids(index, where("tags", "lt", ALIKE + "b")) == ["a", "b"]
    assert ids(index, where("tags", "gt", ALIKE + "b")) == ["a", "b"]
    assert ids(index, where("tags", "gt", "z")) == []
    assert ids(index, sort=by("tags")) == ["a", "b"]
    assert ids(index, sort=by("-tags")) == ["b", "a"]


def test_a_bound_nobody_has_divides_them(texts: SearchIndex) -> None:
    assert ids(texts, where("name", "gt", ALIKE)) == ["a", "b", "c", "e", "g", "h", "i"]
    assert ids(texts, where("name", "lt", "p" * 1001)) == ["d", "f"]
    assert ids(texts, where("name", "gte", HUGE + "11")) == ["g"]


def test_facets_and_groups_tell_them_whole(texts: SearchIndex) -> None:
    asked = Aggregation(
        database=DATABASE,
        group_by=[GroupBy(field="name", kind="text", name="name")],
        measures=[Measure(op="count", name="n")],
        filter=where("name", "exists", True),
    )

    facet = search(texts, facets=[Facet(field="name", kind="text")]).facets["name"]
    rows = texts.aggregate(asked).rows

    told = sorted({*NAMES.values()})
    assert [*facet] == [(ALIKE + "b", 2), *((name, 1) for name in told if name != ALIKE + "b")]
    assert [row["name"] for row in rows] == told


def test_a_facet_has_the_smaller_first_among_equals(index: SearchIndex) -> None:
    names = [f"{ALIKE}{n:02d}" for n in range(30)]
    index.apply(DATABASE, [a_document(f"i{n}", name=name) for n, name in enumerate(names)])

    assert [*search(index, facets=[Facet(field="name", kind="text")]).facets["name"]] == [
        (name, 1) for name in names[:20]
    ]
