"""In what figures are: said behind a name, in a row of its own, or once above a table."""

from random import Random

import pytest

from spice.application.funnel.analyze import analyze
from spice.application.funnel.rows import TableRow
from spice.application.funnel.source import file_source
from spice.domain.inference.headers.units import is_unit, says_unit, unit_behind, unit_said


def table_of(text: str) -> TableRow:
    (table,) = analyze(file_source(text.encode(), "t.csv", Random(0).randrange), Random(0).randrange).tables
    return table


def units(text: str) -> dict[str, str | None]:
    return {column.name: column.unit for column in table_of(text).columns}


ROWS = "서울,1200,3.5\n부산,800,2.25\n대구,450,1.75\n인천,610,4.5\n"


@pytest.mark.parametrize("said", ["(단위: 천원)", "단위 : 천원", "[단위:천원]", "※ 단위 : 천원"])
def test_a_unit_said_above_a_table_is_that_of_its_figures(said: str) -> None:
    assert units(f"지역별 매출,,\n{said},,\n지역,매출,이익\n{ROWS}") == {"지역": None, "매출": "천원", "이익": "천원"}


def test_a_title_and_its_unit_in_one_row_are_no_header() -> None:
    table = table_of(f"지역별 매출,,(단위: 천원)\n지역,매출,이익\n{ROWS}")

    assert [column.name for column in table.columns] == ["지역", "매출", "이익"]
    assert (table.titles, table.columns[1].unit) == (["지역별 매출", "(단위: 천원)"], "천원")


def test_shares_are_in_percent_whatever_is_said_above() -> None:
    text = "(単位:千円、%),,\n地域,売上,構成比\n東京,1200,40.5%\n大阪,800,30.2%\n名古屋,450,20.1%\n福岡,300,9.2%\n"

    assert units(text) == {"地域": None, "売上": "千円", "構成比": None}


def test_a_row_of_units_below_the_names_is_no_record() -> None:
    table = table_of(f"지역,매출,무게\n,천원,(kg)\n{ROWS}")

    assert [(column.name, column.unit) for column in table.columns] == [
        ("지역", None),
        ("매출 (천원)", "천원"),
        ("무게 (kg)", "kg"),
    ]
    assert (table.header_rows, table.first_row, table.rows) == ([1, 2], 3, 4)


def test_a_record_that_begins_a_table_of_choices_is_no_row_of_units() -> None:
    assert table_of("물건,단위\n쌀,kg\n콩,kg\n천,m\n").rows == 3
    assert table_of("item,unit,price\nrice,kg,3\nbeans,kg,4\ncloth,cm,5\n").rows == 3


def test_units_behind_names_are_those_of_figures_alone() -> None:
    text = "name,weight_kg,height cm,speed km/h,part\nkim,70,180,5,a kg\nlee,60,170,6,b\npark,55,165,4,c\n"

    assert units(text) == {"name": None, "weight_kg": "kg", "height cm": "cm", "speed km/h": "km/h", "part": None}
    assert [unit_behind(each) for each in ("kg", "first name", "발행 호", "temp_°C")] == [None, None, None, "°C"]


def test_what_is_a_unit_and_what_says_one() -> None:
    assert [is_unit(each) for each in ("㎏", "(천원)", "%", "서울", "item")] == [True, True, True, False, False]
    assert [says_unit(each) for each in ("Unit: USD", "단위 가격", "units sold: many of them, and of all kinds")] == [
        True,
        False,
        False,
    ]
    assert unit_said(["a title", "(단위: 명, 천원)"]) is None


def test_quantities_with_their_unit_are_no_identifiers() -> None:
    table = table_of("이름,키,코드\n" + "".join(f"김 {n},17{n}cm,A{n}0cm\n" for n in range(8)))

    assert [column.semantic_type for column in table.columns[1:]] == ["STRING", "IDENTIFIER"]


def test_shares_below_zero_as_bookkeepers_write_them_are_shares() -> None:
    table = table_of("이름,증감률\n김,△1.5%\n이,▲2.25%\n박,3.1%\n최,△0.4%\n")

    assert (table.columns[1].semantic_type, table.columns[1].mismatch_count) == ("PERCENT", 0)
