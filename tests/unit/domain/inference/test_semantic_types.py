"""Columns in four languages, and what each of them is."""

from random import Random

import pytest

from spice.domain.inference.infer import infer
from tests.unit.domain.inference.columns import cells, found

COLUMNS = [
    ("이메일", ["min.kim@example.kr", "lee@example.co.kr", "park+1@example.com"], "EMAIL", "EMAIL"),
    ("連絡先", ["03-6205-1111", "06-6311-2222", "090-1234-9876"], "PHONE", "PHONE"),
    ("휴대폰", ["010-2345-6789", "01098765432", "011-234-5678"], "PHONE", "PHONE"),
    ("手机号", ["13912345678", "15087654321", "18600001111"], "PHONE", "PHONE"),
    ("homepage", ["www.example.com/a", "https://example.org", "example.net/b?c=1"], "URL", "URL"),
    ("", ["203.0.113.7", "198.51.100.23", "2001:db8::7"], "IP", "IP"),
    ("", ["0b5a4e9c-7f1d-4c56-9d38-6f2a81b0c7de", "5e3f8a10-2b6c-4d7e-8f90-a1b2c3d4e5f6"], "UUID", "UUID"),
    ("", ["02:1b:44:11:3a:b7", "02:1b:44:11:3a:b8"], "MAC", "xsd:string"),
    ("가격", ["12,500원", "3만 5천원", "₩9,900"], "MONEY", "MONEY"),
    ("price", ["$12.50", "USD 3,000", "€ 7"], "MONEY", "MONEY"),
    ("価格", ["1,200円", "3万5千円", "￥980"], "MONEY", "MONEY"),
    ("金额", ["25元", "3.5万元", "120美元"], "MONEY", "MONEY"),
    ("할인율", ["10%", "12.5 %", "7 퍼센트"], "PERCENT", "PERCENT"),
    ("利率", ["百分之五", "3.2%", "12%"], "PERCENT", "PERCENT"),
    ("가입일", ["2024년 3월 5일", "2024.03.06", "2024-03-07"], "DATE", "DATE"),
    ("発売日", ["令和6年3月5日", "2024年3月6日", "2024/3/7"], "DATE", "DATE"),
    ("出生日期", ["1990年1月2日", "1985-12-30", "2001/7/9"], "DATE", "DATE"),
    ("hired", ["5 March 2024", "Mar 6, 2024", "7-Mar-2024"], "DATE", "DATE"),
    ("기준월", ["2024-01", "2024-02", "2023-12"], "DATE", "xsd:gYearMonth"),
    (
        "등록일시",
        ["2024-03-05 14:30:00", "2024년 3월 6일 오후 3시 10분", "2024-03-07T08:00:01Z"],
        "DATETIME",
        "DATETIME",
    ),
    ("시작시각", ["09:30", "오후 2시 15분", "18:00:30"], "TIME", "TIME"),
    ("時刻", ["午後3時30分", "9時15分", "18:20"], "TIME", "TIME"),
    ("duration", ["PT1H30M", "P2D", "PT45S"], "DURATION", "DURATION"),
    ("사용여부", ["예", "아니오", "예", "예"], "BOOLEAN", "xsd:boolean"),
    ("有効フラグ", ["はい", "いいえ", "はい"], "BOOLEAN", "xsd:boolean"),
    ("是否有效", ["是", "否", "是"], "BOOLEAN", "xsd:boolean"),
    ("active", ["Y", "N", "Y", "N"], "BOOLEAN", "xsd:boolean"),
    ("위도", ["37.5665", "35.1796", "33.4996"], "LATITUDE", "xsd:decimal"),
    ("経度", ["139.6917", "135.5023", "141.3545"], "LONGITUDE", "xsd:decimal"),
    ("where", ["(37.5665, 126.9780)", "(35.1796, 129.0756)"], "COORDINATE", "COORDINATE"),
    ("우편번호", ["06236", "48058", "04524"], "POSTAL_CODE", "xsd:string"),
    ("郵便番号", ["100-0001", "530-0001", "060-0042"], "POSTAL_CODE", "xsd:string"),
    ("postcode", ["SW1A 1AA", "M1 1AE", "EC1A 1BB"], "POSTAL_CODE", "xsd:string"),
    ("국가코드", ["KR", "JP", "US", "DE"], "COUNTRY_CODE", "COUNTRY"),
    ("국가", ["대한민국", "일본", "미국"], "COUNTRY_NAME", "COUNTRY"),
    ("国名", ["日本", "フランス", "ドイツ"], "COUNTRY_NAME", "COUNTRY"),
    ("currency", ["KRW", "USD", "JPY", "EUR"], "CURRENCY_CODE", "CURRENCY"),
    ("lang", ["ko", "en", "ja", "zh"], "LANGUAGE_CODE", "xsd:string"),
    ("색상", ["#ff8800", "#00aaff", "#123456"], "COLOR", "xsd:string"),
    ("주소", ["서울특별시 강남구 테헤란로 152", "부산광역시 해운대구 우동 1411"], "ADDRESS", "ADDRESS"),
    ("住所", ["東京都千代田区千代田1-1", "大阪府大阪市北区梅田3-1-3"], "ADDRESS", "ADDRESS"),
    ("地址", ["北京市海淀区中关村大街27号", "上海市浦东新区世纪大道100号"], "ADDRESS", "ADDRESS"),
    ("address", ["12 Baker Street", "400 Main St Apt 3", "7 Elm Avenue"], "ADDRESS", "ADDRESS"),
    ("사진", ["https://cdn.example.com/a.png", "https://cdn.example.com/b.jpg"], "IMAGE", "URL"),
    ("첨부파일", ["계약서.pdf", "견적.xlsx", "보고서.hwp"], "FILE", "xsd:string"),
    ("meta", ['{"a": 1}', '{"b": [2]}'], "OBJECT", "OBJECT"),
    ("태그", ['["a", "b"]', '["c"]'], "ARRAY", "ARRAY"),
    ("연도", ["2021", "2022", "2023"], "YEAR", "xsd:gYear"),
    ("수량", ["3", "1,200", "45"], "INTEGER", "xsd:integer"),
    ("면적", ["84.97", "59", "114.2"], "DECIMAL", "xsd:decimal"),
    ("isin", ["US0378331005", "US5949181045", "KR7005930003", "JP3633400001"], "IDENTIFIER", "xsd:string"),
]


