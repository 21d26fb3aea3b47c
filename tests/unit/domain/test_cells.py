"""Cells of tables, read as people of several countries write them."""

from decimal import Decimal
from typing import Any

import pytest

from spice.domain.cells.days import month_in, order_in, year_first, year_in
from spice.domain.cells.manner import Manner, Mark
from spice.domain.cells.numbers import mark_of, number_in
from spice.domain.cells.reading import reader_of, remembering


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("12,500", "point", 12500),
        ("１２，０００", "point", 12000),
        ("(1,200)", "point", -1200),
        ("(-5)", "point", None),
        ("(+5)", "point", None),
        ("(△5)", "point", None),
        ("-5", "point", -5),
        ("△1,200", "point", -1200),
        ("\u2212" + "3", "point", -3),
        ("1 234 567", "point", 1234567),
        ("1\u202f234,5", "comma", Decimal("1234.5")),
        ("1.234,56", "comma", Decimal("1234.56")),
        ("1.234", "comma", 1234),
        ("1.234", "point", Decimal("1.234")),
        ("1.5e3", "point", Decimal("1.5e3")),
        ("007", "point", 7),
        ("12,50", "point", None),
        ("1,2,3", "point", None),
        ("3개", "point", None),
        ("", "point", None),
        (".", "point", None),
        ("1_000", "point", None),
        ("9" * 30, "point", int("9" * 30)),
    ],
)
def test_a_number(cell: str, mark: Mark, number: int | Decimal | None) -> None:
    assert number_in(cell, mark) == number


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,5", "2,25"], "comma"),
        (["1,500"], "point"),
        (["1.234.567"], "comma"),
        (["1.5", "1,500"], "point"),
        ([], "point"),
    ],
)
def test_what_stands_before_fractions_is_told_by_the_column(cells: list[str], mark: Mark) -> None:
    assert mark_of(cells) == mark


def test_shares_with_a_decimal_comma_are_read_as_their_column_has_it() -> None:
    assert mark_of(["12,5 %", "3,25%"]) == "comma"
    assert reader_of({"type": "PERCENT"}, Manner(mark="comma"))("12,5 %") == Decimal("12.5")


def test_the_order_of_days_is_told_by_those_that_can_be_read_one_way_alone() -> None:
    assert order_in(["3/14/2024", "5/6/2024"]) == "month first"
    assert order_in(["14/3/2024", "5/6/2024"]) == "day first"
    assert order_in(["14/3/2024", "3/14/2024"]) is None
    assert year_first("5/6/2024", "month first") == "2024-05-06"
    assert year_first("5/6/2024 10:00", "day first") == "2024-06-05 10:00"
    assert year_first("5/6/2024", None) == "5/6/2024"
    assert year_first("5/5/2024", None) == "2024-05-05"
    assert year_first("31/31/2024", "day first") == "31/31/2024"


def test_months_and_years() -> None:
    assert [month_in(cell) for cell in ("2024년 5월", "2024.05", "2024-5", "May")] == ["2024-05"] * 3 + ["May"]
    assert [year_in(cell) for cell in ("2024년", "2024", "2024학년도")] == ["2024"] * 3


_LIST = {"type": "ARRAY", "items": {"type": "xsd:string"}}


