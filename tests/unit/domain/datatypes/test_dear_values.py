"""The lists of a request hold so many of the values that take long to read."""

import pytest

from spice.domain.datatypes.dear import dear_values
from spice.domain.datatypes.registry import compile_check
from spice.domain.errors import DomainError

PHONE = {"type": "PHONE"}
PARTS = {"type": "OBJECT", "properties": [{"name": "phone", **PHONE}]}
NUMBER = "+821012345678"


@pytest.mark.parametrize(
    ("items", "value"), [(PHONE, NUMBER), (PARTS, {"phone": NUMBER}), ({"type": "ARRAY", "items": PHONE}, [NUMBER])]
)
def test_one_more_than_lists_may_hold_is_refused(items: dict[str, object], value: object) -> None:
    check = compile_check({"type": "ARRAY", "items": items})

    with dear_values(3):
        check([value, value])
        with pytest.raises(DomainError) as refused:
            check([value, value])

    assert refused.value.code == "too_large"


def test_what_is_in_no_list_or_in_no_request_is_not_counted() -> None:
    with dear_values(1):
        assert [compile_check(PHONE)(NUMBER) for _ in range(3)] == [NUMBER] * 3
        assert compile_check(PARTS)({"phone": NUMBER}) == {"phone": NUMBER}

    assert compile_check({"type": "ARRAY", "items": PHONE})([NUMBER] * 3) == [NUMBER] * 3
