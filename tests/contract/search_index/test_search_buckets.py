"""Buckets are where they should be: fractions, large numbers, the ends of time, time zones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from spice.ports.search_index import Aggregation, GroupBy, Measure, SearchIndex
from spice.searching.intervals import time_bucket
from tests.contract.search_index.world import DATABASE, KINDS, a_document

SEOUL, NEW_YORK, DELHI = "Asia/Seoul", "America/New_York", "Asia/Kolkata"


def buckets(index: SearchIndex, field: str, interval: Any, zone: str | None = None) -> dict[object, object]:
    group = GroupBy(field=field, kind=KINDS[field], name="b", interval=interval, zone=zone)
    found = index.aggregate(
        Aggregation(database=DATABASE, group_by=[group], measures=[Measure(op="count", name="n")], limit=10_000)
    )
    return {row["b"]: row["n"] for row in found.rows}


def at(index: SearchIndex, *times: str) -> None:
    index.apply(DATABASE, [a_document(f"i{n}", at=time) for n, time in enumerate(times)])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "width", "bucket"),
    [
        (Decimal("0.3"), Decimal("0.1"), Decimal("0.3")),
        (Decimal("0.7"), Decimal("0.1"), Decimal("0.7")),
        (Decimal("-0.3"), Decimal("0.1"), Decimal("-0.3")),
        (Decimal("-0.31"), Decimal("0.1"), Decimal("-0.4")),
        (Decimal("1.1"), Decimal("0.55"), Decimal("1.1")),
        (Decimal("9.99"), 10, 0),
        (Decimal("-0.01"), 10, -10),
        (9007199254740993, 1, 9007199254740993),
        (9007199254740993, 2, 9007199254740992),
        (-9007199254740993, 2, -9007199254740994),
        (10**25, 1, 10**25),
        (10**25 + 7, 10, 10**25),
        (5, Decimal("1e-20"), 5),
    ],
)
def test_a_number_is_in_the_bucket_that_begins_at_or_below_it(
    index: SearchIndex, number: object, width: object, bucket: object
) -> None:
    index.apply(DATABASE, [a_document("a", delay=number)])

    assert buckets(index, "delay", width) == {bucket: 1}


def test_values_of_one_bucket_are_one_row(index: SearchIndex) -> None:
    numbers = [Decimal(n) / 10 for n in range(10)]
    index.apply(DATABASE, [a_document(f"i{n}", delay=number) for n, number in enumerate(numbers)])

    assert buckets(index, "delay", Decimal("0.5")) == {0: 5, Decimal("0.5"): 5}


@pytest.mark.parametrize("zone", [None, SEOUL, NEW_YORK])
@pytest.mark.parametrize("interval", ["minute", "hour", "day", "week", "month", "quarter", "year"])
def test_both_ends_of_time_have_buckets(index: SearchIndex, interval: str, zone: str | None) -> None:
    ends = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]
    at(index, *ends)

    assert buckets(index, "at", interval, zone) == {
        time_bucket(datetime.fromisoformat(end), interval, zone): 1 for end in ends
    }


def test_a_day_begins_at_midnight_of_the_zone(index: SearchIndex) -> None:
    at(index, "2024-05-31T14:59:59Z", "2024-05-31T15:00:00Z", "2024-06-01T14:59:59Z")

    assert buckets(index, "at", "day", SEOUL) == {utc("2024-05-30T15:00"): 1, utc("2024-05-31T15:00"): 2}
    assert buckets(index, "at", "month", SEOUL) == {utc("2024-04-30T15:00"): 1, utc("2024-05-31T15:00"): 2}
    assert buckets(index, "at", "hour", SEOUL) == buckets(index, "at", "hour")


def test_half_an_hour_counts(index: SearchIndex) -> None:
    at(index, "2024-05-31T18:29:59Z", "2024-05-31T18:30:00Z")

    assert buckets(index, "at", "day", DELHI) == {utc("2024-05-30T18:30"): 1, utc("2024-05-31T18:30"): 1}


def test_days_are_shorter_and_longer_when_clocks_are_set(index: SearchIndex) -> None:
    spring, autumn = ("2024-03-10T05:00:00Z", "2024-03-11T03:59:59Z"), ("2024-11-03T04:00:00Z", "2024-11-04T04:59:59Z")
    at(index, *spring, *autumn, "2024-03-11T04:00:00Z", "2024-11-04T05:00:00Z")

    assert buckets(index, "at", "day", NEW_YORK) == {
        utc("2024-03-10T05:00"): 2,
        utc("2024-03-11T04:00"): 1,
        utc("2024-11-03T04:00"): 2,
        utc("2024-11-04T05:00"): 1,
    }
    assert list(buckets(index, "at", "year", NEW_YORK)) == [utc("2024-01-01T05:00")]
    assert next(iter(buckets(index, "at", "week", NEW_YORK))) == utc("2024-03-04T05:00")


def test_zones_were_uneven_once(index: SearchIndex) -> None:
    at(index, "1900-01-01T15:32:07Z", "1900-01-01T15:32:08Z")

    assert list(buckets(index, "at", "day", SEOUL).values()) == [1, 1]
    assert utc("1900-01-01T15:32:08") in buckets(index, "at", "day", SEOUL)


def test_a_year_of_hours_falls_into_its_days(index: SearchIndex) -> None:
    start = datetime(2023, 12, 31, 5, tzinfo=UTC)
    at(index, *((start + timedelta(hours=6 * n)).isoformat() for n in range(4 * 400)))

    found = buckets(index, "at", "day", NEW_YORK)

    assert sum(int(str(count)) for count in found.values()) == 1600
    assert {utc("2024-07-04T04:00"), utc("2024-12-25T05:00")} <= set(found)
