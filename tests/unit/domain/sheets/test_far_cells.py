"""Cells far from all others: a reader makes a place for every cell between, so how far they are is found first."""

import struct
import zipfile
from io import BytesIO
from random import Random

import pytest

from spice.domain.bounds import WORKBOOK_CELLS
from spice.domain.sheets import workbooks
from spice.domain.sheets.opening import open_sheets
from spice.domain.sheets.sheet import Gathering, Unreadable
from spice.domain.sheets.workbooks import walk_sheet
from tests.support.workbooks import XLSX, ods, packed, xls, xlsx

_A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'


def _refused(content: bytes, name: str = "table.xlsx") -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        open_sheets(BytesIO(content), name, Random(0).randrange)
    return refused.value


def _read(content: bytes) -> list[list[str | None]]:
    chance = Random(0).randrange
    (sheet,) = open_sheets(BytesIO(content), "table", chance).sheets
    return [list(row.cells) for row in sheet.rows]


def test_a_cell_in_the_last_corner_is_refused_by_its_file_sheet_and_place() -> None:
    far = xlsx(_A1 + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    refused = _refused(far)

    assert refused.code == "too_large"
    assert str(refused).startswith(
        "table.xlsx, sheet 'Orders': with cell XFD1048576 the workbook has 17,179,869,184 cells"
    )


def test_a_walk_through_one_sheet_refuses_it_as_well() -> None:
    far = xlsx(_A1 + '<row r="20000"><c r="XFD20000"><v>1</v></c></row>')

    with pytest.raises(Unreadable, match="cell XFD20000"):
        walk_sheet(BytesIO(far), "table.xlsx", "Orders", Gathering("table.xlsx", Random(0).randrange))


@pytest.mark.parametrize(
    "rows",
    [
        '<dimension ref="A1:B2"/>' + _A1 + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        _A1 + '<row r="1048575"/><row><c r="CV7"/><c><v>1</v></c></row>' + '<row r="9"><c r="XFD9"><is/></c></row>',
        _A1 + '<row r="1048576"><c><v>1</v></c></row><row r="2"><c r="b1"/><c><v>1</v></c></row>',
        _A1 + '<x:row r="400000" xmlns:x="x"><x:c r="C400000"><x:v>1</x:v></x:c></x:row>',
    ],
    ids=["a false dimension", "rows that count on", "cells that count on", "prefixes"],
)
def test_cells_are_believed_and_what_the_sheet_says_of_itself_is_not(rows: str) -> None:
    assert _refused(xlsx(rows)).code == "too_large"


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "A0", "AAAAAAAAA1", "1A", ""])
def test_a_place_that_no_sheet_has_is_refused(place: str) -> None:
    assert "no sheet has a cell" in str(_refused(xlsx(f'<row><c r="{place}"><v>1</v></c></row>')))


def test_a_part_under_another_name_is_found_by_what_it_holds() -> None:
    far = xlsx(_A1 + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', part="xl/media/image1.PNG")

    assert _refused(far).code == "too_large"


def test_a_document_type_is_refused_which_readers_take_differently() -> None:
    hidden = '<!DOCTYPE x [<!ENTITY a "]><c>">]>'

    assert "document type" in str(_refused(xlsx(_A1, before=hidden)))


def test_empty_cells_that_are_only_formatted_reach_nowhere() -> None:
    formatted = xlsx(_A1 + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')

    assert _read(formatted) == [["1"]]


def test_the_sheets_of_a_workbook_count_together() -> None:
    half = (
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{WORKBOOK_CELLS // 2 + 1}"><c r="A500001"><v>1</v></c></row>'
    )

    assert "sheet 'Copy'" in str(_refused(xlsx(half, half)))


def test_one_part_that_many_sheets_name_counts_for_each() -> None:
    long = '<row r="1"><c r="A1"><v>1</v></c></row><row r="400000"><c r="A400000"><v>1</v></c></row>'

    assert _refused(xlsx(long, sheets=("a", "b", "c"))).code == "too_large"


def test_a_binary_workbook_says_what_it_is() -> None:
    assert "XLSB" in str(_refused(packed({**XLSX, "xl/workbook.bin": ""})))


def test_rows_and_columns_that_ods_repeats_count_as_often() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    many = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'

    refused = _refused(ods(many), "table.ods")

    assert refused.code == "too_large"
    assert "table.ods, sheet 'Orders': with cell XFD1048576" in str(refused)


def test_what_ods_repeats_at_its_end_and_is_empty_reaches_nowhere() -> None:
    row = "<table:table-row><table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"
    rest = "<table:table-cell table:number-columns-repeated='16383'/></table:table-row>"
    end = "<table:table-row table:number-rows-repeated='1048575'>"

    assert _read(ods(f"{row}{rest}{end}{rest}")) == [["x"]]


def test_empty_rows_between_count() -> None:
    row = "<table:table-row><table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"
    between = "<table:table-row table:number-rows-repeated='1040000'><table:table-cell/></table:table-row>"

    assert "cell A1040002" in str(_refused(ods(f"{row}</table:table-row>{between}{row}</table:table-row>")))


def _number(row: int, column: int) -> bytes:
    return struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, 1.0)


def test_a_far_cell_of_xls_is_refused() -> None:
    refused = _refused(xls(_number(0, 0) + _number(65_535, 255)), "table.xls")

    assert "table.xls, sheet 'Orders': with cell IV65536" in str(refused)


def test_xls_that_says_it_is_larger_than_any_sheet_is_refused() -> None:
    said = struct.pack("<HHIIHHH", 0x0200, 14, 0, 0xFFFF_FFFF, 0, 0xFFFF, 0)

    assert "damaged" in str(_refused(xls(said + _number(0, 0)), "table.xls"))


def test_xls_whose_sectors_go_round_is_refused() -> None:
    content = bytearray(xls(_number(0, 0)))
    struct.pack_into("<I", content, 512 + 4, 1)

    assert "damaged" in str(_refused(bytes(content), "table.xls"))


def test_xls_within_the_bound_is_read() -> None:
    assert _read(xls(_number(0, 0) + _number(1, 1))) == [["1", None], [None, "1"]]


def test_the_bound_itself_is_read() -> None:
    last = WORKBOOK_CELLS // 10
    rows = _A1 + f'<row r="{last}"><c r="J{last}"><v>1</v></c></row>'

    assert len(_read(xlsx(rows))) == 50_000
    assert _refused(xlsx(rows.replace(f"J{last}", f"K{last}"))).code == "too_large"


def test_a_compressed_part_that_is_damaged_is_refused() -> None:
    content = bytearray(xlsx(_A1 * 50))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    content[start : start + 20] = bytes(20)

    assert "damaged" in str(_refused(bytes(content)))


def test_texts_that_cells_share_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "TEXT_BYTES", 1000)

    refused = _refused(packed({**XLSX, "xl/sharedStrings.xml": "<sst>" + "x" * 1000}))

    assert refused.code == "too_large"
    assert "xl/sharedStrings.xml 1,005" in str(refused)
