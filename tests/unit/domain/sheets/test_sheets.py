"""Files as people make them, and the tables found in them."""

from io import BytesIO
from random import Random

import pytest

from spice.domain.inference.kinds import codes
from spice.domain.sheets import cell_kinds
from spice.domain.sheets.cell_kinds import kind_of
from spice.domain.sheets.opening import open_sheets
from spice.domain.sheets.sheet import MOST_COLUMNS, Unreadable
from spice.domain.sheets.tables import FoundTable, tables_of

KOREAN = "이름,도시,가입일\n김철수,서울,2024-01-02\n이영희,부산,2024-02-03\n"
JAPANESE = "名前,都市,登録日\n山田タロウ,東京,2024-01-02\n鈴木はなこ,大阪,2024-02-03\n"
CHINESE = "姓名,城市,日期\n王小明,北京,2024-01-02\n李小红,上海,2024-02-03\n"
TAIWANESE = "姓名,地址,電話\n王小明,臺北市中正區,0912345678\n陳美玲,高雄市前鎮區,0987654321\n"
FRENCH = "prénom,ville,âge\nHélène,Besançon,34\nFrançois,Orléans,41\n"


def tables(
    content: str | bytes, name: str = "data.csv", *, encoding: str | None = None, delimiter: str | None = None
) -> list[FoundTable]:
    raw = BytesIO(content.encode() if isinstance(content, str) else content)
    opened = open_sheets(raw, name, Random(1).randrange, encoding=encoding, delimiter=delimiter)
    return [table for sheet in opened.sheets for table in tables_of(sheet)]


def columns(table: FoundTable) -> dict[str, list[str | None]]:
    return {each.name: list(each.values) for each in table.columns}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (KOREAN, encoding)
            for encoding in ("utf-8", "utf-8-sig", "cp949", "euc_kr", "utf-16", "utf-16-le", "utf-16-be")
        ),
        *((JAPANESE, encoding) for encoding in ("cp932", "euc_jp", "utf-8")),
        *((CHINESE, encoding) for encoding in ("gb18030", "utf-8")),
        (TAIWANESE, "big5"),
        (FRENCH, "cp1252"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_is_in(text: str, encoding: str) -> None:
    (table,) = tables(text.encode(encoding))

    assert [each.name for each in table.columns] == text.splitlines()[0].split(",")
    assert [each.values[0] for each in table.columns] == text.splitlines()[1].split(",")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_what_stands_between_cells_is_told(delimiter: str) -> None:
    text = delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["1", '"x, y; z"', "3"]) + "\n"

    (table,) = tables(text)

    assert columns(table) == {"a": ["1"], "b": ["x, y; z"], "c": ["3"]}


def test_a_decimal_comma_is_no_delimiter() -> None:
    (table,) = tables("a;b;c\n1,5;2;x\n2,5;3;z\n")

    assert columns(table)["a"] == ["1,5", "2,5"]


def test_titles_notes_totals_and_two_rows_of_header_are_told_apart() -> None:
    above = "2024년 매출,,,\n(단위: 천원),,,\n지역,1분기,,2분기\n,매출,비용,매출\n"
    text = above + "서울,100,20,120\n부산,90,10,80\n합계,190,30,200\n* 출처: 본사,,,\n"

    (table,) = tables(text)

    assert [each.name for each in table.columns] == ["지역", "1분기 매출", "1분기 비용", "2분기 매출"]
    assert (list(table.header_rows), table.first_row, table.last_row) == ([3, 4], 5, 6)
    assert (table.titles, table.notes, table.totals) == (["2024년 매출", "(단위: 천원)"], ["* 출처: 본사"], [7])


def test_tables_below_and_beside_each_other_are_two() -> None:
    below = tables("id,name\n1,kim\n2,lee\n\nproduct,price,date\npen,$5,2024-01-01\ninc,$6,2024-01-02\n")
    beside = tables("id,name,,item,day\n1,kim,,pen,2024-01-01\n2,lee,,ink,2024-01-02\n")

    assert [[each.name for each in table.columns] for table in below] == [["id", "name"], ["product", "price", "date"]]
    assert [[each.name for each in table.columns] for table in beside] == [["id", "name"], ["item", "day"]]


