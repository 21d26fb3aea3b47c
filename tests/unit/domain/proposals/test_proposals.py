"""Classes for tables: keys, references, rules, names; and matches with classes that are there."""

from dataclasses import replace
from random import Random
from typing import Any, cast

import pytest

from spice.domain.datatypes.home import Home
from spice.domain.inference.infer import Cells, infer
from spice.domain.ontology.class_documents import read_class
from spice.domain.ontology.reading import Reading
from spice.domain.proposals.classes import Proposal, property_of, propose
from spice.domain.proposals.identifiers import class_name, property_name
from spice.domain.proposals.matching import match
from spice.domain.proposals.readable import unread_in, with_unread
from spice.domain.proposals.table import Known
from tests.unit.domain.inference.columns import cells

CUSTOMERS = {
    "고객번호": ["C001", "C002", "C003", "C004", "C005", "C006"],
    "고객명": ["김철수", "이영희", "박민수", "최지우", "정해인", "한지민"],
    "등급": ["VIP", "일반", "일반", "VIP", "VIP", "일반"],
}
ORDERS = {
    "주문번호": ["1001", "1002", "1003", "1004", "1005", "1006", "1007"],
    "고객번호": ["C001", "C002", "C001", "C003", "C004", "C005", "C006"],
    "금액": ["12,500원", "3,000원", "5,500원", "7,700원", "9,000원", "100원", "200원"],
    "무게(kg)": ["1.5", "2", None, "0.5", "3", "1", "1.2"],
}


def known(name: str, columns: dict[str, Any]) -> tuple[Known, list[Cells]]:
    table = [cells(each, values) for each, values in columns.items()]
    found = infer(table, Random(1).randrange)
    return Known(name=name, rows=len(table[0].values), columns=found), table


@pytest.fixture
def shop() -> list[Proposal]:
    return propose([known("고객", CUSTOMERS), known("주문", ORDERS)])


def test_a_class_has_its_key_its_labels_and_english_names(shop: list[Proposal]) -> None:
    customer, order = (each.document for each in shop)

    assert (customer["name"], customer["label"], customer["key"]) == ("Customer", {"ko": "고객"}, ["customer_number"])
    assert (order["name"], order["key"]) == ("Order", ["order_number"])


def test_a_column_of_keys_of_another_table_is_a_relationship(shop: list[Proposal]) -> None:
    relationship, *others = cast(list[dict[str, Any]], shop[1].document["relationships"])

    assert others == []
    assert relationship["target"] == "Customer"
    assert relationship["cardinality"] == "many_to_one"


def test_choices_units_and_what_is_always_there_are_kept(shop: list[Proposal]) -> None:
    written = [cast(list[dict[str, Any]], shape.document["properties"]) for shape in shop]
    properties = {each["name"]: each for part in written for each in part}

    assert (properties["grade"]["type"], properties["grade"]["values"]) == ("ENUM", ["VIP", "일반"])
    assert (properties["weight"]["unit"], properties["weight"]["required"]) == ("kg", False)
    assert (properties["amount"]["type"], properties["amount"]["required"]) == ("MONEY", True)


def test_the_ontology_takes_what_is_proposed(shop: list[Proposal]) -> None:
    for proposal in shop:
        reading = Reading()
        read_class(reading, proposal.document, "")
        assert reading.problems == []


def test_every_column_fills_something(shop: list[Proposal]) -> None:
    assert [each.column for each in shop[1].fillings] == [*ORDERS]


def test_a_pair_is_the_key_where_no_column_is() -> None:
    (proposal,) = propose([known("점수", {"학번": ["1", "1", "2", "2"], "과목코드": ["M1", "E1", "M1", "E1"]})])

    assert proposal.document["key"] == ["student_number", "subject_code"]


def test_three_or_four_columns_are_the_key_where_no_fewer_are() -> None:
    flights = [
        (carrier, number, origin, f"2024-03-{day:02}")
        for carrier in ("OZ", "KE", "7C")
        for number in ("101", "205", "309")
        for origin in ("ICN", "GMP")
        for day in range(1, 8)
    ]
    names = ("항공사코드", "편명번호", "출발", "운항일")
    columns = {name: [flight[place] for flight in flights] for place, name in enumerate(names)}
    seats = {"좌석수": [str(100 + place % 50) for place in range(len(flights))]}

    (four,) = propose([known("운항", {**columns, **seats})])
    (three,) = propose([known("운항", {name: columns[name][:42] for name in names} | {"좌석수": seats["좌석수"][:42]})])

    filled = {each.property: each.column for each in four.fillings}
    assert [filled[name] for name in cast(list[str], four.document["key"])] == list(names)
    assert len(cast(list[str], three.document["key"])) == 3
    assert "together differ in each of the 126 records looked at" in four.reasons[0]


def test_columns_that_differ_together_by_accident_are_no_key() -> None:
    chance = Random(3)
    columns = {
        "매장코드": [f"S{chance.randrange(5)}" for _ in range(30)],
        "색상": [chance.choice(["빨강", "파랑", "초록", "검정"]) for _ in range(30)],
        "수량": [str(chance.randrange(90)) for _ in range(30)],
        "메모번호": [str(chance.randrange(10)) for _ in range(30)],
    }

    (proposal,) = propose([known("판매", columns)])

    assert len(cast(list[str], proposal.document["key"])) < 3


