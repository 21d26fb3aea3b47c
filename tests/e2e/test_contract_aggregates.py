"""Figures over groups."""

import pytest

from tests.e2e.conftest import Library

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def test_figures_are_computed_over_groups(books: Library) -> None:
    body = {
        "class": "Book",
        "group_by": [{"field": "language"}],
        "measures": [
            {"op": "count", "as": "books"},
            {"op": "sum", "field": "pages", "as": "pages"},
            {"op": "avg", "field": "price", "as": "mean"},
            {"op": "max", "field": "price", "as": "dearest"},
        ],
        "sort": ["-books"],
    }

    rows = books.owner.post(f"{books.instances}/aggregate", body).data

    assert [row["language"] for row in rows] == ["ko", "en", None]
    assert (rows[0]["books"], rows[0]["pages"], float(rows[0]["dearest"])) == (3, 400, 12.25)
    assert abs(float(rows[0]["mean"]) - 31.75 / 3) < 1e-9


def test_figures_of_everything_are_one_row(books: Library) -> None:
    measures = [{"op": "count", "as": "n"}, {"op": "avg", "field": "price", "as": "mean"}]
    nothing = {"field": "isbn", "op": "eq", "value": "none"}

    whole = books.owner.post(f"{books.instances}/aggregate", {"class": "Book", "measures": measures})
    empty = books.owner.post(f"{books.instances}/aggregate", {"class": "Book", "filter": nothing, "measures": measures})

    assert whole.data[0]["n"] == 6
    assert empty.data == [{"n": 0, "mean": None}]


def test_time_is_cut_into_intervals(books: Library) -> None:
    body = {
        "class": "Book",
        "filter": {"field": "published", "op": "exists", "value": True},
        "group_by": [{"field": "published", "interval": "month"}],
        "measures": [{"op": "count", "as": "n"}],
    }

    assert books.owner.post(f"{books.instances}/aggregate", body).data == [
        {"published": "2013-05-01T00:00:00Z", "n": 1}
    ]
