"""What holds for any value: normal forms stay as they are, and nothing a client sends raises anything else."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from spice.application.queries.json_schema import property_schema
from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.registry import TYPES, compile_check, compile_patch
from spice.domain.errors import Problem
from spice.messages.codec import decode, encode
from tests.unit.domain.datatypes.checked import checked


def check(type_: str, value: object) -> tuple[object, list[Problem]]:
    return checked(TYPES[type_], value, {})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SEEN = {"values": ["new"]}
DESCRIBED = {
    name: Draft202012Validator(property_schema({"type": name, **SEEN}), validate_formats=True) for name in TYPES
}
NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8
)


LETTERS = "0123456789 ,.-+:/()%₩¥$€원円元만억千년월일年月日令和시분時分오후午後PM시간일WTPZ화@xkrKRW서울강남구#é[]|"
"""What the readers of written values look for."""
SPELLINGS = "₩15,000|3억 5,000만 원|１２，０００円|010-1234-5678|+82 2 312 3456 ext. 12|2024년 3월 5일|令和6年3月5日|"
SPELLINGS += (
    "2024. 3. 5. 오후 3시 30분|1시간 30분|P2W|12.5%|대한민국|원|HTTPS://한국.kr/경로?a=[1]^|URN:a:B|2001:0DB8::0:1|"
)
SPELLINGS += "2EB8AA08-AA98-11EA-B4AA-73B441D16380|서울 강남구 테헤란로 152|〒150-0001 東京都|Kim@EXAMPLE.com"
WRITTEN = st.sampled_from(SPELLINGS.split("|"))
VALUES = JSON | st.dates().map(str) | st.datetimes().map(str) | st.times().map(str)
VALUES |= WRITTEN | st.text(LETTERS, max_size=24) | st.ip_addresses().map(str) | st.uuids().map(str) | st.emails()
SEOUL = Home(zone="Asia/Seoul", region="KR")


@given(value=VALUES)
def test_the_normal_form_is_its_own_normal_form_wherever_a_database_is(value: object) -> None:
    for kind in TYPES.values():
        normal, problems = checked(kind, value, {**SEEN, "home": SEOUL})
        if not problems:
            assert checked(kind, normal, SEEN) == (normal, []), kind.name


@given(value=VALUES)
def test_the_normal_form_is_what_its_json_schema_says(value: object) -> None:
    for kind in TYPES.values():
        normal, problems = checked(kind, value, SEEN)
        if not problems:
            assert DESCRIBED[kind.name].is_valid(decode(encode(normal))), (kind.name, normal)


@given(value=VALUES)
def test_a_wider_type_has_every_value_of_a_narrower_one(value: object) -> None:
    for kind in TYPES.values():
        normal, problems = checked(kind, value, SEEN)
        if not problems:
            assert [checked(TYPES[wider], normal, SEEN) for wider in kind.widens_to] == [(normal, [])] * len(
                kind.widens_to
            ), kind.name


@given(value=NUMBERS)
def test_a_decimal_keeps_its_value(value: int | Decimal) -> None:
    assert check("xsd:decimal", value) == (value, [])


@given(moment=st.datetimes(timezones=st.just(UTC)), hours=st.integers(-14, 14))
def test_moments_that_are_one_have_one_normal_form(moment: datetime, hours: int) -> None:
    assume(1 < moment.year < 9999)
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))

    assert check("xsd:dateTime", elsewhere.isoformat()) == check("xsd:dateTime", moment.isoformat())


@pytest.mark.parametrize(
    ("zone", "written", "stored"),
    [
        ("Asia/Seoul", "2024-06-01T12:00:00", "2024-06-01T03:00:00Z"),
        ("Asia/Seoul", "2024-06-01 12:00", "2024-06-01T03:00:00Z"),
        ("Asia/Seoul", "2024-06-01T12:00:00Z", "2024-06-01T12:00:00Z"),
        ("Asia/Seoul", "2024-06-01T12:00:00+00:00", "2024-06-01T12:00:00Z"),
        ("Asia/Seoul", "2024-06-01T24:00:00", "2024-06-01T15:00:00Z"),
        ("America/New_York", "2024-01-15T12:00:00.5", "2024-01-15T17:00:00.5Z"),
        ("America/New_York", "2024-07-15T12:00:00", "2024-07-15T16:00:00Z"),
        # Clocks are set forward at 2, and back at 2.
        ("America/New_York", "2024-03-10T02:30:00", "2024-03-10T07:30:00Z"),
        ("America/New_York", "2024-11-03T01:30:00", "2024-11-03T05:30:00Z"),
        (None, "2024-06-01T12:00:00", "2024-06-01T12:00:00Z"),
    ],
)
def test_a_time_without_an_offset_is_in_the_zone_of_the_database(zone: str | None, written: str, stored: str) -> None:
    in_a_list = {"type": "ARRAY", "items": {"type": "OBJECT", "properties": [{"name": "at", "type": "xsd:dateTime"}]}}

    home = Home(zone=zone)

    assert compile_check({"type": "xsd:dateTime"}, home)(written) == stored
    assert compile_check(in_a_list, home)([{"at": written}]) == [{"at": stored}]
    assert compile_patch(in_a_list, home)([{"at": written}]) == [{"at": stored}]


def test_a_local_time_beyond_the_years_there_are_is_refused() -> None:
    with pytest.raises(Rejected):
        compile_check({"type": "xsd:dateTime"}, Home(zone="America/New_York"))("9999-12-31T23:00:00")
