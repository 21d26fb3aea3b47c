"""Workbooks, made by hand from their parts."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from random import Random

import pytest

from spice.domain.sheets.opening import open_sheets
from spice.domain.sheets.sheet import Cell, SheetRow, Unreadable
from spice.domain.sheets.tables import tables_of
from spice.domain.sheets.workbooks import read_workbook, walk_sheet

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="{target}"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>"""
_BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="주문" sheetId="1" r:id="r1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData>{merged}</worksheet>"""


def workbook(rows: list[list[str | float | None]], *, merged: str = "", extra: bytes = b"") -> bytes:
    """An XLSX of one sheet; `merged` is a range such as A1:B1."""
    written = "".join(
        f'<row r="{y}">' + "".join(_cell(value, x, y) for x, value in enumerate(row) if value is not None) + "</row>"
        for y, row in enumerate(rows, 1)
    )
    merges = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS.format(target="xl/workbook.xml", kind="officeDocument"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(target="worksheets/sheet1.xml", kind="worksheet"))
        archive.writestr("xl/worksheets/sheet1.xml", _SHEET.format(rows=written, merged=merges))
        if extra:
            archive.writestr("xl/media/big.bin", extra)
    return file.getvalue()


def _cell(value: str | float, x: int, y: int) -> str:
    place = f"{chr(ord('A') + x)}{y}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def read(content: bytes, name: str = "주문.xlsx") -> list[dict[str, list[str | None]]]:
    sheets = open_sheets(BytesIO(content), name, Random(1).randrange).sheets
    return [{each.name: list(each.values) for each in table.columns} for sheet in sheets for table in tables_of(sheet)]


def test_a_sheet_is_read_whatever_its_file_is_called() -> None:
    content = workbook([["번호", "금액"], ["A-1", 1200], ["A-2", 3.5]])

    assert read(content, "주문.csv") == [{"번호": ["A-1", "A-2"], "금액": ["1200", "3.5"]}]


def test_a_merged_name_stands_over_all_of_its_columns() -> None:
    rows: list[list[str | float | None]] = [
        ["지역", "1분기", None],
        [None, "매출", "비용"],
        ["서울", 10, 2],
        ["부산", 9, 1],
    ]

    assert [*read(workbook(rows, merged="B1:C1"))[0]] == ["지역", "1분기 매출", "1분기 비용"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = workbook([["a"], ["b"]], extra=b"\0" * 30_000_000)

    with pytest.raises(Unreadable, match="unpacked it would have") as refused:
        read(content)

    assert refused.value.code == "too_large"


def test_a_workbook_that_is_protected_says_so() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)

    with pytest.raises(Unreadable, match="protected by a password"):
        read(locked)


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(Unreadable, match="is empty"):
        read(workbook([]))


def test_a_merged_cell_may_cover_more_than_there_is() -> None:
    rows: list[list[str | float | None]] = [["a", "b"], ["x", 1], [None, 2], [None, 3]]

    (table,) = read(workbook(rows, merged="A2:XFD1048576"))

    assert table == {"a": ["x", "x", "x"], "b": ["x", "x", "x"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"encoding": "cp949"}, "encoding does not apply"),
        ({"delimiter": ";"}, "delimiter does not apply"),
        ({"encoding": "cp949", "delimiter": ";"}, "encoding and delimiter do not apply"),
    ],
)
def test_what_says_how_a_text_is_written_is_refused_of_a_workbook(options: dict[str, str], said: str) -> None:
    content = workbook([["a", "b"], ["x", 1]])

    with pytest.raises(Unreadable, match=f"주문.xlsx is a workbook, to which {said}") as refused:
        open_sheets(
            BytesIO(content),
            "주문.xlsx",
            Random(1).randrange,
            encoding=options.get("encoding"),
            delimiter=options.get("delimiter"),
        )

    assert refused.value.code == "invalid_parameter"


@pytest.mark.parametrize("merged", ["A5:A7", "A25:A27", "A5:B5"])
def test_merged_cells_of_a_sheet_that_is_walked_are_filled_as_in_one_that_is_read(merged: str) -> None:
    rows: list[list[str | float | None]] = [["id", "name", "size"]]
    for number in range(2, 40):
        rows.append([str(number), f"n{number}", number])
    content, taken = workbook(rows, merged=merged), list[SheetRow]()

    class Taking:
        def take(self, number: int, cells: Sequence[Cell]) -> None:
            taken.append(SheetRow(number, cells))

    walk_sheet(BytesIO(content), "t.xlsx", "주문", Taking())

    (sheet,) = read_workbook(BytesIO(content), "t.xlsx", Random(0).randrange)
    assert taken == list(sheet.rows)
