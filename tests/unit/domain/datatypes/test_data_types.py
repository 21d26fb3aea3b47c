"""What each type accepts, stores and refuses."""

from decimal import Decimal

import pytest

from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.registry import TYPES
from spice.domain.errors import Problem
from tests.unit.domain.datatypes.checked import checked


def check(type_: str, value: object, **spec: object) -> tuple[object, list[Problem]]:
    return checked(TYPES[type_], value, spec, "/data/x")


def code(type_: str, value: object, **spec: object) -> str:
    _, problems = check(type_, value, **spec)
    return problems[0].code if problems else "ok"


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_every_example_is_its_own_normal_form(kind: DataType) -> None:
    for example in kind.examples:
        assert checked(kind, example, {"values": ["new"]}) == (example, [])


def test_every_name_of_the_contract_is_a_type() -> None:
    named = "EMAIL PHONE MONEY ARRAY OBJECT DATE TIME DATETIME URL URI UUID IP COORDINATE ADDRESS IMAGE FILE ENUM"
    named += " PERCENT DURATION COUNTRY CURRENCY NAME"

    assert {*named.split()} <= {*TYPES}


@pytest.mark.parametrize(
    ("type_", "value", "normal"),
    [
        ("xsd:integer", 2**80, 2**80),
        ("xsd:integer", Decimal("12.0"), 12),
        (
            "xsd:decimal",
            Decimal("0.1000000000000000000000000000000001"),
            Decimal("0.1000000000000000000000000000000001"),
        ),
        ("xsd:decimal", Decimal("1E+2"), Decimal("100")),
        ("xsd:string", "a\0b", "a\0b"),
        ("xsd:string", "order #12; DROP TABLE", "order #12; DROP TABLE"),
        ("xsd:normalizedString", "a\tb\n", "a b "),
        ("xsd:token", " a \n b ", "a b"),
        ("xsd:dateTime", "2013-01-01T10:00:00+09:00", "2013-01-01T01:00:00Z"),
        ("xsd:dateTime", "2013-01-01T10:00:00", "2013-01-01T10:00:00Z"),
        ("xsd:dateTime", "2013-01-01 10:00", "2013-01-01T10:00:00Z"),
        ("xsd:dateTime", "2013-12-31T24:00:00Z", "2014-01-01T00:00:00Z"),
        ("xsd:dateTime", "0099-01-01T00:00:00.120Z", "0099-01-01T00:00:00.12Z"),
        ("xsd:time", "23:30:00-01:00", "00:30:00Z"),
        ("xsd:time", "09:30", "09:30:00"),
        ("xsd:duration", "P14MT90M", "P1Y2MT1H30M"),
        ("xsd:hexBinary", "0fb7", "0FB7"),
        ("xsd:base64Binary", "c3Bp\nY2U=", "c3BpY2U="),
        ("MONEY", {"amount": Decimal("12.50"), "currency": "usd"}, {"amount": "12.50", "currency": "USD"}),
        ("COORDINATE", "37.5,127", {"lat": Decimal("37.5"), "lon": Decimal("127")}),
        ("COORDINATE", {"latitude": 1, "lng": 2}, {"lat": 1, "lon": 2}),
        ("COORDINATE", {"type": "Point", "coordinates": [127, 37]}, {"lat": 37, "lon": 127}),
        ("EMAIL", "Kim@EXAMPLE.com", "Kim@example.com"),
        ("EMAIL", "사용자@도메인.한국", "사용자@도메인.한국"),
        ("OBJECT", {"a": {"b": None, "c": [1]}}, {"a": {"c": [1]}}),
    ],
)
def test_a_spelling_becomes_the_normal_form(type_: str, value: object, normal: object) -> None:
    found, problems = check(type_, value)

    assert not problems
    assert repr(found) == repr(normal)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("xsd:integer", True),
        ("xsd:integer", "12"),
        ("xsd:integer", Decimal("1.5")),
        ("xsd:boolean", 1),
        ("xsd:boolean", "true"),
        ("xsd:string", 5),
        ("xsd:string", ["a"]),
        ("xsd:decimal", "1.5"),
        ("xsd:double", "NaN"),
        ("xsd:dateTime", "yesterday"),
        ("xsd:dateTime", "2013-02-30T00:00:00Z"),
        ("xsd:dateTime", "2013-W01-1T10:00:00Z"),
        ("xsd:dateTime", "0001-01-01T00:00:00+14:00"),
        ("xsd:date", "2013-13-01"),
        ("xsd:date", "20130101"),
        ("xsd:time", "25:00:00"),
        ("xsd:duration", "P"),
        ("xsd:gMonthDay", "--02-30"),
        ("xsd:anyURI", "https://a b"),
        ("xsd:language", "한국어"),
        ("xsd:NCName", "a:b"),
        ("xsd:base64Binary", "c3B"),
        ("xsd:hexBinary", "0fb"),
        ("EMAIL", "nobody"),
        ("EMAIL", "a@b"),
        ("MONEY", {"amount": "twelve", "currency": "KRW"}),
        ("MONEY", "12"),
        ("COORDINATE", [37, 127]),
        ("ENUM", 1),
        ("ARRAY", {"a": 1}),
        ("OBJECT", [1]),
    ],
)
def test_what_is_no_value_of_the_type_is_a_wrong_type(type_: str, value: object) -> None:
    assert code(type_, value, values=["new"]) == "wrong_type"


