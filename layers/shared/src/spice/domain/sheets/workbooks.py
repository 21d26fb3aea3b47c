"""Workbooks as sheets: XLSX, XLS, ODS, within bounds that are checked before anything is unpacked."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any

from spice.domain.bounds import WORKBOOK_CELLS
from spice.domain.inference.column import Chance
from spice.domain.sheets.extents import too_far
from spice.domain.sheets.merged import MergedCells, Range
from spice.domain.sheets.sheet import Cell, Enough, Gathering, Gathers, Sheet, SheetRow, Sink, Unreadable
from spice.domain.sheets.xls_extents import check_records
from spice.domain.sheets.xml_extents import check_extents

UNPACKED_BYTES = 512 * 1024 * 1024
TEXT_BYTES = 64 * 1024 * 1024
"""Of the texts that cells of XLSX share: a reader keeps them all."""
_TEXTS = "xl/sharedstrings.xml"
_RATIO, _SMALL = 200, 10 * 1024 * 1024
"""A part that is packed this much better than tables are is a bomb, unless it is small."""
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))


def read_workbook(raw: IO[bytes], name: str, chance: Chance, gathers: Gathers = Gathering) -> list[Sheet]:
    """Read every sheet of a workbook that holds something."""
    import python_calamine as calamine

    content = raw.read()
    _check(content, name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = list(_sheets(book, name, lambda place: gathers(place, chance)))
    except calamine.PasswordError as locked:
        raise Unreadable(f"{name} is protected by a password: save it without one") from locked
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as broken:
        raise Unreadable(f"{name} cannot be read as a workbook: {broken}") from broken
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable(f"{name} is empty: none of its {len(sheets)} sheets holds a cell")
    return [sheet for sheet in sheets if sheet.rows]


def walk_sheet(raw: IO[bytes], name: str, title: str, sink: Sink) -> None:
    """Hand every row of a sheet over, however many there are, with the value of a merged cell in all that it covers."""
    import python_calamine as calamine

    content = raw.read()
    _check(content, name)
    found: Any = calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(title)
    top, left = found.start or (0, 0)
    cells = MergedCells(found.merged_cell_ranges or (), left)
    for number, row in enumerate(_rows(found), top + 1):
        sink.take(number, cells.fill(number, [_cell(value) for value in row]))


def _check(content: bytes, name: str) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if any(mark in content for mark in _ENCRYPTED):
            raise Unreadable(f"{name} is protected by a password: save it without one")
        check_records(content, name)
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_archive(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as broken:
        raise Unreadable(f"{name} cannot be read as a workbook: it is damaged ({broken})") from broken


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(f"{name} is protected by a password: save it without one")
    if any(entry.filename.lower().endswith("workbook.bin") for entry in entries):
        raise Unreadable(f"{name} is a binary workbook (XLSB)", hint="save it as XLSX")
    _check_sizes(entries, name)
    check_extents(archive, name)


def _check_sizes(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    total = sum(entry.file_size for entry in entries)
    bombs = [e for e in entries if e.file_size > _SMALL and e.file_size > _RATIO * max(1, e.compress_size)]
    texts = [e for e in entries if e.filename.lower() == _TEXTS and e.file_size > TEXT_BYTES]
    if total > UNPACKED_BYTES or bombs or texts:
        worst = max(texts or entries, key=lambda entry: entry.file_size)
        said = f"{name} is refused: unpacked it would have {total:,} bytes ({worst.filename} {worst.file_size:,})"
        raise Unreadable(said, code="too_large")


def _sheets(book: Any, name: str, gathering: Callable[[str], Gathering]) -> Iterator[Sheet]:
    """Read sheet by sheet; several may be one part, whose cells count for each."""
    cells = 0
    for title in book.sheet_names:
        place = f"{name}, sheet {title!r}"
        found = book.get_sheet_by_name(title)
        cells += found.height * found.width
        if cells > WORKBOOK_CELLS:
            raise too_far(place, "this sheet", cells)
        yield _sheet(found, gathering(place), title)


def _sheet(found: Any, gathering: Gathering, name: str) -> Sheet:
    first = (found.start or (0, 0))[0]
    merged = found.merged_cell_ranges or ()
    with suppress(Enough):
        for number, row in enumerate(_rows(found), first + 1):
            gathering.take(number, [_cell(value) for value in row])
    sheet = gathering.sheet(name)
    return replace(sheet, rows=_filled(sheet, merged, (found.start or (0, 0))[1]))


def _rows(found: Any) -> Iterator[Sequence[object]]:
    yield from found.iter_rows() if found.height else ()


def _filled(sheet: Sheet, merged: Sequence[Range], left: int) -> list[SheetRow]:
    """Write the value of a merged cell into all that it covers."""
    cells = MergedCells(merged, left)
    return [row._replace(cells=cells.fill(row.number, row.cells)) for row in sheet.rows]


def _cell(value: object) -> Cell:
    """Write a value of a workbook as people would: whole numbers without a point, days without midnight."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return _length(value) if isinstance(value, timedelta) else None if value is None else str(value)


def _length(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
