"""Facts about order keys, intervals and places."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.application.ground.times import as_stored
from spice.searching.figures import arranged, percentile
from spice.searching.intervals import number_bucket, time_bucket
from spice.searching.moments import FineMoment, moment_of
from spice.searching.number_keys import number_key, number_of
from spice.searching.order_keys import key_of, value_of
from spice.searching.places import around, inside
from spice.searching.values import field_values

numbers = st.one_of(
    st.integers(),
    st.integers(-(10**60), 10**60),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(-9, 9),
)
times = st.builds(
    FineMoment.of, st.datetimes(timezones=st.just(UTC)), st.one_of(st.just(0), st.integers(0, 999))
) | st.datetimes(timezones=st.just(UTC))


@given(numbers, numbers)
def test_number_keys_order_as_the_numbers_do(a: int | Decimal, b: int | Decimal) -> None:
    one, other = number_key(a)[0], number_key(b)[0]

    assert (one < other, one == other) == (a < b, a == b)


@given(numbers)
def test_a_number_comes_back_from_its_key(number: int | Decimal) -> None:
    assert number_of(number_key(number)[0]) == number


@given(times, times)
def test_time_keys_order_as_the_times_do(a: datetime, b: datetime) -> None:
    one, other = key_of("time", a), key_of("time", b)

    assert (one < other, one == other, one > other) == (a < b, a == b, a > b)
    assert (a <= b, a >= b, a != b) == (one <= other, one >= other, one != other)
    assert (hash(a) == hash(b)) >= (a == b)
    assert value_of(key_of("time", a)) == a


def test_a_fine_moment_is_no_other_thing() -> None:
    moment = FineMoment.of(datetime(2024, 3, 5, tzinfo=UTC), 1)

    assert moment not in (None, "2024-03-05", datetime(2024, 3, 5, tzinfo=UTC))


@given(times)
def test_a_time_is_written_with_all_its_digits_and_read_again(moment: datetime) -> None:
    assert moment_of(as_stored(moment)) == moment


@given(st.text(max_size=1000), st.text(max_size=1000))
def test_word_keys_are_equal_when_the_words_are(a: str, b: str) -> None:
    assert (key_of("text", a) == key_of("text", b)) == (a == b)
    assert value_of(key_of("text", a)) == a


@given(times, st.sampled_from(["minute", "hour", "day", "week", "month", "quarter", "year"]))
def test_a_time_lies_in_its_interval_which_is_its_own_beginning(moment: datetime, interval: str) -> None:
    beginning = time_bucket(moment, interval)

    assert beginning <= moment
    assert time_bucket(beginning, interval) == beginning


def test_numbers_fall_to_the_multiple_below() -> None:
    assert number_bucket(-1, 10) == -10
    assert number_bucket(Decimal("0.3"), Decimal("0.1")) == Decimal("0.3")


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (50, Decimal("2.5")), (100, 10), (75, 3)])
def test_percentiles_are_linear_between_values(percent: float, expected: object) -> None:
    assert percentile([(1, 1), (2, 1), (3, 1), (10, 1)] if percent != 75 else [(1, 1), (3, 4)], percent) == expected


def test_rows_keep_missing_values_last_either_way() -> None:
    rows: list[dict[str, object]] = [{"g": "a", "m": None}, {"g": "b", "m": 1}, {"g": None, "m": 2}]

    assert [row["g"] for row in arranged(rows, ["g"], [("m", True)])] == [None, "b", "a"]
    assert [row["g"] for row in arranged(rows, ["g"], [])] == ["a", "b", None]


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(1, 5_000_000), st.floats(-90, 90), st.floats(-180, 180))
def test_the_box_around_a_circle_holds_the_circle(
    latitude: float, longitude: float, metres: float, south: float, east: float
) -> None:
    area = [latitude, longitude, metres]

    assert not inside((south, east), area) or around(area).has((south, east))


def test_values_are_found_through_lists_and_objects() -> None:
    data = {
        "stops": [{"city": "Seoul"}, {"city": ["Busan", "Seoul"]}, {}],
        "price": {"amount": "12.50"},
        "n": [1, [2, 1]],
    }

    assert field_values(data, "stops.city", "keyword") == ["Seoul", "Busan"]
    assert field_values(data, "price.amount", "number") == [Decimal("12.50")]
    assert field_values(data, "n", "number") == [1, 2]
    assert field_values(data, "none.at.all", "number") == []
