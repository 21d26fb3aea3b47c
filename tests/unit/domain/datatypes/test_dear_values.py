"""Values that take long to read are read as often as one request may."""

import pytest

from spice.domain.datatypes.dear import bounded_reading
from spice.domain.datatypes.registry import compile_check
from spice.domain.errors import DomainError

NUMBER = "+821012345678"
DEAR = {
    "PHONE": NUMBER,
    "MONEY": "15,000원",
    "DATETIME": "2024년 3월 5일 오후 3시 30분",
    "DATE": "2024년 3월 5일",
    "TIME": "오후 3시 30분",
    "DURATION": "1시간 30분",
    "IP": "2001:db8::1",
    "URL": "https://example.com/",
    "FILE": "https://example.com/a",
    "ADDRESS": "서울특별시 강남구 테헤란로 152",
    "EMAIL": "kim@bücher.example",
    "xsd:dateTime": "2024-03-05T15:30:00+09:00",
}


@pytest.mark.parametrize(("type_", "value"), DEAR.items())
def test_what_costs_more_than_one_request_may_is_refused(type_: str, value: str) -> None:
    check = compile_check({"type": "ARRAY", "items": {"type": type_}})

    with bounded_reading(200), pytest.raises(DomainError) as refused:
        check([value] * 100)

    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ({"type": "PHONE"}, NUMBER),
        ({"type": "ARRAY", "items": {"type": "PHONE"}}, [NUMBER]),
        ({"type": "OBJECT", "properties": [{"name": "phone", "type": "PHONE"}]}, {"phone": NUMBER}),
    ],
)
def test_it_counts_wherever_it_stands(spec: dict[str, object], value: object) -> None:
    check = compile_check(spec)

    with bounded_reading(150):
        check(value)
        check(value)
        with pytest.raises(DomainError):
            check(value)


@pytest.mark.parametrize(
    ("type_", "value"), [("MONEY", {"amount": "15000", "currency": "KRW"}), ("xsd:dateTime", "2024-03-05T06:30:00Z")]
)
def test_the_normal_form_costs_nothing(type_: str, value: object) -> None:
    with bounded_reading(0):
        assert compile_check({"type": type_})(value) == value


def test_outside_of_a_request_nothing_is_counted() -> None:
    assert compile_check({"type": "ARRAY", "items": {"type": "PHONE"}})([NUMBER] * 3) == [NUMBER] * 3