def test_figures_that_happen_to_differ_are_no_key() -> None:
    (proposal,) = propose([known("날씨", {"기온": ["1.5", "2.5", "3.5"], "습도": ["40", "41", "42"]})])

    assert proposal.document["key"] == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("주문일자", "order_date"),
        ("고객 이메일", "customer_email"),
        ("생년월일(YYYY)", "birth_date"),
        ("電話番号", "phone"),
        ("出生日期", "birth_date"),
        ("firstName", "first_name"),
        ("2024 total", "f_2024_total"),
        ("!!!", "field"),
        ("뚝섬", "ttugseom"),
    ],
)
def test_names_are_english_or_written_in_latin_letters(header: str, name: str) -> None:
    assert property_name(header, ()) == name


def test_no_two_names_are_the_same() -> None:
    assert property_name("이름", {"name"}) == "name_2"
    assert class_name("orders.csv", {"Order"}) == "Order2"


def test_columns_find_the_properties_that_are_there(shop: list[Proposal]) -> None:
    table, _ = known("new", {"Order number": ["1", "2", "3"], "amount": ["₩1", "₩2", "₩3"], "other": ["a", "b", "c"]})

    found = match(shop[1].document, table.columns)

    assert {each.column: each.property for each in found.fillings} == {
        "Order number": "order_number",
        "amount": "amount",
    }
    assert found.missing == ["customer_number"]
    assert all(each.reason for each in found.fillings)


def test_a_column_of_another_kind_fills_nothing(shop: list[Proposal]) -> None:
    table, _ = known("new", {"amount": ["kim@example.com", "lee@example.com", "park@example.com"]})

    assert match(shop[1].document, table.columns).fillings == []


@pytest.mark.parametrize(
    ("header", "values", "semantic", "type_"),
    [
        ("phone", ["010-1234-5678", "010-2345-6789", "010-3456-7890"], "PHONE", "xsd:string"),
        ("date", ["24-03-05", "24-03-06", "24-04-17"], "DATE", "xsd:string"),
        ("date", ["03/25/24", "04/26/24", "05/27/24"], "DATE", "xsd:string"),
        ("ip", ["10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/24"], "IP", "xsd:string"),
        ("url", ["www.site.kr", "www.other.kr/a", "www.third.kr"], "URL", "URL"),
        ("date", ["5 mars 2024", "6 avril 2024", "7 mai 2024"], "DATE", "DATE"),
        ("tags", ["['a', 'b']", "['c', 'd']", "['e', 'f']"], "ARRAY", "ARRAY"),
        ("tags", ["[1, 2]", "[3, 4]", "[5, 6]"], "ARRAY", "ARRAY"),
        ("tags", ["a;b|c", "d;e|f", "g;h|i"], "ARRAY", "xsd:string"),
    ],
    ids=str,
)
def test_what_is_proposed_can_be_read_by_an_import(header: str, values: list[str], semantic: str, type_: str) -> None:
    table, held = known("file", {header: values})

    (proposal,) = propose([(table, held)])

    (written,) = cast(list[dict[str, Any]], proposal.document["properties"])
    assert (table.columns[0].semantic_type, written["type"]) == (semantic, type_)
    assert not unread_in(table.columns[0], written).values
    assert any("left a text" in reason for reason in proposal.reasons) == (table.columns[0].type != type_)


def test_telephone_numbers_are_read_where_their_database_is() -> None:
    phones = known("file", {"phone": ["010-1234-5678", "010-2345-6789", "010-3456-7890"]})

    (proposal,) = propose([phones], home=Home(region="KR"))

    assert cast(list[dict[str, Any]], proposal.document["properties"])[0]["type"] == "PHONE"


def test_cells_that_fit_and_cannot_be_read_are_mismatches() -> None:
    mails = [f"kim{place}@example.kr" for place in range(98)] + ["a@b.kr; c@d.kr", "x@y.kr; z@w.kr"]
    (column,), (held,) = (lambda found: (found[0].columns, found[1]))(known("file", {"email": mails}))

    written = property_of(column, "email")
    told = with_unread(column, held, unread_in(column, written))

    assert (written["type"], column.mismatch_count, told.mismatch_count) == ("EMAIL", 0, 2)
    assert [each.value for each in told.mismatches] == ["a@b.kr; c@d.kr", "x@y.kr; z@w.kr"]
    assert [each.row for each in told.mismatches] == list(held.rows[-2:])


def test_of_a_beginning_nothing_is_required_and_no_choice_is_final() -> None:
    table, held = known("고객", CUSTOMERS)

    (proposal,) = propose([(replace(table, is_whole=False), held)])

    properties = {each["name"]: each for each in cast(list[dict[str, Any]], proposal.document["properties"])}
    assert (properties["grade"]["type"], properties["grade"]["required"]) == ("xsd:string", False)
    assert properties["customer_number"]["required"] is True
    assert any("may have other choices" in reason for reason in proposal.reasons)


@pytest.mark.parametrize(("type_", "fills"), [("xsd:decimal", []), ("xsd:integer", []), ("MONEY", ["amount"])])
def test_a_column_fills_what_can_read_its_cells(type_: str, fills: list[str]) -> None:
    table, _ = known("new", {"amount": ["12,500원", "3,000원", "5,500원"]})

    found = match({"name": "Order", "properties": [{"name": "amount", "type": type_}]}, table.columns)

    assert [each.property for each in found.fillings] == fills


def test_decimals_fill_no_whole_number() -> None:
    table, _ = known("new", {"weight": ["1.5", "2.25", "3.75"]})

    assert match({"name": "Thing", "properties": [{"name": "weight", "type": "xsd:integer"}]}, table.columns).score == 0