def test_an_empty_line_within_a_table_ends_none() -> None:
    (table,) = tables("id,name\n1,kim\n\n2,lee\n")

    assert columns(table) == {"id": ["1", "2"], "name": ["kim", "lee"]}
    assert table.columns[0].rows == [2, 4]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("name,city\nkim,seoul\nlee,busan\n\npark,daegu\nchoi,jeju\n", [2, 3, 5, 6]),
        ("name,city\nkim,seoul\n\n\npark,daegu\n\nchoi,jeju\n", [2, 5, 7]),
        ("name,city,note\nkim,seoul,x\nlee,busan,y\n\npark,daegu,\nchoi,jeju,\n", [2, 3, 5, 6]),
        ("note,id,name\nx,1,kim\ny,2,lee\n\n,3,park\n,4,choi\n", [2, 3, 5, 6]),
        ("id,note,name\n1,x,kim\n2,y,lee\n\n3,,park\n4,,choi\n", [2, 3, 5, 6]),
        ("id,name\n1,kim\n2,lee\n\n3,\n4,choi\n", [2, 3, 5, 6]),
        ("name,city\n\nkim,seoul\nlee,busan\n", [3, 4]),
        ("name\nkim\nlee\n\npark\n", [2, 3, 5]),
        ("name\nkim\nlee\nhan\nkang\n\npark\n", [2, 3, 4, 5, 7]),
    ],
)
def test_an_empty_line_loses_no_row_behind_it(text: str, rows: list[int]) -> None:
    (table,) = tables(text)

    assert table.columns[0].rows == rows
    assert [each.name for each in table.columns] == text.partition("\n")[0].split(",")


def test_texts_with_a_header_of_their_own_are_another_table() -> None:
    below = tables("name,city\nkim,seoul\nlee,busan\n\ncity,color\nulsan,red\nmokpo,blue\n")
    again = tables("name,city\nkim,seoul\nlee,busan\n\nname,city\npark,daegu\n")

    assert [table.header_rows for table in below] == [[1], [5]]
    assert [table.header_rows for table in again] == [[1], [5]]


def test_a_remark_below_an_empty_line_is_no_row() -> None:
    (table,) = tables("name,city\nkim,seoul\nlee,busan\n\nsource: the office\n")

    assert (table.columns[0].rows, table.notes) == ([2, 3], ["source: the office"])


def test_what_a_carriage_return_parts_are_lines_with_numbers_of_their_own() -> None:
    (table,) = tables('id,name\r\n1,kim\r2,"lee\r\n3,park\r\n4,choi\r5,han\r\n6,kang\r\n')

    assert columns(table)["id"] == ["1", "2", "3", "4", "5", "6"]
    assert table.columns[0].rows == [2, 3, 4, 5, 6, 7]


def test_a_table_without_a_header_gets_names_of_its_columns() -> None:
    (table,) = tables("1,kim,2024-01-01\n2,lee,2024-01-02\n3,park,2024-01-03\n")

    assert [each.name for each in table.columns] == ["column_1", "column_2", "column_3"]
    assert table.header_rows == []


def test_a_form_of_keys_and_values_is_one_record() -> None:
    (table,) = tables("이름:,홍길동\n생년월일:,1990-01-02\n이메일:,hong@example.kr\n")

    assert table.form == "pairs"
    assert columns(table) == {"이름": ["홍길동"], "생년월일": ["1990-01-02"], "이메일": ["hong@example.kr"]}


def test_a_table_on_its_side_is_turned() -> None:
    (table,) = tables("이름,홍길동,이순신,강감찬\n나이,20,30,40\n입사일,2020-01-01,2021-02-03,2022-03-04\n")

    assert table.form == "columns"
    assert columns(table)["나이"] == ["20", "30", "40"]
    assert (list(table.header_rows), table.columns[0].rows) == ([1], [2, 3, 4])


def test_records_of_a_table_on_its_side_are_named_by_their_columns_in_the_sheet() -> None:
    (table,) = tables(",,이름,홍길동,이순신\n,,나이,20,30\n,,입사일,2020-01-01,2021-02-03\n")

    assert (table.form, list(table.header_rows), table.columns[0].rows) == ("columns", [3], [4, 5])


def test_an_array_of_json_is_refused_in_a_sentence() -> None:
    for content in ('[{"a": 1}, {"a": 2}]', '[\n  {"a": 1},\n  {"a": 2}\n]\n', "[]"):
        with pytest.raises(Unreadable, match=r"data.json is one JSON array") as refused:
            tables(content, "data.json")

        assert refused.value.problems[0].hint == "write an object a line (NDJSON)"


def test_cells_that_begin_with_brackets_are_a_table() -> None:
    (table,) = tables("[id],[name]\n1,kim\n2,lee\n")

    assert columns(table) == {"[id]": ["1", "2"], "[name]": ["kim", "lee"]}


def test_of_cells_few_are_remembered_and_none_that_are_long() -> None:
    kind_of("x" * 65)
    before = cell_kinds._known_kind.cache_info()

    kind_of("x" * 65)

    assert cell_kinds._known_kind.cache_info() == before
    assert before.maxsize is not None
    assert before.maxsize <= 4096
    assert codes._is_country.cache_info().maxsize == 4096


