"""Any file as sheets: what it is, its first bytes tell; its name is believed only where they do not contradict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from spice.domain.inference.column import Chance
from spice.domain.sheets.again import Again
from spice.domain.sheets.sheet import Gathering, Gathers, Sheet, Unreadable
from spice.domain.sheets.text_files import TextDialect, read_text
from spice.domain.sheets.workbooks import read_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHERS = {
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "packed with gzip",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard",
    b"BZh": "packed with bzip2",
    b"SQLite format": "a SQLite database",
}
_PAGES = (b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<div")
"""How pages begin that are called workbooks: many sites hand those out."""
_TAKEN = "CSV, TSV, JSON lines, XLSX, XLS and ODS are read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's sheets; of a text, how it is written."""

    sheets: Sequence[Sheet]
    dialect: TextDialect | None = None


def is_workbook(begins: bytes) -> bool:
    """Tell a workbook, which is read whole, from a text by its first bytes."""
    return begins.startswith((_ZIP, _OLE))


def open_sheets(
    raw: IO[bytes],
    name: str,
    chance: Chance,
    gathers: Gathers = Gathering,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Opened:
    """Read a file, of its sheets what `gathers` keeps; Unreadable says what is wrong with it, and where."""
    begins = raw.read(16)
    refuse_others(begins, name)
    rest = Again(begins, raw)
    if is_workbook(begins):
        _refuse_reading(name, {"encoding": encoding, "delimiter": delimiter})
        return Opened(sheets=read_workbook(rest, name, chance, gathers))
    sheet, dialect = read_text(rest, name, gathers(name, chance), encoding=encoding, delimiter=delimiter)
    return Opened(sheets=[sheet], dialect=dialect)


def refuse_others(begins: bytes, name: str) -> None:
    """Refuse by its first bytes what is empty, or a file of another kind."""
    if not begins:
        raise Unreadable(f"{name} is empty")
    if begins.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise Unreadable(f"{name} is a web page (HTML)", hint=f"save it as a workbook or as CSV: {_TAKEN}")
    if other := next((kind for magic, kind in _OTHERS.items() if begins.startswith(magic)), None):
        raise Unreadable(f"{name} is {other}", hint=_TAKEN)


def _refuse_reading(name: str, asked: Mapping[str, str | None]) -> None:
    if given := [option for option, value in asked.items() if value is not None]:
        said = f"{name} is a workbook, to which {' and '.join(given)} {'do' if given[1:] else 'does'} not apply"
        raise Unreadable(said, code="invalid_parameter", hint="a workbook says itself how it is written")
