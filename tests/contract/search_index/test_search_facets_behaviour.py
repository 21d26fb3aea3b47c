"""What every search index counts beside its hits: values that begin so, ranges of them, hits without any."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from spice.ports.search_facets import Facet, Range
from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, KINDS, a_document, search, where

JANUARY, MARCH = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture
def full(index: SearchIndex) -> SearchIndex:
    index.apply(
        DATABASE,
        [
            a_document(
                "a", name="Seoul", tags=["Seoul", "busan"], delay=1, marks=[1, 9], lasts="PT1H", opens="09:00:00"
            ),
            a_document(
                "b", name="SEOUL", tags=["seattle"], delay=Decimal("1.5"), lasts="PT60M", at="2024-01-01T00:00:00Z"
            ),
            a_document("c", name="seoul", delay=-3, marks=[4], lasts="P1D", at="2024-02-29T23:59:59Z"),
            a_document("d", name="Busan", tags=["busan"], delay=10, opens="18:30:00", at="2024-03-01T00:00:00Z"),
            a_document("e", name="Busan"),
        ],
    )
    return index


def counts(index: SearchIndex, field: str, *, q: str | None = None, **asked: object) -> list[tuple[object, int]]:
    facet = Facet(field=field, kind=KINDS[field], **asked)  # type: ignore[arg-type]  # what a test names
    return list(search(index, facets=[facet], limit=1, q=q).facets[field])


def test_a_facet_shows_as_many_values_as_are_asked_for(full: SearchIndex) -> None:
    assert counts(full, "name", size=1) == [("Busan", 2)]
    assert counts(full, "name", size=2) == [("Busan", 2), ("SEOUL", 1)]


def test_a_facet_of_more_values_than_are_shown_at_first(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", code=f"c{n:03d}") for n in range(450)])

    assert counts(index, "code", size=300) == [(f"c{n:03d}", 1) for n in range(300)]
    assert counts(index, "code", prefix="C44") == [(f"c44{n}", 1) for n in range(10)]


def test_a_facet_with_a_prefix_counts_values_that_begin_so_whatever_their_case(full: SearchIndex) -> None:
    assert counts(full, "name", prefix="seo") == [("SEOUL", 1), ("Seoul", 1), ("seoul", 1)]
    assert counts(full, "tags", prefix="SE") == [("Seoul", 1), ("seattle", 1)]
    assert counts(full, "tags", prefix="x") == []


def test_a_facet_with_a_prefix_reads_long_texts(index: SearchIndex) -> None:
    alike = "p" * 5000
    index.apply(DATABASE, [a_document("a", name=f"{alike}a"), a_document("b", name=f"{alike}b")])

    assert counts(index, "name", prefix=f"{alike}B".upper()) == [(f"{alike}b", 1)]


def test_a_facet_tells_how_many_hits_have_no_value(full: SearchIndex) -> None:
    assert counts(full, "tags", missing=True) == [("busan", 2), ("Seoul", 1), ("seattle", 1), (None, 2)]
    assert counts(full, "name", size=1, missing=True) == [("Busan", 2), (None, 0)]
    assert counts(full, "tags", prefix="s", missing=True)[-1] == (None, 2)
    assert counts(full, "tags", q="busan", missing=True) == [("busan", 2), ("Seoul", 1), (None, 1)]


def test_ranges_hold_their_beginning_and_not_their_end(full: SearchIndex) -> None:
    below, first, above = Range(high=1), Range(low=1, high=10), Range(low=10)

    assert counts(full, "delay", ranges=[below, first, above]) == [(below, 1), (first, 2), (above, 1)]
    assert counts(full, "delay", ranges=[above], missing=True) == [(above, 1), (None, 1)]
    assert counts(full, "delay", ranges=[Range(low=1, high=1)]) == [(Range(low=1, high=1), 0)]


def test_a_list_is_in_a_range_that_one_of_its_values_is_in(full: SearchIndex) -> None:
    between = Range(low=3, high=8)

    assert counts(full, "marks", ranges=[between], missing=True) == [(between, 1), (None, 3)]


def test_ranges_of_times_durations_and_times_of_day(full: SearchIndex) -> None:
    days, hours, mornings = Range(low=JANUARY, high=MARCH), Range(low="PT59M", high="P1D"), Range(high="12:00:00")

    assert counts(full, "at", ranges=[days]) == [(days, 2)]
    assert counts(full, "lasts", ranges=[hours, Range(low="P1D")]) == [(hours, 2), (Range(low="P1D"), 1)]
    assert counts(full, "opens", ranges=[mornings]) == [(mornings, 1)]


def test_facets_count_what_a_filter_leaves(full: SearchIndex) -> None:
    above = Range(low=0)
    wanted = [
        Facet(field="delay", kind="number", ranges=[above], missing=True),
        Facet(field="tags", kind="keyword", size=1, missing=True),
    ]

    found = search(full, filter=where("name", "prefix", "busan"), facets=wanted)

    assert {field: list(counted) for field, counted in found.facets.items()} == {
        "delay": [(above, 1), (None, 1)],
        "tags": [("busan", 1), (None, 1)],
    }


def test_where_nothing_is_found_every_range_and_the_missing_are_told(index: SearchIndex) -> None:
    above = Range(low=0)
    for q in (None, "!!!", "nothing"):
        assert counts(index, "delay", ranges=[above], missing=True, q=q) == [(above, 0), (None, 0)]
