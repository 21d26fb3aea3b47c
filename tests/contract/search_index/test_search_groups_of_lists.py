"""A document whose list has several values in one bucket is in that group once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from spice.adapters.engines import several
from spice.adapters.opensearch.asking import aggregates as of_opensearch
from spice.adapters.tantivy.asking import aggregates as of_tantivy
from spice.ports.search_index import Aggregation, Figures, GroupBy, Measure, SearchIndex
from tests.contract.search_index.world import DATABASE, KINDS, a_document

SUMS = [
    Measure(op="count", name="n"),
    Measure(op="count", name="delays", field="delay", kind="number"),
    Measure(op="sum", name="sum", field="delay", kind="number"),
    Measure(op="avg", name="mean", field="delay", kind="number"),
    Measure(op="percentile", name="median", field="delay", kind="number"),
    Measure(op="max", name="max", field="delay", kind="number"),
    Measure(op="cardinality", name="kinds", field="code", kind="keyword"),
]


def grouped(index: SearchIndex, *fields: tuple[str, Any], zone: str | None = None) -> Figures:
    group_by = [
        GroupBy(field=field, kind=KINDS[field], name=field, interval=interval, zone=zone) for field, interval in fields
    ]
    return index.aggregate(Aggregation(database=DATABASE, group_by=group_by, measures=SUMS, limit=1000))


def row(found: Figures, **key: object) -> Mapping[str, object]:
    return next(each for each in found.rows if key.items() <= each.items())


@pytest.fixture
def lists(index: SearchIndex) -> SearchIndex:
    index.apply(
        DATABASE,
        [
            a_document("a", marks=[1, 2, 3, 12], delay=10, code="x", tags=["k", "l"]),
            a_document("b", marks=[4], delay=Decimal("0.10000000000000000001"), code="y", tags=["k"]),
            a_document("c", marks=[5, 6], delay=2**60 + 1, code="x"),
            a_document("d", delay=7),
        ],
    )
    return index


@pytest.mark.parametrize("width", [10, Decimal("10.0"), Decimal("7.5")])
def test_every_figure_has_its_values_once(lists: SearchIndex, width: Any) -> None:
    found = grouped(lists, ("marks", width))

    assert row(found, marks=0) == {
        "marks": 0,
        "n": 3,
        "delays": 3,
        "sum": Decimal("1152921504606846987.10000000000000000001"),
        "mean": 384307168202282000,
        "median": 10,
        "max": 2**60 + 1,
        "kinds": 2,
    }
    assert row(found, marks=None)["sum"] == 7
    assert found.approximate == ()


def test_so_it_is_in_groups_of_several_fields(lists: SearchIndex) -> None:
    found = grouped(lists, ("tags", None), ("marks", 10), ("_version", 2))

    assert row(found, tags="k", marks=0)["n"] == 2
    assert row(found, tags="l", marks=0)["sum"] == 10
    assert row(found, tags="l", marks=10)["n"] == 1
    assert row(found, tags=None, marks=0)["n"] == 1


@pytest.mark.parametrize("zone", [None, "Asia/Seoul", "Asia/Kolkata"])
@pytest.mark.parametrize("interval", ["day", "month", "year"])
@pytest.mark.parametrize("year", [1950, 2024])
def test_so_it_is_with_times(index: SearchIndex, interval: str, zone: str | None, year: int) -> None:
    times = [f"{year}-01-05T0{hour}:00:00Z" for hour in range(3)]
    index.apply(DATABASE, [a_document("a", at=times, delay=1), a_document("b", at=times[0], delay=2)])

    found = grouped(index, ("at", interval), zone=zone)

    assert [(each["n"], each["sum"]) for each in found.rows] == [(2, 3)]


def test_what_is_too_much_to_read_is_named(lists: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (several, of_tantivy, of_opensearch):
        monkeypatch.setattr(module, "MOST_READ", 1)

    found = grouped(lists, ("marks", 10))

    assert row(found, marks=0)["n"] == 3 or found.approximate == ("n", "delays", "sum", "mean", "median")
