"""What an import is refused for: at once where it can be known, else in its errors; each names the place."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from tests.flow.conftest import Air
from tests.flow.imports.importing import HEAD, NAMES, asked, ended, orders, uploaded

GIVEN = {"columns": ["번호", "수량"], "rows": [["A-1", 1]]}


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({"class": "Nothing"}, 422, "unknown_class", "/class"),
        ({"mapping": {"번호": "number", "수량": "peices"}}, 422, "unknown_property", "/mapping/수량"),
        ({"mapping": {"번호": "number", "수량": "number"}}, 422, "constraint_violated", "/mapping/수량"),
        ({"mapping": {"수량": "pieces"}}, 422, "missing_property", "/mapping"),
        ({"mapping": {}}, 422, "missing_property", "/mapping"),
        ({"mapping": {"번호": 7}}, 422, "wrong_type", "/mapping/번호"),
        ({"mapping": "number"}, 422, "wrong_type", "/mapping"),
        ({"mapping": {"번호": "number", "색": "paid"}}, 400, "invalid_parameter", "/mapping/색"),
        ({"op": "delte"}, 422, "constraint_violated", "/op"),
        ({"on_error": "go on"}, 422, "constraint_violated", "/on_error"),
        ({"source": {}}, 422, "missing_property", "/source"),
        ({"source": {**GIVEN, "upload_id": "x"}}, 422, "constraint_violated", "/source"),
        ({"source": {"google_sheet": {"id": "x"}}}, 400, "invalid_parameter", "/source/google_sheet/id"),
        ({"source": {"upload_id": "x"}}, 404, "not_found", "/source/upload_id"),
        ({"source": {**GIVEN, "rows": []}}, 422, "missing_property", "/source/rows"),
        ({"source": {**GIVEN, "encoding": "klingon"}}, 400, "invalid_parameter", "/source/encoding"),
        ({"source": {**GIVEN, "encoding": "cp949"}}, 400, "invalid_parameter", "/source/encoding"),
        ({"source": {**GIVEN, "delimiter": ";"}}, 400, "invalid_parameter", "/source/delimiter"),
        (
            {"source": {"google_sheet": {"id": "x"}, "delimiter": ";"}},
            400,
            "invalid_parameter",
            "/source/delimiter",
        ),
        ({"colour": "red"}, 400, "unknown_field", "/colour"),
    ],
    ids=str,
)
def test_a_request_that_breaks_rules(shop: Air, body: dict[str, Any], status: int, code: str, path: str) -> None:
    asking = {"source": GIVEN, "class": "Order", "mapping": {"번호": "number", "수량": "pieces"}, **body}

    refused = shop.client.post("/database/air/imports", asking)

    assert (refused.status, refused.codes[0]) == (status, code), refused.body
    assert refused.json["errors"][0]["path"] == path
    assert shop.client.get("/database/air/imports").data == []


def test_a_row_that_is_too_long_is_refused_at_once(shop: Air) -> None:
    refused = asked(shop, {"columns": ["번호"], "rows": [["A-1"], ["A-2", "x"]]}, {"번호": "number"})

    assert (refused.status, "table, row 2 has 2 cells" in refused.json["message"]) == (422, True)


def test_somebody_elses_upload_is_not_there(shop: Air) -> None:
    upload = uploaded(shop, HEAD.encode())
    shop.write("PUT", "/database/air/grants/lee", {"role": "editor"})
    body = {"source": {"upload_id": upload}, "class": "Order", "mapping": NAMES}

    assert shop.platform.client("lee").post("/database/air/imports", body).status == 404


LOCKED = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "source", "said"),
    [
        (b"\n\n", {}, "주문.csv is empty"),
        (HEAD.encode(), {}, "there is a header, and no row below it"),
        (b"\x00\x01\x02\x03" * 50, {}, "주문.csv is no table"),
        (LOCKED, {}, "주문.csv is protected by a password"),
        (b"PK\x03\x04broken", {}, "주문.csv cannot be read as a workbook"),
        (b"%PDF-1.7", {}, "주문.csv is a PDF"),
        (
            f"{HEAD}\nA-1,\ud55c,,,1,\n".encode("cp949"),
            {"encoding": "utf-8"},
            "주문.csv, line 1: character 1 is the byte",
        ),
        (f"{HEAD}\nA-1,,,,1,\n".encode(), {"sheet": "Sheet9"}, "주문.csv has no sheet 'Sheet9'"),
        (b"a,b\n1,2\n3,4\n", {}, "주문.csv, sheet '주문', row 1: there is no column '번호'"),
    ],
    ids=["empty", "header", "binary", "locked", "broken", "pdf", "encoding", "sheet", "column"],
)
def test_a_file_that_cannot_be_read_says_why_and_where(
    shop: Air, content: bytes, source: dict[str, str], said: str
) -> None:
    told = ended(shop, asked(shop, {"upload_id": uploaded(shop, content), **source}))

    assert told["state"] == "FAILED"
    assert said in told["errors"][0]["message"]
    assert orders(shop) == {}


def test_of_a_workbook_the_sheet_is_chosen(shop: Air) -> None:
    told = ended(shop, asked(shop, {"upload_id": uploaded(shop, workbook(), "주문.xlsx"), "sheet": "둘"}))

    assert (told["state"], told["source"]["sheet"]) == ("COMPLETED", "둘")
    assert sorted(orders(shop)) == ["B-1", "B-2"]


def workbook() -> bytes:
    """Write two sheets of orders, as little as a reader needs."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in parts().items():
            archive.writestr(name, text)
    return packed.getvalue()


def parts() -> dict[str, str]:
    main, rel = (f"http://schemas.openxmlformats.org/{each}/2006" for each in ("spreadsheetml", "officeDocument"))
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate("하둘", 1))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{rel}/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in (1, 2)
    )
    types = f'<Default Extension="xml" ContentType="{kind}.sheet.main+xml"/>'
    book = f'<workbook xmlns="{main}/main" xmlns:r="{rel}/relationships"><sheets>{sheets}</sheets></workbook>'
    rels = f'<Relationship Id="r0" Type="{rel}/relationships/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{rels}</Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet(main, "A"),
        "xl/worksheets/sheet2.xml": sheet(main, "B"),
    }


def sheet(main: str, letter: str) -> str:
    rows = [list(NAMES), *([f"{letter}-{n}", "", "2024-05-01", "", "3", "예"] for n in (1, 2))]
    cells = ["".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in rows]
    body = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(cells, 1))
    return f'<worksheet xmlns="{main}/main"><sheetData>{body}</sheetData></worksheet>'
