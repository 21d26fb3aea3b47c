"""What every search index gives in which order: sorts, pages, facets."""

from decimal import Decimal
from typing import Any

import pytest

from spice.messages.codec import decode, encode
from spice.ports.search_facets import Facet
from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, asked, by, every_page, ids, search, where


@pytest.fixture
def full(index: SearchIndex) -> SearchIndex:
    documents = []
    for n in range(60):
        data: dict[str, Any] = {"code": "JFK" if n % 3 else "LGA", "name": f"flight {n % 2}"}
        if n % 4:
            data["delay"] = n % 5
        documents.append(a_document(f"i{n:02d}", created=n // 10, **data))
    index.apply(DATABASE, documents)
    return index


def test_without_a_sort_the_newest_come_first_then_by_id(full: SearchIndex) -> None:
    first = [hit.id for hit in search(full, limit=12).hits]

    assert first == [*(f"i{n}" for n in range(50, 60)), "i40", "i41"]


@pytest.mark.parametrize("sort", [["delay"], ["-delay"]])
def test_missing_values_come_last_in_both_directions(full: SearchIndex, sort: list[str]) -> None:
    order = every_page(full, 60, sort=by(*sort))

    assert order[-15:] == [f"i{n:02d}" for n in range(0, 60, 4)]


@pytest.mark.parametrize("limit", [1, 7, 20])
@pytest.mark.parametrize(
    "sort",
    [["delay"], ["-delay", "code"], ["code", "-delay", "-_id"], ["name", "-code", "delay"], ["-_created_at", "delay"]],
)
def test_pages_hold_everything_once_in_the_order_of_one_big_page(
    full: SearchIndex, sort: list[str], limit: int
) -> None:
    whole = [hit.id for hit in search(full, sort=by(*sort), limit=100).hits]

    assert every_page(full, limit, sort=by(*sort)) == whole
    assert sorted(whole) == sorted(f"i{n:02d}" for n in range(60))


def test_a_place_survives_being_sent_to_a_client_and_back(full: SearchIndex) -> None:
    for query in ({"sort": by("-delay", "code")}, {"q": "flight"}):
        first = search(full, limit=31, **query).hits
        place = decode(encode(list(first[-1].sort_values)))

        second = search(full, limit=60, after=place, **query).hits

        assert len({hit.id for hit in first} | {hit.id for hit in second}) == 60
        assert len(first) + len(second) == 60


@pytest.mark.parametrize("asks", [{"sort": by("delay")}, {"q": "flight"}])
def test_pages_stand_still_while_data_changes(full: SearchIndex, asks: dict[str, object]) -> None:
    before = every_page(full, 60, **asks)
    first = search(full, limit=20, **asks).hits

    full.apply(DATABASE, [a_document(f"new{n}", name="flight new flight", delay=n) for n in range(30)])
    full.apply(DATABASE, [a_document(before[5], version=2, deleted=True)])
    rest = search(full, limit=500, after=first[-1].sort_values, **asks).hits

    assert [hit.id for hit in rest if not hit.id.startswith("new")] == before[20:]


def test_numbers_sort_with_all_their_digits(index: SearchIndex) -> None:
    numbers: list[int | Decimal] = [
        2**53 + 1,
        2**53,
        Decimal("0.1"),
        Decimal("0.10000000000000000000001"),
        -5,
        Decimal("-5.5"),
        10**40,
        0,
    ]
    index.apply(DATABASE, [a_document(f"n{n}", delay=number) for n, number in enumerate(numbers)])
    expected = [f"n{n}" for n, _ in sorted(enumerate(numbers), key=lambda pair: pair[1])]

    assert ids(index, sort=by("delay")) == expected
    assert ids(index, sort=by("-delay")) == expected[::-1]


def test_of_several_values_the_first_in_the_direction_asked_counts(index: SearchIndex) -> None:
    index.apply(
        DATABASE,
        [a_document("a", marks=[1, 9]), a_document("b", marks=[5]), a_document("c", marks=[]), a_document("d")],
    )

    assert ids(index, sort=by("marks")) == ["a", "b", "c", "d"]
    assert ids(index, sort=by("-marks")) == ["a", "b", "c", "d"]
    assert every_page(index, 1, sort=by("-marks")) == ["a", "b", "c", "d"]


def test_the_score_may_stand_anywhere_in_the_sort(full: SearchIndex) -> None:
    full.apply(
        DATABASE, [a_document("exact", name="flight", code="JFK"), a_document("wide", name="the flights", code="A")]
    )
    sort = by("-code", "-_score")
    whole = [hit.id for hit in search(full, q="flight", sort=sort, limit=100).hits]

    assert every_page(full, 3, q="flight", sort=sort) == whole
    assert whole[20] == "exact"
    assert whole[-1] == "wide"
    assert asked(full, "flight", limit=1) == ["exact"]


def test_the_total_is_exact_on_every_page(full: SearchIndex) -> None:
    only = where("code", "eq", "LGA")
    first = search(full, filter=only, limit=2)

    assert first.total == 20
    assert search(full, filter=only, limit=2, after=first.hits[-1].sort_values).total == 20


def test_facets_count_the_most_frequent_values_smallest_first_among_equals(full: SearchIndex) -> None:
    found = search(full, facets=[Facet(field="code", kind="keyword"), Facet(field="delay", kind="number")], limit=1)

    assert list(found.facets["code"]) == [("JFK", 40), ("LGA", 20)]
    assert list(found.facets["delay"]) == [(0, 9), (1, 9), (2, 9), (3, 9), (4, 9)]


def test_facets_show_twenty_values(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", code=f"c{n:03d}", tags=["t"]) for n in range(300)])

    found = search(index, facets=[Facet(field="code", kind="keyword"), Facet(field="tags", kind="keyword")], limit=1)

    assert list(found.facets["code"]) == [(f"c{n:03d}", 1) for n in range(20)]
    assert list(found.facets["tags"]) == [("t", 300)]
