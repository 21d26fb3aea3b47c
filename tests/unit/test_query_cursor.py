"""Cursors: where a walk stands, tied to its question."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.application.query_cursor import digest, make_cursor, read_cursor
from spice.domain.errors import DomainError

_PLACES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_PLACES)
def test_a_place_comes_back_as_it_was(place: object) -> None:
    question = digest("q")

    cursor = make_cursor(question, place)

    assert read_cursor(cursor, question) == place


def test_kinds_of_values_are_kept() -> None:
    place = [Decimal("1.10"), 1.5, datetime(2013, 1, 1, tzinfo=UTC), "t", None]

    back = read_cursor(make_cursor("q", place), "q")

    assert [type(value) for value in back] == [Decimal, float, datetime, str, type(None)]


def test_a_cursor_of_another_question_is_refused() -> None:
    cursor = make_cursor(digest("a"), [1])

    with pytest.raises(DomainError) as refused:
        read_cursor(cursor, digest("b"))

    assert refused.value.code == "invalid_cursor"


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "bnVsbA", "W10", "é", "WzEsMixbM11d", make_cursor("q", 1)[:-2]])
def test_a_broken_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_cursor(cursor, "q")

    assert refused.value.code == "invalid_cursor"
