"""A request holds so many of the values that take long to read."""

import pytest

from spice.domain.datatypes.dear import dear_values
from spice.domain.errors import DomainError
from tests.unit.domain.datatypes.spellings import stored


def test_a_request_is_refused_at_one_more_than_it_may_hold() -> None:
    with dear_values(2):
        stored("PHONE", "010-1234-5678")
        stored("PHONE", "010-1234-5679")
        with pytest.raises(DomainError) as refused:
            stored("PHONE", "010-1234-5670")

    assert refused.value.code == "too_large"


def test_requests_are_counted_apart_and_what_is_no_request_is_not() -> None:
    for _ in range(2):
        with dear_values(1):
            stored("PHONE", "010-1234-5678")

    assert stored("PHONE", "010-1234-5678") == "+821012345678"