def test_lines_of_json_are_a_table() -> None:
    (table,) = tables('{"a": 1.50, "b": "x"}\n{"a": 2, "c": [1]}\n', "data.ndjson")

    assert columns(table) == {"a": ["1.50", "2"], "b": ["x", None], "c": [None, "[1]"]}


def test_what_is_nested_in_lines_of_json_stays_as_it_stands() -> None:
    number = "12345678901234567890.10"
    nested = f'{{"n": {number}, "e": [1E+3, -0, "1", true, null], "문": "따\\"옴"}}'

    (table,) = tables(f'{{"o": {nested}}}\n', "data.ndjson")

    assert columns(table) == {"o": [nested]}


def test_a_line_of_json_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"line 2: this is no JSON \(nested deeper than 100 levels\)"):
        tables('{"a": 1}\n{"a": ' + "[" * 150 + "]" * 150 + "}\n", "data.ndjson")


def test_every_line_of_json_is_a_record_and_their_names_are_the_header() -> None:
    lines = '{"o": "x"}\n{"o": "total", "a": 1}\n{}\n{"b": 2, "c": null}\n\n{"o": "합계"}\n{"o": "total"}\n'

    (table,) = tables(lines, "data.ndjson")

    assert (table.size, table.totals, table.notes, table.titles) == (6, (), (), ())
    assert columns(table)["o"] == ["x", "total", None, None, "합계", "total"]
    assert (columns(table)["b"][3], table.columns[0].rows) == ("2", [1, 2, 3, 4, 6, 7])


def test_lines_of_json_have_no_delimiter() -> None:
    with pytest.raises(Unreadable, match=r"data.ndjson is lines of JSON, to which a delimiter does not apply"):
        open_sheets(BytesIO(b'{"a": 1}'), "data.ndjson", Random(0).randrange, delimiter=";")


def test_a_header_alone_is_a_table_without_rows() -> None:
    (table,) = tables("name,age\n")

    assert (table.size, [each.name for each in table.columns]) == (0, ["name", "age"])


def test_rows_that_are_too_short_or_long_are_mended_and_noted() -> None:
    (table,) = tables('a,b\n1,2\n3\n4,5"6\n')

    assert columns(table)["b"] == ["2", None, '5"6']
    assert any("line 4" in note for note in table.notes)


def test_values_of_a_column_keep_every_character() -> None:
    (table,) = tables("code,n\n007,12345678901234567890.10\n010,1e5\n")

    assert columns(table) == {"code": ["007", "010"], "n": ["12345678901234567890.10", "1e5"]}


def test_a_cell_of_a_megabyte_is_read() -> None:
    (table,) = tables("a,b\n1," + "x" * 1_000_000 + "\n")

    assert len(columns(table)["b"][0] or "") == 1_000_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "bad.csv is empty"),
        (b"\n\r\n  \n", "bad.csv is empty"),
        (b"\x00\x01\x02\x03" * 64, "bytes that no text has"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b'{"a": 1}\n{"a": \n', "bad.csv, line 2"),
        (b'{"a": 1}\n{"a": 1, "a": 2}\n', "the key 'a' is there twice"),
        (b'{"a": NaN}\n', "NaN is no number of JSON"),
        ((",".join(["x"] * (MOST_COLUMNS + 1)) + "\n").encode(), "row 1: it has 2,001 cells"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said.replace(".", r"\.")):
        tables(content, "bad.csv")


def test_an_encoding_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable, match="no text encoding 'klingon'"):
        tables("a\n1\n", encoding="klingon")


def test_a_record_of_the_same_figures_is_a_record() -> None:
    (table,) = tables("a,b,c\n1,2,3\n4,5,6\n0,0,0\n0,0,0\n")

    assert columns(table)["a"] == ["1", "4", "0", "0"]


def test_columns_have_names_of_their_own() -> None:
    (table,) = tables("name_4,name,name,name\n1,2,3,4\n5,6,7,8\n")

    assert [each.name for each in table.columns] == ["name_4", "name", "name_2", "name_3"]


def test_many_records_may_stand_on_one_line() -> None:
    (table,) = tables("a,b\r" + ",x\r" * 25_000 + "1,y\r" * 26_000)

    assert table.size == 51_000


def test_subtotals_and_headers_that_come_again_are_no_records() -> None:
    (table,) = tables(
        "name,city,count\nkim,seoul,1\nlee,busan,2\nsubtotal,,3\nname,city,count\npark,daegu,4\nchoi,jeju,5\n합계,,12\n"
    )

    assert columns(table)["name"] == ["kim", "lee", "park", "choi"]
    assert list(table.totals) == [4, 8]
    assert sorted(table.unread) == [(4, "a total"), (5, "the header again"), (8, "a total")]