@pytest.mark.parametrize(("header", "values", "meaning", "stored"), COLUMNS)
def test_a_column_is_told_by_its_values_and_its_header(
    header: str, values: list[str], meaning: str, stored: str
) -> None:
    column = found(header, *values)

    assert (column.semantic_type, column.type) == (meaning, stored), column


@pytest.mark.parametrize("value", ["0012", "007", "00001"])
def test_what_begins_with_zeros_is_never_a_number(value: str) -> None:
    column = found("amount", value, "123", "456", "0789")

    assert column.semantic_type not in ("INTEGER", "DECIMAL")
    assert column.type == "xsd:string"


@pytest.mark.parametrize("header", ["update", "candidate", "mandate", "plateau"])
def test_a_word_inside_of_another_names_nothing(header: str) -> None:
    from spice.domain.inference.headers.header import Header

    assert Header(header).naming("DATE") == 0
    assert Header(header).naming("LATITUDE") == 0


@pytest.mark.parametrize(
    ("header", "name"), [("lastissuedate", "DATE"), ("mailZipCode", "POSTAL_CODE"), ("행사시작일자", "DATE")]
)
def test_compounds_are_cut_into_words_that_are_known(header: str, name: str) -> None:
    from spice.domain.inference.headers.header import Header

    assert Header(header).naming(name) == 1


def test_letters_that_only_look_like_yes_and_no_stay_a_text() -> None:
    assert found("grade", "x", "y").semantic_type == "STRING"


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["(" + "," * 199, "1割" + "1" * 37 + "x", "市" * 250, "{" + "," * 5000, "로1" * 125])
def test_no_cell_is_read_for_ever(text: str) -> None:
    findings = infer([cells("c", [text] * 50)], Random(1).randrange)

    assert findings[0].type
