"""What every search index adds up."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from spice.domain.bounds import GROUPS
from spice.domain.errors import DomainError
from spice.ports.search_index import Aggregation, Figures, GroupBy, Measure, SearchIndex
from tests.contract.search_index.world import DATABASE, KINDS, a_document, where


def group(field: str, interval: str | int | Decimal | None = None, zone: str | None = None) -> GroupBy:
    return GroupBy(field=field, kind=KINDS[field], name=field, interval=interval, zone=zone)


def measure(op: Any, field: str | None = None, percent: float = 50.0) -> Measure:
    return Measure(op=op, name=op, field=field, kind=KINDS[field] if field else None, percent=percent)


def rows(index: SearchIndex, *groups: GroupBy, of: list[Measure], **more: Any) -> Sequence[dict[str, object]]:
    return figures(index, *groups, of=of, **more).rows


def figures(index: SearchIndex, *groups: GroupBy, of: list[Measure], **more: Any) -> Figures:
    return index.aggregate(Aggregation(database=DATABASE, group_by=groups, measures=of, **more))


@pytest.fixture
def flights(index: SearchIndex) -> SearchIndex:
    index.apply(
        DATABASE,
        [
            a_document("a", code="JFK", delay=10, at="2013-01-01T10:30:00Z", ok=True),
            a_document("b", code="JFK", delay=20, at="2013-01-31T23:59:59Z", ok=False),
            a_document("c", code="LGA", delay=Decimal("-2.5"), at="2013-02-28", ok=True),
            a_document("d", code="LGA", at="2014-12-29T00:00:00Z"),
            a_document("e", delay=7),
        ],
    )
    return index


def test_figures_over_everything_are_one_row(flights: SearchIndex) -> None:
    of = [measure(op, "delay") for op in ("sum", "avg", "min", "max", "cardinality", "percentile")]

    (row,) = rows(flights, of=[Measure(op="count", name="n"), measure("count", "delay"), *of])

    assert row == {
        "n": 5,
        "count": 4,
        "sum": Decimal("34.5"),
        "avg": 8.625,
        "min": Decimal("-2.5"),
        "max": 20,
        "cardinality": 4,
        "percentile": Decimal("8.5"),
    }


def test_as_many_groups_as_a_request_may_ask_for_are_made(flights: SearchIndex) -> None:
    groups = [GroupBy(field="code", kind="keyword", name=f"g{n}") for n in range(GROUPS)]

    found = rows(flights, *groups, of=[measure("count")])

    assert sorted((str(row["g0"]), str(row["g15"]), row["count"]) for row in found) == [
        ("JFK", "JFK", 2),
        ("LGA", "LGA", 2),
        ("None", "None", 1),
    ]


def test_figures_over_nothing_are_null_and_counts_are_0(flights: SearchIndex) -> None:
    of = [
        Measure(op="count", name="n"),
        *(measure(op, "delay") for op in ("sum", "avg", "min", "percentile", "cardinality")),
    ]
    nothing = where("code", "eq", "XXX")

    assert rows(flights, of=of, filter=nothing) == [
        {"n": 0, "sum": None, "avg": None, "min": None, "percentile": None, "cardinality": 0}
    ]
    assert rows(flights, group("code"), of=of, filter=nothing) == []


def test_documents_without_the_field_are_a_group_of_their_own(flights: SearchIndex) -> None:
    assert rows(flights, group("code"), of=[measure("count"), measure("avg", "delay")]) == [
        {"code": "JFK", "count": 2, "avg": 15},
        {"code": "LGA", "count": 2, "avg": -2.5},
        {"code": None, "count": 1, "avg": 7},
    ]


@pytest.mark.parametrize(
    ("interval", "beginnings"),
    [
        ("minute", ["2013-01-01T10:30", "2013-01-31T23:59", "2013-02-28T00:00", "2014-12-29T00:00"]),
        ("hour", ["2013-01-01T10:00", "2013-01-31T23:00", "2013-02-28T00:00", "2014-12-29T00:00"]),
        ("day", ["2013-01-01", "2013-01-31", "2013-02-28", "2014-12-29"]),
        ("week", ["2012-12-31", "2013-01-28", "2013-02-25", "2014-12-29"]),
        ("month", ["2013-01-01", "2013-02-01", "2014-12-01"]),
        ("quarter", ["2013-01-01", "2014-10-01"]),
        ("year", ["2013-01-01", "2014-01-01"]),
    ],
)
def test_times_fall_into_intervals_of_utc(flights: SearchIndex, interval: str, beginnings: list[str]) -> None:
    found = [row["at"] for row in rows(flights, group("at", interval), of=[measure("count")])]

    assert found == [*(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in beginnings), None]


def test_numbers_fall_into_intervals_below_zero_too(flights: SearchIndex) -> None:
    assert rows(flights, group("delay", 10), of=[measure("count")]) == [
        {"delay": -10, "count": 1},
        {"delay": 0, "count": 1},
        {"delay": 10, "count": 1},
        {"delay": 20, "count": 1},
        {"delay": None, "count": 1},
    ]


def test_several_groups_and_measures_make_flat_rows_sorted_and_limited(flights: SearchIndex) -> None:
    found = rows(
        flights,
        group("code"),
        group("ok"),
        of=[measure("max", "delay"), measure("count")],
        sort=[("max", True)],
        limit=3,
    )

    assert found == [
        {"code": "JFK", "ok": False, "max": 20, "count": 1},
        {"code": "JFK", "ok": True, "max": 10, "count": 1},
        {"code": None, "ok": None, "max": 7, "count": 1},
    ]


def test_the_earliest_and_latest_time_are_times(flights: SearchIndex) -> None:
    (row,) = rows(flights, of=[measure("min", "at"), measure("max", "at")])

    assert row == {
        "min": datetime(2013, 1, 1, 10, 30, tzinfo=UTC),
        "max": datetime(2014, 12, 29, tzinfo=UTC),
    }


def test_money_adds_up(index: SearchIndex) -> None:
    amounts = ("12500", "0.10", "0.20")
    index.apply(DATABASE, [a_document(f"i{n}", price={"amount": amount}) for n, amount in enumerate(amounts)])

    assert rows(index, of=[measure("sum", "price.amount")]) == [{"sum": Decimal("12500.3")}]


def test_neighbours_beyond_what_a_float_can_tell_are_different_groups(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", delay=2**53 + n) for n in range(3)])

    assert [row["delay"] for row in rows(index, group("delay"), of=[measure("count")])] == [2**53 + n for n in range(3)]


def test_a_list_belongs_to_the_group_of_each_of_its_values(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", tags=["x", "y", "x"]), a_document("b", tags=["y"])])

    assert rows(index, group("tags"), of=[measure("count")]) == [{"tags": "x", "count": 1}, {"tags": "y", "count": 2}]


def test_deleted_documents_do_not_count(flights: SearchIndex) -> None:
    flights.apply(DATABASE, [a_document("a", version=2, deleted=True)])

    assert rows(flights, of=[measure("count"), measure("sum", "delay")]) == [{"count": 4, "sum": Decimal("24.5")}]


def test_an_interval_too_small_for_its_numbers_is_refused_or_right(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", delay=10**25)])

    found: Sequence[dict[str, object]] = [{"delay": 10**25, "count": 1}]
    with suppress(DomainError):
        found = rows(index, group("delay", 1), of=[measure("count")])

    assert found == [{"delay": 10**25, "count": 1}]