@pytest.mark.parametrize(
    ("member", "cell", "value"),
    [
        ({"type": "xsd:string"}, " as it is ", " as it is "),
        ({"type": "xsd:string"}, "없음", "없음"),
        ({"type": "xsd:string"}, " - ", " - "),
        ({"type": "xsd:string"}, "", ""),
        ({"type": "xsd:string"}, "  ", "  "),
        ({"type": "xsd:string", "constraints": {"min_length": 2}}, "-", None),
        ({"type": "xsd:token"}, "None", "None"),
        ({"type": "EMAIL"}, "없음", None),
        ({"type": "xsd:decimal"}, "-", None),
        ({"type": "ENUM", "values": ["-", "x"]}, "-", "-"),
        ({"type": "ENUM", "values": ["y", "x"]}, "-", None),
        ({"target": "Airport", "cardinality": "many_to_one"}, "-", None),
        (_LIST, "('a','b')", ["a", "b"]),
        (_LIST, "['a', 'it\\'s, b']", ["a", "it's, b"]),
        (_LIST, "{a,b}", ["a", "b"]),
        (_LIST, "('a',)", ["a"]),
        (_LIST, "[]", []),
        (_LIST, "(주)한국; 삼성", ["(주)한국", "삼성"]),
        (_LIST, "(주)", ["(주)"]),
        (_LIST, "[속보] 제목", ["[속보] 제목"]),
        (_LIST, "a;b|c", "a;b|c"),
        (_LIST, '["a", "b', '["a", "b'),
        (_LIST, "{a:1}", "{a:1}"),
        ({"type": "URL"}, "www.site.kr/a", "https://www.site.kr/a"),
        ({"type": "URL"}, " site.co.kr ", "https://site.co.kr"),
        ({"type": "URL"}, "no site", "no site"),
        ({"type": "URL"}, "kim@site.kr", "kim@site.kr"),
        ({"type": "UUID"}, "2EB8AA08AA9811EAB4AA73B441D16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"),
        ({"type": "UUID"}, "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
        ({"type": "UUID"}, "{2eb8aa08-aa98-11ea-b4aa-73b441d16380)", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380)"),
        ({"type": "COORDINATE"}, "37.5 126.9", "37.5,126.9"),
        ({"type": "COORDINATE"}, "(37.5, 126.9)", "37.5,126.9"),
        ({"type": "COORDINATE"}, "33.9S 18.4E", "-33.9,18.4"),
        ({"type": "COORDINATE"}, "POINT (126.9 37.5)", "37.5,126.9"),
        ({"type": "COORDINATE"}, '{"lat": 1, "lon": 2}', {"lat": 1, "lon": 2}),
        ({"type": "PERCENT"}, "12.5 %", Decimal("12.5")),
        ({"type": "PERCENT"}, "5‰", Decimal("0.5")),
        ({"type": "PERCENT"}, "3割5分", 35),
        ({"type": "PERCENT"}, "3할", 30),
        ({"type": "PERCENT"}, "1/100", "1/100"),
        ({"type": "DATE"}, "5 mars 2024", "2024-03-05"),
        ({"type": "DATE"}, "5 de marzo de 2024", "2024-03-05"),
        ({"type": "DATE"}, "Tue, 5 March 2024", "2024-03-05"),
        ({"type": "DATE"}, "Wed, 5 March 2024", "Wed, 5 March 2024"),
        ({"type": "DATE"}, "5 mars 24", "5 mars 24"),
        ({"type": "DATE"}, "3/5/24", "3/5/24"),
        ({"type": "xsd:dateTime"}, "5 mars 2024 15:30", "2024-03-05T15:30:00Z"),
        ({"type": "EMAIL"}, " kim@example.kr ", "kim@example.kr"),
        ({"type": "xsd:boolean"}, "예", True),
        ({"type": "xsd:boolean"}, "無", False),
        ({"type": "xsd:boolean"}, "아마", "아마"),
        ({"type": "xsd:decimal"}, "1,234.50", Decimal("1234.50")),
        ({"type": "xsd:decimal"}, "일곱", "일곱"),
        ({"type": "xsd:date"}, "2024년 3월 5일", "2024-03-05"),
        ({"type": "xsd:dateTime"}, "2024-03-05 15:30", "2024-03-05T15:30:00Z"),
        ({"type": "xsd:time"}, "오후 3시 30분", "15:30:00"),
        ({"type": "xsd:gYearMonth"}, "2024년 5월", "2024-05"),
        ({"type": "COUNTRY"}, "NA", "NA"),
        ({"type": "COUNTRY"}, "N/A", None),
        ({"type": "OBJECT"}, '{"a": 1.50}', {"a": Decimal("1.50")}),
        ({"type": "OBJECT"}, "{broken", "{broken"),
        ({"type": "ARRAY", "items": {"type": "xsd:integer"}}, "1; 2;", [1, 2]),
        ({"type": "ARRAY", "items": {"type": "xsd:string"}}, "a|b", ["a", "b"]),
        ({"type": "ARRAY", "items": {"type": "xsd:integer"}}, "[1, 2]", [1, 2]),
        ({"target": "Airport", "cardinality": "many_to_one"}, " JFK ", "JFK"),
        ({"target": "Airport", "cardinality": "many_to_many"}, "JFK; LGA", ["JFK", "LGA"]),
    ],
    ids=str,
)
def test_a_cell_is_read_as_its_property_asks(member: dict[str, Any], cell: str, value: object) -> None:
    assert reader_of(member, Manner())(cell) == value


def test_a_cell_that_comes_again_is_read_once_and_what_can_be_changed_is_made_anew() -> None:
    seen = list[str]()

    def read(cell: str) -> object:
        seen.append(cell)
        return {"amount": cell} if cell.startswith("₩") else None if cell == "-" else Decimal(cell)

    remembered = remembering(read)
    values = [remembered(cell) for cell in ("1", "-", "₩1", "1", "-", "₩1", "9" * 100, "9" * 100)]

    assert values == [Decimal(1), None, {"amount": "₩1"}] * 2 + [Decimal("9" * 100)] * 2
    assert values[2] is not values[5]
    assert seen == ["1", "-", "₩1", "₩1", "9" * 100, "9" * 100]
