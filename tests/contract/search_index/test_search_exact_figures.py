"""Figures keep their digits, whatever index computes them."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from spice.ports.search_index import Aggregation, Figures, GroupBy, Measure, SearchIndex
from spice.searching.moments import moment_of
from tests.contract.search_index.world import DATABASE, KINDS, a_document

END, FAR = "9999-12-31T23:59:59.999999Z", "1600-02-29T01:02:03.000457Z"


def measured(index: SearchIndex, field: str, *ops: str, groups: Any = (), percent: float = 50.0) -> Figures:
    of = [Measure(op=op, name=op, field=field, kind=KINDS[field], percent=percent) for op in ops]  # type: ignore[arg-type]
    return index.aggregate(Aggregation(database=DATABASE, group_by=groups, measures=of))


def only(figures: Figures) -> dict[str, object]:
    (row,) = figures.rows
    assert not figures.approximate
    return dict(row)


def told(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    "numbers",
    [
        [1234567890123456, 9007199254740993, 1],
        [10**999 + 7, -(10**998) - 3],
        [2**53, 1, 1, 1],
        [Decimal("0.1"), Decimal("0.2")],
        [Decimal("1234567890123456.78"), Decimal("0.01")],
        [Decimal("1e-30"), 1],
        [Decimal("-0.30"), Decimal("0.1"), Decimal("0.2")],
        [Decimal("123456789.123456"), Decimal("0.000001"), -5],
    ],
)
def test_least_most_and_sum_have_every_digit(index: SearchIndex, numbers: list[Any]) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", delay=number) for n, number in enumerate(numbers)])

    row = only(measured(index, "delay", "min", "max", "sum"))

    assert (row["min"], row["max"]) == (min(numbers), max(numbers))
    assert Fraction(str(row["sum"])) == sum(map(Fraction, numbers))


@pytest.mark.parametrize("numbers", [[9 * 10**307] * 4, [9 * 10**307, 9 * 10**307, -5, Decimal("0.5")]])
def test_what_is_beyond_every_float_is_summed_to_the_last_digit(index: SearchIndex, numbers: list[Any]) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", delay=number) for n, number in enumerate(numbers)])

    row = only(measured(index, "delay", "sum", "avg"))

    assert Fraction(str(row["sum"])) == sum(map(Fraction, numbers))
    assert row["avg"] is not None


def test_an_average_has_fifteen_digits(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", delay=Decimal("0.1")), a_document("b", delay=Decimal("0.2"))])
    assert only(measured(index, "delay", "avg")) == {"avg": Decimal("0.15")}

    index.apply(DATABASE, [a_document("c", delay=Decimal("0.1"))])
    assert only(measured(index, "delay", "avg")) == {"avg": Decimal("0.133333333333333")}


def test_many_decimals_add_up_to_the_last_digit(index: SearchIndex) -> None:
    cents = [Decimal(n * 7919 % 100_000) / 100 for n in range(3000)]
    index.apply(DATABASE, [a_document(f"i{n}", delay=cent, ok=n % 2 > 0) for n, cent in enumerate(cents)])

    by_ok = measured(index, "delay", "sum", groups=[GroupBy(field="ok", kind="boolean", name="ok")])

    assert only(measured(index, "delay", "sum")) == {"sum": sum(cents)}
    assert [row["sum"] for row in by_ok.rows] == [sum(cents[0::2]), sum(cents[1::2])]


def test_the_middle_of_large_numbers_is_between_them(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", delay=2**60 + n) for n in range(4)])

    assert only(measured(index, "delay", "percentile")) == {"percentile": 2**60 + Decimal("1.5")}
    assert only(measured(index, "delay", "percentile", percent=100)) == {"percentile": 2**60 + 3}


def test_times_keep_their_microseconds_from_year_1_to_9999(index: SearchIndex) -> None:
    index.apply(
        DATABASE, [a_document("a", at=END), a_document("b", at=FAR), a_document("c", at="2024-01-01T00:00:00Z")]
    )
    assert only(measured(index, "at", "min", "max")) == {"min": told(FAR), "max": told(END)}

    index.apply(DATABASE, [a_document("d", at="0001-01-01T00:00:00.000001Z")])
    assert only(measured(index, "at", "min")) == {"min": datetime(1, 1, 1, microsecond=1, tzinfo=UTC)}


def test_times_keep_billionths_of_a_second(index: SearchIndex) -> None:
    texts = ("2024-03-05T06:30:00.000000002Z", "2024-03-05T06:30:00.000000001Z")
    index.apply(DATABASE, [a_document(f"i{n}", at=text) for n, text in enumerate(texts)])
    groups = [GroupBy(field="at", kind="time", name="at")]

    assert only(measured(index, "at", "min", "max", "cardinality")) == {
        "min": moment_of(texts[1]),
        "max": moment_of(texts[0]),
        "cardinality": 2,
    }
    assert [row["at"] for row in measured(index, "at", "count", groups=groups).rows] == [
        moment_of(texts[1]),
        moment_of(texts[0]),
    ]


def test_durations_are_measured_by_their_length(index: SearchIndex) -> None:
    lengths = ("P1D", "PT1H", "P2D", "P10D", "-P1Y", "PT2H")
    index.apply(DATABASE, [a_document(f"i{n}", lasts=length) for n, length in enumerate(lengths)])

    assert only(measured(index, "lasts", "min", "max")) == {"min": "-P1Y", "max": "P10D"}