@pytest.mark.parametrize("last", ["계,서울,9", "Sum,paris,7", "Mean,rome,5"])
def test_a_last_record_that_is_called_as_a_total_is_a_record(last: str) -> None:
    (table,) = tables(f"name,city,count\nkim,seoul,1\nlee,busan,2\npark,daegu,4\n{last}\n")

    assert columns(table)["name"][-1] == last.partition(",")[0]
    assert (list(table.totals), list(table.unread)) == ([], [])


@pytest.mark.parametrize(
    ("last", "is_total"), [("Sum,7", True), ("Sum,9", False), ("Mean,2.33", True), ("Total,9", True)]
)
def test_of_names_and_figures_alone_the_sum_tells(last: str, is_total: bool) -> None:
    (table,) = tables(f"name,count\nkim,1\nlee,2\npark,4\n{last}\n")

    assert bool(table.totals) == is_total


def test_names_of_groups_of_groups_are_no_title() -> None:
    head = "구분,2023년,,,,2024년,,,\n,1분기,,2분기,,1분기,,2분기,\n,수량,금액,수량,금액,수량,금액,수량,금액\n"
    rows = "".join(f"품목{n},{','.join(str(10 * n + each) for each in range(8))}\n" for n in range(8))

    (table,) = tables(head + rows)

    assert (table.header_rows, table.titles) == ([1, 2, 3], [])
    assert [each.name for each in table.columns][:3] == ["구분", "2023년 1분기 수량", "2023년 1분기 금액"]
    assert table.columns[-1].name == "2024년 2분기 금액"


def test_a_title_beside_who_wrote_it_is_no_header() -> None:
    rows = "".join(f"P{n},상품 {n},{n * 10},{n},{n * n},\n" for n in range(8))

    (table,) = tables(f"판매 현황,,,부서: 영업팀,,작성자: 김\n코드,상품,단가,수량,금액,비고\n{rows}")

    assert (table.header_rows, table.titles) == ([2], ["판매 현황", "부서: 영업팀", "작성자: 김"])


def test_an_empty_column_parts_no_table_whose_columns_have_the_same_rows() -> None:
    (table,) = tables("id,,city,,\n" + "".join(f"{n},,서울 {n},,\n" for n in range(8)))

    assert columns(table)["city"] == [f"서울 {n}" for n in range(8)]
    assert columns(table)["column_2"] == [None] * 8


def test_tables_beside_each_other_are_two_though_they_have_as_many_rows() -> None:
    rows = "".join(f"김{n},{30 + n},,상품 {n},{n}00\n" for n in range(8))

    found = tables(f"이름,나이,,제품,가격\n{rows}")

    assert [[each.name for each in table.columns] for table in found] == [["이름", "나이"], ["제품", "가격"]]


def test_a_name_that_is_a_word_of_agreement_heads_its_column() -> None:
    (table,) = tables("이름,동의\n" + "".join(f"김{n},{'OX'[n % 2]}\n" for n in range(8)))

    assert [each.name for each in table.columns] == ["이름", "동의"]


@pytest.mark.parametrize("begins", ["<html><table>", " \n<!DOCTYPE html>", "\ufeff<TABLE border=0>"])
def test_a_web_page_that_is_called_a_workbook_is_refused(begins: str) -> None:
    with pytest.raises(Unreadable, match=r"orders\.xls is a web page"):
        tables(f"{begins}<tr><td>a</td></tr></table>", "orders.xls")


def test_a_form_with_several_keys_in_a_row_is_one_record() -> None:
    (table,) = tables(
        "신청서,,,\n성명,김철수,생년월일,1990-01-02\n주소,서울시 강남구,전화,010-1234-5678\n이메일,kim@x.kr,직업,의사\n"
    )

    assert (table.form, table.titles) == ("pairs", ["신청서"])
    assert columns(table) == {
        "성명": ["김철수"],
        "생년월일": ["1990-01-02"],
        "주소": ["서울시 강남구"],
        "전화": ["010-1234-5678"],
        "이메일": ["kim@x.kr"],
        "직업": ["의사"],
    }


def test_a_table_of_four_columns_is_no_form() -> None:
    (table,) = tables("성명,생년월일,주소,전화\n김,1990-01-02,서울,010-1234-5678\n이,1991-01-02,부산,010-2234-5678\n")

    assert (table.form, len(table.columns), table.size) == ("rows", 4, 2)