@pytest.mark.parametrize(
    ("type_", "value", "constraints"),
    [
        ("xsd:byte", 128, {}),
        ("xsd:unsignedInt", -1, {}),
        ("xsd:decimal", Decimal("1E-5000"), {}),
        ("xsd:decimal", Decimal("1E+99999"), {}),
        ("xsd:double", Decimal("1E+400"), {}),
        ("xsd:string", "\ud800", {}),
        ("xsd:integer", 5, {"exclusive_maximum": 5}),
        ("xsd:integer", 5, {"minimum": Decimal("5.1")}),
        ("xsd:decimal", Decimal("-120.5"), {"minimum": -120}),
        ("xsd:decimal", Decimal("1.234"), {"fraction_digits": 2}),
        ("xsd:decimal", Decimal("123.4"), {"total_digits": 3}),
        ("xsd:string", "abc", {"max_length": 2}),
        ("xsd:string", "ABC1", {"pattern": "[A-Z]+"}),
        ("xsd:string", "c", {"enum": ["a", "b"]}),
        ("xsd:dateTime", "2013-01-01T00:00:00.5Z", {"maximum": "2013-01-01T00:00:00Z"}),
        ("xsd:date", "2012-12-31", {"minimum": "2013-01-01"}),
        ("xsd:hexBinary", "0F0F", {"max_length": 1}),
        ("MONEY", {"amount": "5", "currency": "KRW"}, {"minimum": 6}),
        ("MONEY", {"amount": "5", "currency": "KRW"}, {"currencies": ["USD"]}),
        ("COORDINATE", {"lat": 91, "lon": 0}, {}),
        ("ENUM", "old", {}),
        ("ARRAY", [1, Decimal("1.0")], {"unique_items": True}),
        ("ARRAY", [1, 2], {"max_items": 1}),
    ],
)
def test_a_broken_rule_is_a_violated_constraint(type_: str, value: object, constraints: object) -> None:
    assert code(type_, value, values=["new"], constraints=constraints) == "constraint_violated"


def test_an_unknown_member_of_an_enum_comes_with_a_hint() -> None:
    _, problems = check("ENUM", "nwe", values=["new", "used"])

    assert problems[0].hint == "did you mean 'new'?"


def test_an_integer_has_at_most_a_thousand_digits() -> None:
    assert code("xsd:integer", 10**1000 - 1) == "ok"
    assert code("xsd:integer", 10**1000) == "constraint_violated"


def test_problems_inside_a_value_point_to_their_place() -> None:
    items = {"type": "OBJECT", "properties": [{"name": "n", "type": "xsd:integer", "required": True}]}

    _, problems = check("ARRAY", [{"n": 1}, {"n": "x"}, {}], items=items)

    assert [(each.code, each.path) for each in problems] == [
        ("wrong_type", "/data/x/1/n"),
        ("missing_property", "/data/x/2/n"),
    ]


def test_any_json_is_bounded_in_depth() -> None:
    deep: object = 1
    for _ in range(40):
        deep = {"a": deep}

    assert code("OBJECT", deep) == "constraint_violated"


def test_a_pattern_that_would_hang_other_engines_does_not() -> None:
    assert code("xsd:string", "a" * 50_000 + "!", constraints={"pattern": "(a+)+"}) == "constraint_violated"
