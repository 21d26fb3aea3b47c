"""Workbooks, made by hand from their parts."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
XLSX = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Target="xl/workbook.xml" Type="{_OFFICE}/officeDocument"/></Relationships>',
}


def packed(parts: Mapping[str, str]) -> bytes:
    """An archive of such parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx(
    *rows: str, sheets: Sequence[str] = ("Orders", "Copy"), part: str = "xl/worksheets/sheet1.xml", before: str = ""
) -> bytes:
    """An XLSX with the rows of each sheet as they are written in it; sheets beyond show the last rows again."""
    named = sheets if len(sheets) > 2 else sheets[: len(rows)]
    files = [part, *(f"xl/worksheets/sheet{number}.xml" for number in range(2, len(rows) + 1))]
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(named, 1))
    targets = "".join(
        f'<Relationship Id="r{at}" Target="{files[min(at, len(files)) - 1].removeprefix("xl/")}"'
        f' Type="{_OFFICE}/worksheet"/>'
        for at, _ in enumerate(named, 1)
    )
    written = {
        file: f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{each}</sheetData></worksheet>'
        for file, each in zip(files, rows, strict=True)
    }
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    rels = f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>'
    return packed({**XLSX, "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, **written})


def ods(rows: str) -> bytes:
    """An ODS of one sheet with rows as they are written in it."""
    spaces = "".join(f' xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="Orders">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content{spaces}>{body}</office:document-content>",
        }
    )


def xls(records: bytes) -> bytes:
    """An XLS of one sheet with such records."""
    begins = struct.pack("<HHHHIII", 0x0809, 16, 0x0600, 0x0010, 0, 0, 0)
    ends = struct.pack("<HH", 0x000A, 0)
    name = b"Orders"
    at = len(begins) + 4 + 8 + len(name) + len(ends)
    sheet = struct.pack("<HHIHBB", 0x0085, 8 + len(name), at, 0, len(name), 0) + name
    stream = (begins + sheet + ends + begins + records + ends).ljust(4096, b"\0")
    count = len(stream) // 512
    table = struct.pack(f"<{2 + count}I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE).ljust(512, b"\xff")
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0) + _entry("Workbook", 2, 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108) + table + entries.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    head = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, *[0xFFFFFFFF] * 3)
    return head.ljust(116, b"\0") + struct.pack("<II4x", first, size)
